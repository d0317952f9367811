import { inBothCases, ofText } from './code-points.ts'
import type { GrammarRules } from './grammar-rules.ts'
import { isTerminal, type LarkGrammar, type LarkNode } from './read-lark.ts'
import { readRegex } from './read-regex.ts'
import { nothing, type TextPattern, textPattern, toGbnf, UnsupportedGrammar } from './text-pattern.ts'
import { unrollLeftRecursion } from './unroll-left-recursion.ts'

/**
 * Compiles a Lark grammar into rules, beginning at `start`. What `%ignore` names may stand once after each word of a rule, never inside a
 * terminal. Rules that begin with themselves become loops, since llama.cpp reads from left to right.
 *
 * @throws UnsupportedGrammar
 */
export function larkToPattern(rules: GrammarRules, grammar: LarkGrammar): TextPattern {
  const definitions = unrollLeftRecursion(grammar.definitions)
  const names = new Map<string, string>()
  const busy = new Set<string>()

  let gap = nothing
  const word = (pattern: TextPattern, inTerminal: boolean): TextPattern =>
    inTerminal || gap === nothing ? pattern : { kind: 'sequence', parts: [pattern, gap] }

  function compile(node: LarkNode, inTerminal: boolean): TextPattern {
    switch (node.kind) {
      case 'text':
        return word(node.caseless ? caseless(node.text) : textPattern(node.text), inTerminal || node.text === '')
      case 'range':
        return word(range(node.from, node.to), inTerminal)
      case 'regex':
        return word(regex(node), inTerminal)
      case 'name':
        return word(named(node.name, node.line, inTerminal), inTerminal || !isTerminal(node.name))
      case 'repeat':
        return { ...node, part: compile(node.part, inTerminal) }
      default:
        return { kind: node.kind, parts: node.parts.map((part) => compile(part, inTerminal)) }
    }
  }

  function named(name: string, line: number, inTerminal: boolean): TextPattern {
    const node = definitions.get(name)
    if (node === undefined) throw new UnsupportedGrammar(`${line > 0 ? `line ${line}: ` : ''}'${name}' is used and not defined`)
    if (inTerminal && !isTerminal(name)) throw new UnsupportedGrammar(`line ${line}: a terminal cannot use the rule '${name}'`)
    if (isTerminal(name) && busy.has(name)) throw new UnsupportedGrammar(`line ${line}: the terminal '${name}' uses itself`)
    const known = names.get(name)
    if (known !== undefined) return { kind: 'rule', name: known }
    const rule = rules.reserve()
    names.set(name, rule)
    busy.add(name)
    rules.define(rule, toGbnf(compile(node, isTerminal(name))))
    busy.delete(name)
    return { kind: 'rule', name: rule }
  }

  if (grammar.ignored.length > 0) {
    const parts = grammar.ignored.map((node) => compile(node, true))
    gap = { kind: 'repeat', part: { kind: 'choice', parts }, min: 0, max: 1 }
  }
  if (!definitions.has('start')) throw new UnsupportedGrammar("there is no rule 'start'")
  return named('start', 0, false)
}

function regex({ source, flags, line }: Extract<LarkNode, { kind: 'regex' }>): TextPattern {
  const unread = flags.replace(/[isu]/g, '')
  if (unread !== '') throw new UnsupportedGrammar(`line ${line}: the flag '${unread}'`)
  try {
    return readRegex(source, { i: flags.includes('i'), s: flags.includes('s') })
  } catch (error) {
    throw error instanceof UnsupportedGrammar ? new UnsupportedGrammar(`line ${line}: ${error.message}`) : error
  }
}

function range(from: string, to: string): TextPattern {
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0]
  if (Array.from(from).length !== 1 || Array.from(to).length !== 1 || high < low)
    throw new UnsupportedGrammar(`the range "${from}".."${to}"`)
  return { kind: 'chars', set: [[low, high]] }
}

function caseless(text: string): TextPattern {
  return { kind: 'sequence', parts: Array.from(text, (char): TextPattern => ({ kind: 'chars', set: inBothCases(ofText(char)) })) }
}
