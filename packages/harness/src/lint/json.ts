/** A JSON object of unknown content. */
export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A position or count: a whole number from 0. */
export function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}

/** Short text of a value for a message; long texts are cut. */
export function show(value: unknown, limit = 60): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? typeof value
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}

/** `1 event`, `2 events`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false
    for (let index = 0; index < left.length; index++) if (!isEqual(left[index], right[index])) return false
    return true
  }
  if (Array.isArray(right)) return false
  let keys = 0
  for (const key in left) {
    keys++
    const value = (left as JsonObject)[key]
    const other = (right as JsonObject)[key]
    // Most values are text, numbers and null, and most are equal.
    if (value !== other && !isEqual(value, other)) return false
    // What every object inherits are functions, save for this one.
    if ((other === undefined || key === '__proto__') && !Object.hasOwn(right, key)) return false
  }
  // All of the left are in the right: the right has no more when the counts agree.
  for (const _ in right) keys--
  return keys === 0
}

/**
 * JSON pointer of the first place where two JSON values differ, null when they are equal whatever the order of their keys.
 * Pointers in `ignore` (relative to the roots) are not looked into.
 */
export function firstDifference(left: unknown, right: unknown, ignore: readonly string[] = []): string | null {
  return isEqual(left, right) ? null : findDifference(left, right, ignore, '')
}

function findDifference(left: unknown, right: unknown, ignore: readonly string[], at: string): string | null {
  if (left === right || ignore.includes(at)) return null
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return at
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right)) return at
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
      if (index >= left.length || index >= right.length) return `${at}/${index}`
      const found = findDifference(left[index], right[index], ignore, `${at}/${index}`)
      if (found !== null) return found
    }
    return null
  }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const pointer = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (ignore.includes(pointer)) continue
    if (!Object.hasOwn(left, key) || !Object.hasOwn(right, key)) return pointer
    const found = findDifference((left as JsonObject)[key], (right as JsonObject)[key], ignore, pointer)
    if (found !== null) return found
  }
  return null
}

/** Text of the JSON value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

// `/output/3/content/0` becomes `/output/*/content/*`.

export function generalPointer(pointer: string): string {
  return pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')
}

/** A text as it is; the empty text for anything else. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
