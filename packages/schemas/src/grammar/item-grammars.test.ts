import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { outputItemTypes } from '../items/output-item.ts'
import { eventTypes, matchSequence } from './automaton.ts'
import { eventOwners } from './event-owners.ts'
import { itemGrammarOf, itemGrammars } from './item-grammars.ts'
import type { Pattern } from './pattern.ts'

const grammars = Object.values(itemGrammars)

/** Spelled by hand from the published life of each kind: the longest usual sequence, short names. */
const usual: Record<string, string> = {
  message: 'content_part.added output_text.delta output_text.annotation.added output_text.delta output_text.done content_part.done',
  'message refusing': 'content_part.added refusal.delta refusal.delta refusal.done content_part.done',
  reasoning:
    'reasoning_summary_part.added reasoning_summary_text.delta reasoning_summary_text.done reasoning_summary_part.done ' +
    'content_part.added reasoning_text.delta reasoning_text.done content_part.done',
  function_call: 'function_call_arguments.delta function_call_arguments.done',
  custom_tool_call: 'custom_tool_call_input.delta custom_tool_call_input.done',
  web_search_call: 'web_search_call.in_progress web_search_call.searching web_search_call.completed',
  file_search_call: 'file_search_call.in_progress file_search_call.searching file_search_call.completed',
  code_interpreter_call:
    'code_interpreter_call.in_progress code_interpreter_call_code.delta code_interpreter_call_code.done ' +
    'code_interpreter_call.interpreting code_interpreter_call.completed',
  image_generation_call:
    'image_generation_call.in_progress image_generation_call.generating image_generation_call.partial_image image_generation_call.completed',
  mcp_call: 'mcp_call.in_progress mcp_call_arguments.delta mcp_call_arguments.done mcp_call.completed',
  mcp_list_tools: 'mcp_list_tools.in_progress mcp_list_tools.completed',
  shell_call: 'shell_call_command.added shell_call_command.delta shell_call_command.done',
  shell_call_output: 'shell_call_output_content.delta shell_call_output_content.done',
  apply_patch_call: 'apply_patch_call_operation_diff.delta apply_patch_call_operation_diff.done',
}

const sequences = Object.entries(usual).map(([name, text]) => ({
  name,
  grammar: itemGrammarOf(name.split(' ')[0] ?? ''),
  types: text.split(' ').map((type) => `response.${type}`),
}))

const fits = (grammar: (typeof sequences)[number]['grammar'], types: readonly string[]): string => {
  if (grammar === null) throw new Error('no such grammar')
  const match = matchSequence(grammar.automaton, types)
  return match.ok ? match.as : 'refused'
}

/**
 * Events that may come any number of times: one more or one less of them is as usual. The output of a shell command is one, since it has no
 * event that opens it: a second `done` is the output of the next command, and its command_index must say so.
 */
const repeats = (type: string): boolean => /\.delta$|annotation\.added$|partial_image$|shell_call_output_content\.done$/.test(type)

test.each(sequences)('$name: the usual sequence fits', ({ grammar, types }) => {
  expect(fits(grammar, types)).toBe('regular')
})

test.each(sequences)('$name: one event left out is never regular', ({ grammar, types }) => {
  const regular = types.filter((type, at) => !repeats(type) && fits(grammar, types.toSpliced(at, 1)) === 'regular')
  expect(regular).toEqual([])
})

test.each(sequences)('$name: one event doubled is never regular', ({ grammar, types }) => {
  const regular = types.filter((type, at) => !repeats(type) && fits(grammar, types.toSpliced(at, 0, type)) === 'regular')
  expect(regular).toEqual([])
})

test.each(sequences)('$name: two neighbours swapped are never regular', ({ grammar, types }) => {
  const regular = types.slice(1).filter((type, at) => {
    const before = types[at] ?? ''
    return !(repeats(before) && repeats(type)) && fits(grammar, types.toSpliced(at, 2, type, before)) === 'regular'
  })
  expect(regular).toEqual([])
})

test.each(sequences)('$name: an event of another kind is refused altogether', ({ grammar, types }) => {
  const foreign = ['response.audio.delta', 'response.output_item.added', 'keepalive', 'response.completed']
  const allowed = types.flatMap((_, at) => foreign.filter((type) => fits(grammar, types.toSpliced(at, 0, type)) !== 'refused'))
  expect(allowed).toEqual([])
})

test('kinds that come whole allow no event between', () => {
  const whole = grammars.filter((grammar) => eventTypes(grammar.pattern).length === 0).map((grammar) => grammar.type)
  expect(whole.sort()).toEqual([
    'additional_tools',
    'apply_patch_call_output',
    'computer_call',
    'computer_call_output',
    'custom_tool_call_output',
    'function_call_output',
    'local_shell_call',
    'local_shell_call_output',
    'mcp_approval_request',
    'mcp_approval_response',
    'program',
    'program_output',
    'tool_search_call',
    'tool_search_output',
  ])
})

test('every kind of output item has a grammar of its own name', () => {
  expect(Object.keys(itemGrammars).sort()).toEqual([...outputItemTypes].sort())
  for (const [type, grammar] of Object.entries(itemGrammars)) expect(grammar.type).toBe(type)
  expect(itemGrammarOf('toString')).toBeNull()
})

test('id prefixes tell kinds apart', () => {
  const prefixes = grammars.flatMap((grammar) => grammar.idPrefixes)
  expect(new Set(prefixes).size).toBe(prefixes.length)
  expect(prefixes.filter((prefix) => !/^[a-z]+_$/.test(prefix))).toEqual([])
})

test('patterns, agreements and owners speak of the same events', () => {
  const foreign = new Set(['response.reasoning_part.added', 'response.reasoning_part.done'])
  for (const grammar of grammars) {
    for (const pattern of [grammar.pattern, ...grammar.variations.map((variation) => variation.pattern)]) {
      const strangers = eventTypes(pattern).filter((type) => !foreign.has(type) && !eventOwners[type]?.kinds.includes(grammar.type))
      expect(strangers).toEqual([])
    }
    const inPattern = eventTypes(grammar.pattern)
    for (const { delta, done, part, index, item, partType } of grammar.agreements) {
      expect(inPattern).toEqual(expect.arrayContaining([delta.type, done.type, ...(part === null ? [] : [part.type])]))
      expect(eventOwners[delta.type]).toMatchObject({ role: 'delta', index, partType })
      expect(eventOwners[done.type]).toMatchObject({ index, partType })
      expect([null, index]).toContain(/\{(.*)\}/.exec(item ?? '')?.[1] ?? null)
    }
    for (const { added, done, index } of grammar.parts) {
      expect(added === null ? null : eventOwners[added.type]).toSatisfy((owner) => owner === null || owner.role === 'part.added')
      expect(eventOwners[done.type]).toMatchObject({ role: 'part.done', index })
    }
  }
  const used = new Set(grammars.flatMap((grammar) => eventTypes(grammar.pattern)))
  const unused = Object.entries(eventOwners).filter(([type, { role }]) => !used.has(type) && !role.startsWith('item.'))
  expect(unused.map(([type]) => type)).toEqual([])
})

test('only shell commands are addressed by output_index alone', () => {
  const byIndex = Object.entries(eventOwners).filter(([, owner]) => owner.addressing === 'output_index')
  expect(byIndex.map(([type]) => type).sort()).toEqual([
    'response.output_item.added',
    'response.output_item.done',
    'response.shell_call_command.added',
    'response.shell_call_command.delta',
    'response.shell_call_command.done',
  ])
})

test('whatever streams by deltas is announced empty', () => {
  for (const grammar of grammars) {
    for (const { item } of grammar.agreements) {
      if (item === null) continue
      const covered = Object.keys(grammar.emptyAtAdded).some((pointer) => item === pointer || item.startsWith(`${pointer}/`))
      expect(covered, `${grammar.type} ${item}`).toBe(true)
    }
  }
})

/** A random sequence that a pattern allows, and the automaton must accept it. */
const wordOf = (pattern: Pattern): fc.Arbitrary<string[]> => {
  const join = (words: readonly string[][]): string[] => words.flat()
  if ('event' in pattern) return fc.constant([pattern.event])
  if ('seq' in pattern) return fc.tuple(...pattern.seq.map(wordOf)).map(join)
  if ('alt' in pattern) return fc.oneof(...pattern.alt.map(wordOf))
  if ('star' in pattern) return fc.array(wordOf(pattern.star), { maxLength: 3 }).map(join)
  if ('plus' in pattern) return fc.array(wordOf(pattern.plus), { minLength: 1, maxLength: 3 }).map(join)
  return fc.option(wordOf(pattern.opt), { nil: [] })
}

test('every sequence that a pattern or variation spells is accepted by its automaton', () => {
  for (const grammar of grammars) {
    fc.assert(
      fc.property(wordOf(grammar.pattern), (word) => {
        expect(matchSequence(grammar.automaton, word)).toEqual({ ok: true, as: 'regular' })
      }),
      { numRuns: 50 },
    )
    for (const { pattern } of grammar.variations) {
      fc.assert(
        fc.property(wordOf(pattern), (word) => {
          expect(matchSequence(grammar.automaton, word).ok).toBe(true)
        }),
        { numRuns: 50 },
      )
    }
  }
})
