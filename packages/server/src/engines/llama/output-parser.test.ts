import type { LogProb } from '@goldwire/schemas'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { OfferedTool } from '../../prompt/offer-tools.ts'
import { plainToolSyntax } from '../../prompt/tell-tools-in-text.ts'
import type { Step } from '../step.ts'
import { createOutputParser, type OutputParserOptions } from './output-parser.ts'

const tool = (promptName: string, more: Partial<OfferedTool> = {}): OfferedTool => ({
  kind: 'function',
  promptName,
  name: promptName,
  namespace: null,
  description: null,
  parameters: {},
  strict: false,
  grammar: null,
  param: 'tools[0].parameters',
  ...more,
})

const defaults: OutputParserOptions = {
  think: { open: '<think>', close: '</think>', after: '\n\n' },
  call: plainToolSyntax,
  tools: [tool('add'), tool('note', { kind: 'custom' }), tool('maths.sum', { name: 'sum', namespace: 'maths' })],
  callsOnlyAtStart: false,
  startsInThought: false,
  summary: null,
}

function parse(pieces: readonly string[], { cut = false, ...options }: Partial<OutputParserOptions> & { cut?: boolean } = {}): Step[] {
  const parser = createOutputParser({ ...defaults, ...options })
  const steps: Step[] = []
  for (const piece of pieces) {
    parser.push(piece)
    steps.push(...parser.take())
  }
  parser.end(cut)
  return [...steps, ...parser.take()]
}

/** Steps in short: `message(text) function_call:add{…}`, with `!` behind an item that ended incomplete. */
function short(steps: readonly Step[]): string {
  let text = ''
  for (const step of steps) {
    if (step.type === 'item.start') text += ` ${step.item.type}${'name' in step.item ? `:${step.item.name}` : ''}{`
    else if (step.type === 'part.start') text += step.part === 'summary_text' ? ' summary=' : ''
    else if (step.type === 'delta') text += step.delta
    else if (step.type === 'item.end') text += step.item ? '}!' : '}'
  }
  return text.trim()
}

const { first, middle, joint, last } = plainToolSyntax

test.each([
  ['plain text', 'Hello there', 'message{Hello there}'],
  ['white space at both ends', '\n\n Hello \n', 'message{Hello \n}'],
  ['thoughts the model opened', '<think>\nHm. \n</think>\n\nYes', 'reasoning{Hm.} message{Yes}'],
  ['empty thoughts', '<think>\n\n</think>\n\nYes', 'message{Yes}'],
  ['a call', `${first}add${middle}{"a": "}"}${last}`, 'function_call:add{{"a": "}"}}'],
  ['text, then a call', `Well \n${first}add${middle}{}${last}`, 'message{Well} function_call:add{{}}'],
  ['two calls', `${first}add${middle}{}${joint}maths.sum${middle}{"b": [1]}${last}`, 'function_call:add{{}} function_call:sum{{"b": [1]}}'],
  ['text after a call', `${first}add${middle}{}${last}\nDone`, 'function_call:add{{}} message{Done}'],
  [
    'a custom call',
    `${first}note${middle}{"input": "say \\"hi\\" \\u00e9\\ud83d\\ude00\\n"}${last}`,
    'custom_tool_call:note{say "hi" é😀\n}',
  ],
  ['a tool nobody offered', `${first}rm${middle}{}${last}`, 'function_call:rm{{}}'],
  ['a tag that is only text', 'Use <tool_call> and <tool', 'message{Use <tool_call> and <tool}'],
  ['a lone tag', '<tool_call>', 'message{<tool_call>}'],
  ['think tags late in a text', 'I <think> so</think>', 'message{I <think> so</think>}'],
  ['nothing at all', '', 'message{}'],
  ['arguments that never end', `${first}add${middle}{"a": 1`, 'function_call:add{{"a": 1}!'],
])('%s, in any pieces', (_, text, expected) => {
  expect(short(parse([text]))).toBe(expected)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (sizes) => {
      const pieces: string[] = []
      let rest = text
      for (const size of sizes) {
        pieces.push(rest.slice(0, size))
        rest = rest.slice(size)
      }
      expect(short(parse([...pieces, rest]))).toBe(expected)
    }),
    { numRuns: 60 },
  )
})

test('a prompt that ends in the thoughts begins with reasoning', () => {
  expect(short(parse(['The ', 'user ', 'asks.\n', '</th', 'ink>\n\nParis'], { startsInThought: true }))).toBe(
    'reasoning{The user asks.} message{Paris}',
  )
})

test('text goes out as it comes: only what may be a tag is held', () => {
  const parser = createOutputParser(defaults)
  const heldAfter = (text: string) => {
    parser.push(text)
    return parser.take().flatMap((step) => (step.type === 'delta' ? [step.delta] : []))
  }
  expect(heldAfter('Hello')).toEqual(['Hello'])
  expect(heldAfter(' world <')).toEqual([' world'])
  expect(heldAfter('tool_')).toEqual([])
  expect(heldAfter('box')).toEqual([' <tool_box'])
})

test('without tools a tag is text and nothing is held back', () => {
  expect(short(parse(['<tool_call>\n{"name": "'], { call: null }))).toBe('message{<tool_call>\n{"name": "}')
  expect(parse(['a <', 'b'], { call: null, think: null }).filter((step) => step.type === 'delta')).toHaveLength(2)
})

test('an answer in JSON may hold the words of a tag', () => {
  const json = `{"text": "${first.slice(0, 11)}"}`
  expect(short(parse([json], { callsOnlyAtStart: true }))).toBe(`message{${json}}`)
  expect(short(parse([`${first}add${middle}{}${last}`], { callsOnlyAtStart: true }))).toBe('function_call:add{{}}')
})

test('an answer that is cut off ends what is open as incomplete, and announces nothing new', () => {
  expect(short(parse(['Once upon'], { cut: true }))).toBe('message{Once upon}!')
  expect(short(parse([`${first}add${middle}{"a`], { cut: true }))).toBe('function_call:add{{"a}!')
  expect(short(parse([`${first}ad`], { cut: true }))).toBe('')
  expect(short(parse(['Hm'], { startsInThought: true, cut: true }))).toBe('reasoning{Hm}')
})

test('a summary is made of the reasoning when asked', () => {
  const text = 'The user asks. It is Paris.</think>\n\nParis'
  expect(short(parse([text], { startsInThought: true, summary: 'auto' }))).toBe(
    'reasoning{The user asks. It is Paris. summary=The user asks.} message{Paris}',
  )
  expect(short(parse([text], { startsInThought: true, summary: 'detailed' }))).toContain('summary=The user asks.\nIt is Paris.}')
})

test('logprobs travel with the text of their tokens, and go with text that is dropped', () => {
  const entry = (token: string): LogProb => ({ token, bytes: [...Buffer.from(token)], logprob: -1, top_logprobs: [] })
  const parser = createOutputParser(defaults)
  const tokens = ['\n', 'Hi', ' ', '<', 'b', '>', '\n', ...first, ...'add', ...middle, '{', '}', ...last]
  for (const token of tokens) parser.push(token, entry(token))
  parser.end(false)
  const deltas = parser.take().flatMap((step) => (step.type === 'delta' && step.logprobs ? [step] : []))
  for (const { delta, logprobs } of deltas) expect(logprobs?.map(({ token }) => token).join('')).toBe(delta)
  expect(deltas.map(({ delta }) => delta).join('')).toBe('Hi <b>')
})

test('a token that only begins a character lends its logprob to the next delta', () => {
  const parser = createOutputParser(defaults)
  const entry = (token: string): LogProb => ({ token, bytes: [], logprob: -1, top_logprobs: [] })
  parser.push('a', entry('a'))
  parser.push('', entry('\\xc3'))
  parser.push('é', entry('\\xa9'))
  const deltas = parser.take().flatMap((step) => (step.type === 'delta' ? [[step.delta, step.logprobs?.map(({ token }) => token)]] : []))
  expect(deltas).toEqual([
    ['a', ['a']],
    ['é', ['\\xc3', '\\xa9']],
  ])
})
