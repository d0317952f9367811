/** The types that OpenAI's messages tell apart. */
export type JsonKind = 'string' | 'integer' | 'decimal' | 'boolean' | 'array' | 'object' | 'null'

/** The type of a value that came from JSON. */
export function jsonKind(value: unknown): JsonKind {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'decimal'
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as 'string' | 'boolean'
  return 'object'
}

const vowel = /^[aeiou]/

/** `a string`, `an array of objects`; null stays bare. */
export function withArticle(noun: string): string {
  if (noun === 'null') return noun
  return `${vowel.test(noun) ? 'an' : 'a'} ${noun}`
}

/** `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`. */
export function joinWords(words: readonly string[], conjunction: 'and' | 'or'): string {
  if (words.length < 3) return words.join(` ${conjunction} `)
  return `${words.slice(0, -1).join(', ')}, ${conjunction} ${words.at(-1)}`
}
