import { sameJson } from './same-json.ts'

/**
 * The exact text a line was read from. JSON.parse forgets what a capture must keep (`1.0`, `\u00e9`, doubled keys), so the
 * text travels beside the value and is used again for as long as the value still is what the text says.
 */
const sources = new WeakMap<object, string>()

/** Remembers the exact JSON text of `value`. */
export function rememberText<T extends object>(value: T, text: string): T {
  sources.set(value, text)
  return value
}

/** JSON text of `value`: the exact text it was read from when it is unchanged since, else its serialisation. */
export function exactText(value: object): string {
  const text = sources.get(value)
  return text !== undefined && sameJson(JSON.parse(text), value) ? text : JSON.stringify(value)
}

/** Like {@link exactText} for a value that nobody changed since it was read: takes that for granted, which is many times faster. */
export function currentText(value: object): string {
  return sources.get(value) ?? JSON.stringify(value)
}

/** Exact JSON text of the member `key` of an object read from text, or its serialisation when the object was made or changed here. */
export function exactMemberText(value: object, key: string): string {
  const text = sources.get(value)
  const span = text === undefined || !sameJson(JSON.parse(text), value) ? null : memberSpan(text, key)
  return text === undefined || span === null ? JSON.stringify((value as Record<string, unknown>)[key]) : text.slice(span.start, span.end)
}

/** Where the value of a top-level member stands in the text of a JSON object; the last one when the key is doubled. */
export function memberSpan(text: string, key: string): { start: number; end: number } | null {
  let found: { start: number; end: number } | null = null
  let at = skipSpace(text, 0)
  if (text[at] !== '{') return null
  at = skipSpace(text, at + 1)
  while (at < text.length && text[at] === '"') {
    const keyEnd = stringEnd(text, at)
    const name: unknown = JSON.parse(text.slice(at, keyEnd))
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = valueEnd(text, start)
    if (name === key) found = { start, end }
    at = skipSpace(text, end)
    if (text[at] !== ',') break
    at = skipSpace(text, at + 1)
  }
  return found
}

const space = new Set([' ', '\t', '\n', '\r'])

function skipSpace(text: string, from: number): number {
  let at = from
  while (space.has(text[at] ?? '')) at++
  return at
}

function stringEnd(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function valueEnd(text: string, from: number): number {
  if (text[from] === '"') return stringEnd(text, from)
  let depth = 0
  let at = from
  while (at < text.length) {
    const char = text[at] ?? ''
    if (char === '"') {
      at = stringEnd(text, at)
      continue
    }
    if (depth === 0 && (char === ',' || char === '}' || char === ']' || space.has(char))) return at
    if (char === '{' || char === '[') depth++
    if (char === '}' || char === ']') depth--
    at++
    if (depth === 0 && (char === '}' || char === ']')) return at
  }
  return at
}
