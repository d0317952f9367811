import { createJsonScanner } from '../engines/answer/json-scanner.ts'

/** What a text that should be one JSON object holds, and in what ways it is odd. */
export interface LenientJson {
  /** Empty where nothing can be read. */
  values: unknown[]
  oddities: ReadonlySet<'several' | 'encoded' | 'literals'>
}

const none: ReadonlySet<never> = new Set()

/** Reads JSON as servers write it at times: encoded twice, in a list, several values in a row, with words of Python or JavaScript. */
export function readLenientJson(text: string): LenientJson {
  const plain = parse(text)
  if (plain !== undefined) return unwrap(plain)
  const worded = withoutWords(text)
  const reworded = worded === text ? undefined : parse(worded)
  if (reworded !== undefined) return { values: [reworded], oddities: new Set(['literals']) }
  const pieces = split(text)
  const values = pieces.map((piece) => parse(piece))
  return pieces.length > 1 && values.every((value) => value !== undefined)
    ? { values, oddities: new Set(['several']) }
    : { values: [], oddities: none }
}

function unwrap(value: unknown): LenientJson {
  if (Array.isArray(value)) return { values: value, oddities: new Set(['several']) }
  if (typeof value !== 'string') return { values: [value], oddities: none }
  const inner = parse(value)
  return inner === undefined || typeof inner === 'string'
    ? { values: [value], oddities: none }
    : { values: [inner], oddities: new Set(['encoded']) }
}

const words: { readonly [word: string]: string } = {
  None: 'null',
  True: 'true',
  False: 'false',
  NaN: 'null',
  Infinity: 'null',
  undefined: 'null',
}

/** The text with its words and quotes as JSON has them. */
function withoutWords(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?\b(?:None|True|False|NaN|Infinity|undefined)\b/g, (found) =>
    found.startsWith('"') ? found : found.startsWith("'") ? requoted(found) : (words[found.replace('-', '')] ?? found),
  )
}

/** A text in single quotes, as Python writes most of its own. */
const requoted = (text: string): string =>
  `"${text
    .slice(1, -1)
    .replaceAll(String.raw`\'`, "'")
    .replace(/(?<!\\)"/g, '\\"')}"`

/** Several JSON objects in a row. */
function split(text: string): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.trim() !== '') {
    const end = createJsonScanner().push(rest)
    if (end === -1) return []
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end).replace(/^[\s,]+/, '')
  }
  return pieces
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
