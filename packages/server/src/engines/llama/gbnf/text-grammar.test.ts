import fc from 'fast-check'
import { expect, test } from 'vitest'

import { ApiError } from '../../../run/api-error.ts'
import { createSeededBytes } from '../../../run/random-bytes.ts'
import { createGrammarRules } from './grammar-rules.ts'
import { sampleGbnf } from './sample-gbnf.ts'
import { textGrammarRule } from './text-grammar.ts'

/** Texts that the grammar lets a model write. */
function samples(syntax: 'regex' | 'lark', definition: string, count = 60): string[] {
  const rules = createGrammarRules()
  const grammar = rules.toText(textGrammarRule(rules, { syntax, definition, param: 'tools[0].format.definition' }))
  const bytes = createSeededBytes(7)
  const random = () => new DataView(bytes(4).buffer).getUint32(0) / 2 ** 32
  return Array.from({ length: count }, () => JSON.parse(`"${sampleGbnf(grammar, { random })}"`) as string)
}

const refusal = (syntax: 'regex' | 'lark', definition: string): unknown => {
  try {
    samples(syntax, definition, 1)
    return null
  } catch (error) {
    return error
  }
}

test.each([
  'a|bc|',
  '^\\d{3}-\\d{2,4}$',
  '[^"\\\\]+"[\\\\"]',
  '(?:ab|[c-eX])*?z+',
  '.*',
  '(?s).+',
  '\\w+\\s\\W\\S\\D',
  '[\\w.-]+@[a-z]{2,}',
  '(?<year>\\d{4})(?P<m>\\d\\d)?',
  '\\x41\\u{1F600}\\u00e9\\t\\n',
  '[\\]\\-^a]+',
  '[]a]+',
  'a{2}{2}',
  '(^a|b$)',
  '[a-f&&[^c]]+',
  '\\p{Lu}\\p{Greek}+',
])('texts of /%s/ match it', (definition) => {
  const readable = definition
    .replaceAll('(?P<', '(?<')
    .replace('(?s).+', '[^]+')
    .replace('[]a]', '[\\]a]')
    .replace('a{2}{2}', 'aaaa')
    .replace('[a-f&&[^c]]', '[abdef]')
    .replace('\\p{Greek}', '\\p{Script=Greek}')
    .replace('[\\w.-]', '[\\w.\\-]')
  const pattern = new RegExp(`^(?:${readable})$`, 'u')
  for (const text of samples('regex', definition)) expect(text).toMatch(pattern)
})

test('flags, nested classes and POSIX names are understood', () => {
  for (const text of samples('regex', '(?i)select [[:digit:][:upper:]]+')) expect(text).toMatch(/^select [0-9a-z]+$/i)
  expect(samples('regex', '(?i)ab', 40).some((text) => text !== text.toLowerCase())).toBe(true)
})

test('a quote, a backslash and a line feed can be written wherever any character can', () => {
  const texts = samples('regex', '[\\s\\S]{40}', 200).join('')
  for (const char of '"\\\n') expect(texts).toContain(char)
})

test.each([
  '(?=a)b',
  '(?<!a)b',
  '(a)\\1',
  'a\\b',
  'a^b',
  '(a$)b',
  'a{2000}',
  '(a',
  'a)',
  '[a',
  '*a',
  '[z-a]',
  '\\p{Nonsense}',
  '\\q',
  '[^\\s\\S]',
])('/%s/ is refused by its place', (definition) => {
  expect(refusal('regex', definition)).toMatchObject({ status: 400, code: 'invalid_value', param: 'tools[0].format.definition' })
})

test('any text is a regular expression that is read or refused, and never breaks', () => {
  const everyText = () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?^$\\.-,12:dws'.split('')), maxLength: 14 }), (definition) => {
        const error = refusal('regex', definition)
        return error === null || (error instanceof ApiError && error.status === 400)
      }),
      { numRuns: 500 },
    )
  expect(everyText).not.toThrow()
})

test('a Lark grammar with rules, terminals, alternatives on new lines, comments and aliases', () => {
  const texts = samples(
    'lark',
    `
// arithmetic
start: expr
?expr: expr "+" term -> add
     | term
term: NUMBER | "(" expr ")"  // nested
NUMBER.2: /[0-9]+/
`,
  )
  for (const text of texts) expect(text).toMatch(/^[0-9+()]+$/)
  expect(texts.some((text) => text.includes('+'))).toBe(true)
  expect(texts.some((text) => text.includes('('))).toBe(true)
})

test('what is ignored stands between words and never inside one', () => {
  const texts = samples('lark', 'start: "a" WORD+ ";"\nWORD: "x".."z" "q"\n%import common.WS\n%ignore WS')
  for (const text of texts) expect(text).toMatch(/^a\s*(?:[xyz]q\s*)+;\s*$/)
  expect(texts.some((text) => /\s/.test(text))).toBe(true)
})

test('repetitions, optional parts and caseless strings', () => {
  for (const text of samples('lark', 'start: ("ab"i ~ 2) ["-" B~1..3] (C D)? \nB: "b"\nC: "c"\nD: "d"'))
    expect(text).toMatch(/^(?:ab){2}(?:-b{1,3})?(?:cd)?$/i)
})

test('terminals of the common library can be imported', () => {
  for (const text of samples('lark', 'start: ESCAPED_STRING ":" N\n%import common.ESCAPED_STRING\n%import common.SIGNED_NUMBER -> N'))
    expect(text).toMatch(/^"(?:[^"\\\n]|\\.)*":[+-]?[\d.eE+-]+$/)
})

test.each([
  ['no start', 'a: "x"'],
  ['an undefined name', 'start: b'],
  ['a template', 'start: a{b}\na{x}: x'],
  ['a declaration', '%declare X\nstart: X'],
  ['another import', '%import .other.X\nstart: X'],
  ['a circle', 'start: a\na: b "x"\nb: a "y" | "z"'],
  ['a hidden circle', 'start: a\na: c? b "x"\nb: a\nc: "y"'],
  ['no end', 'start: start "x"'],
  ['a terminal in itself', 'start: A\nA: "x" A'],
  ['a broken string', 'start: "x'],
  ['a look-ahead', 'start: /a(?=b)/'],
  ['nonsense', 'start: )'],
  ['nothing', ''],
])('a Lark grammar with %s is refused', (_, definition) => {
  expect(refusal('lark', definition)).toMatchObject({ status: 400, code: 'invalid_value', param: 'tools[0].format.definition' })
})
