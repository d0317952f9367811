import { commonTerminals } from './lark-common.ts'
import { larkText, type LarkToken, readLarkTokens } from './lark-tokens.ts'
import { UnsupportedGrammar } from './text-pattern.ts'

/** What stands on the right side of a definition. */
export type LarkNode =
  | { kind: 'text'; text: string; caseless: boolean }
  | { kind: 'regex'; source: string; flags: string; line: number }
  | { kind: 'range'; from: string; to: string }
  | { kind: 'name'; name: string; line: number }
  | { kind: 'sequence'; parts: readonly LarkNode[] }
  | { kind: 'choice'; parts: readonly LarkNode[] }
  | { kind: 'repeat'; part: LarkNode; min: number; max: number | null }

export interface LarkGrammar {
  /** By name; terminals are written in capitals, rules in small letters. */
  definitions: ReadonlyMap<string, LarkNode>
  /** What may stand between the words of a rule. */
  ignored: readonly LarkNode[]
}

export function isTerminal(name: string): boolean {
  return /^_*[A-Z]/.test(name)
}

/**
 * Reads the Lark that custom tools are written in: rules, terminals, strings, ranges, regular expressions, groups, `?`, `*`, `+`, `~`, `[]`, aliases,
 * priorities, `%ignore`, and `%import common.NAME`. Templates, other imports, `%declare`, `%override` and `%extend` are refused.
 *
 * @throws UnsupportedGrammar with the line
 */
export function readLark(source: string): LarkGrammar {
  const tokens = readLarkTokens(source)
  const definitions = new Map<string, LarkNode>()
  const ignored: LarkNode[] = []
  let at = 0
  const peek = () => tokens[at]
  const skipLines = () => {
    while (peek()?.kind === 'line') at++
  }
  const isMark = (text: string, offset = 0) => tokens[at + offset]?.kind === 'mark' && tokens[at + offset]?.text === text
  const fail = (what: string): never => {
    throw new UnsupportedGrammar(`line ${peek()?.line ?? tokens.at(-1)?.line ?? 1}: ${what}`)
  }
  const take = (kind: LarkToken['kind'], text?: string): LarkToken => {
    const token = peek()
    if (token?.kind !== kind || (text !== undefined && token.text !== text))
      return fail(`expected ${text ?? `a ${kind}`} instead of '${token?.text.trim() ?? 'the end'}'`)
    at++
    return token
  }

  /** An alternative may begin a new line; any other new line ends the definition. */
  function choice(isInside: boolean): LarkNode {
    const parts = [alternative(isInside)]
    for (;;) {
      const before = at
      skipLines()
      if (!isMark('|')) {
        if (!isInside) at = before
        return parts.length === 1 ? (parts[0] as LarkNode) : { kind: 'choice', parts }
      }
      at++
      parts.push(alternative(isInside))
    }
  }

  function alternative(isInside: boolean): LarkNode {
    const parts: LarkNode[] = []
    for (;;) {
      if (isInside) skipLines()
      const token = peek()
      if (token === undefined || token.kind === 'line' || token.kind === 'directive') break
      if (token.kind === 'mark' && '|)]'.includes(token.text)) break
      if (isMark('->')) {
        at++
        take('name')
        break
      }
      parts.push(repeated(atom()))
    }
    return parts.length === 1 ? (parts[0] as LarkNode) : { kind: 'sequence', parts }
  }

  function atom(): LarkNode {
    const token = peek() ?? fail('unexpected end')
    if (isMark('(') || isMark('[')) {
      at++
      const inner = choice(true)
      take('mark', token.text === '(' ? ')' : ']')
      return token.text === '(' ? inner : { kind: 'repeat', part: inner, min: 0, max: 1 }
    }
    at++
    if (token.kind === 'string' && isMark('..')) {
      at++
      return { kind: 'range', from: larkText(token), to: larkText(take('string')) }
    }
    if (token.kind === 'string') return { kind: 'text', text: larkText(token), caseless: token.flags === 'i' }
    if (token.kind === 'regex') return { kind: 'regex', source: token.text.replaceAll('\\/', '/'), flags: token.flags, line: token.line }
    if (token.kind === 'name' && !isMark('{')) return { kind: 'name', name: token.text, line: token.line }
    at--
    return fail(isMark('{', 1) ? 'templates are not supported' : `unexpected '${token.text}'`)
  }

  function repeated(part: LarkNode): LarkNode {
    if (isMark('?') || isMark('*') || isMark('+')) {
      const mark = take('mark').text
      return repeated({ kind: 'repeat', part, min: mark === '+' ? 1 : 0, max: mark === '?' ? 1 : null })
    }
    if (!isMark('~')) return part
    at++
    const min = Number(take('number').text)
    const max = isMark('..') ? (at++, Number(take('number').text)) : min
    if (min < 0 || max < min || max > 1024) fail(`the repetition ${min}..${max}`)
    return { kind: 'repeat', part, min, max }
  }

  function define(): void {
    const token = take('name')
    const name = token.text.replace(/\.-?\d+$/, '')
    if (isMark('.')) {
      at++
      take('number')
    }
    if (isMark('{')) fail('templates are not supported')
    take('mark', ':')
    if (definitions.has(name)) fail(`'${name}' is defined twice`)
    definitions.set(name, choice(false))
  }

  function direct(): void {
    const { text } = take('directive')
    if (text === '%ignore') ignored.push(choice(false))
    else if (text === '%import') importCommon()
    else fail(`${text} is not supported`)
  }

  function importCommon(): void {
    const [library, ...names] = take('name').text.split('.')
    if (library !== 'common') fail('only imports from common are supported')
    const wanted = names.map((name) => ({ name, as: name }))
    if (isMark('(')) {
      at++
      while (!isMark(')')) {
        const { text } = take('name')
        wanted.push({ name: text, as: text })
        if (isMark(',')) at++
      }
      at++
    } else if (isMark('->')) {
      at++
      const [only] = wanted
      if (only !== undefined) only.as = take('name').text
    }
    for (const { name, as } of wanted) {
      const terminal = commonTerminals[name] ?? fail(`common has no ${name}`)
      definitions.set(as, { kind: 'regex', source: terminal, flags: '', line: 0 })
    }
  }

  while (at < tokens.length) {
    const token = peek()
    if (token?.kind === 'line' || isMark('?') || isMark('!')) at++
    else if (token?.kind === 'directive') direct()
    else if (token?.kind === 'name') define()
    else fail(`unexpected '${token?.text ?? ''}'`)
  }
  return { definitions, ignored }
}
