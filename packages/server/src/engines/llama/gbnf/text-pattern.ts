import { type CodePoints, includes, without } from './code-points.ts'
import { literal } from './literal.ts'

/** What a text may look like: what a regular expression or a rule of a grammar comes to. */
export type TextPattern =
  | { kind: 'chars'; set: CodePoints }
  | { kind: 'sequence'; parts: readonly TextPattern[] }
  | { kind: 'choice'; parts: readonly TextPattern[] }
  | { kind: 'repeat'; part: TextPattern; min: number; max: number | null }
  /** A rule of the GBNF grammar by its name. */
  | { kind: 'rule'; name: string }

export const nothing: TextPattern = { kind: 'sequence', parts: [] }

/** A pattern uses what no grammar of characters can say. */
export class UnsupportedGrammar extends Error {
  override readonly name = 'UnsupportedGrammar'
}

export function textPattern(text: string): TextPattern {
  const parts = Array.from(text, (char): TextPattern => {
    const code = char.codePointAt(0) ?? 0
    return { kind: 'chars', set: [[code, code]] }
  })
  return { kind: 'sequence', parts }
}

/** The body of a GBNF rule for such a text inside a JSON string: what must be escaped there comes escaped, and only so. */
export function toGbnf(pattern: TextPattern): string {
  switch (pattern.kind) {
    case 'chars':
      return charsToGbnf(pattern.set)
    case 'rule':
      return pattern.name
    case 'sequence':
      return pattern.parts.length === 0 ? '""' : joined(pattern.parts)
    case 'choice':
      return `(${pattern.parts.map(toGbnf).join(' | ')})`
    case 'repeat':
      return `(${toGbnf(pattern.part)})${quantifier(pattern)}`
  }
}

/** Neighbouring single characters become one literal, which keeps grammars readable and quick. */
function joined(parts: readonly TextPattern[]): string {
  const pieces: string[] = []
  let text = ''
  const flush = () => {
    if (text !== '') pieces.push(literal(text))
    text = ''
  }
  for (const part of parts) {
    const code = part.kind === 'chars' && part.set.length === 1 && part.set[0]?.[0] === part.set[0]?.[1] ? part.set[0]?.[0] : undefined
    if (code !== undefined) text += inJson(code)
    else {
      flush()
      if (part.kind !== 'sequence' || part.parts.length > 0) pieces.push(toGbnf(part))
    }
  }
  flush()
  return pieces.length === 0 ? '""' : pieces.length === 1 ? (pieces[0] ?? '') : `(${pieces.join(' ')})`
}

function quantifier({ min, max }: { min: number; max: number | null }): string {
  if (max === null) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`
  return min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`
}

/** Stand in a JSON string only escaped. The other control characters come last: nobody means them by a wide class. */
const shortEscapes = new Map([...'"\\\n\r\t\b\f'].map((char) => [char.codePointAt(0) ?? 0, JSON.stringify(char).slice(1, -1)]))
const needEscape: CodePoints = [
  [0, 0x1f],
  [0x22, 0x22],
  [0x5c, 0x5c],
  [0x7f, 0x7f],
]
const rare = Array.from({ length: 0x20 }, (_, code) => code).filter((code) => !'\n\r\t'.includes(String.fromCharCode(code)))

function charsToGbnf(set: CodePoints): string {
  const plain = without(set, needEscape)
  const escaped = ['"', '\\', '\n', '\r', '\t'].flatMap((char) => {
    const code = char.codePointAt(0) ?? 0
    return includes(set, code) ? [literal(inJson(code))] : []
  })
  const choices = [...(plain.length > 0 ? [`[${plain.map(rangeToGbnf).join('')}]`] : []), ...escaped]
  if (choices.length === 0) choices.push(...[...rare, 0x7f].filter((code) => includes(set, code)).map((code) => literal(inJson(code))))
  if (choices.length === 0) throw new UnsupportedGrammar('a class that no character is in')
  return choices.length === 1 ? (choices[0] ?? '') : `(${choices.join(' | ')})`
}

function inJson(code: number): string {
  const short = shortEscapes.get(code)
  if (short !== undefined) return short
  return code < 0x20 || code === 0x7f ? `\\u${code.toString(16).padStart(4, '0')}` : String.fromCodePoint(code)
}

function rangeToGbnf([low, high]: readonly [number, number]): string {
  return low === high ? classChar(low) : `${classChar(low)}-${classChar(high)}`
}

/** Characters with a meaning inside `[…]` go by number. */
function classChar(code: number): string {
  return code < 0x80 && !/[a-zA-Z0-9]/.test(String.fromCodePoint(code))
    ? `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`
    : String.fromCodePoint(code)
}
