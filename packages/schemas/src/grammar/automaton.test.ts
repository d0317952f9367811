import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { advance, canEnd, compileAutomaton, eventTypes, expected, matchSequence } from './automaton.ts'
import { alt, event, nothing, opt, type Pattern, plus, printPattern, seq, star } from './pattern.ts'

const [a, b, c] = [event('a'), event('b'), event('c')]
const accepts = (pattern: Pattern, types: string): boolean => matchSequence(compileAutomaton({ regular: pattern }), types.split('')).ok

test.each([
  [seq(a, b), ['ab'], ['', 'a', 'b', 'ba', 'abb', 'aab']],
  [star(a), ['', 'a', 'aaaa'], ['b', 'ab']],
  [plus(a), ['a', 'aa'], ['', 'b']],
  [opt(a), ['', 'a'], ['aa']],
  [alt(a, seq(b, c)), ['a', 'bc'], ['b', 'abc', '']],
  [star(seq(a, star(b), opt(c))), ['', 'a', 'abbbc', 'acabca'], ['b', 'ca', 'acc']],
  [seq(star(a), a), ['a', 'aa', 'aaa'], ['', 'b']],
  [nothing, [''], ['a']],
])('%j matches what it says and nothing else', (pattern, good, bad) => {
  expect(good.filter((types) => !accepts(pattern, types))).toEqual([])
  expect(bad.filter((types) => accepts(pattern, types))).toEqual([])
})

test('a mismatch says where, and what could have come', () => {
  const automaton = compileAutomaton({ regular: seq(a, alt(b, c)) })
  expect(matchSequence(automaton, ['a', 'a'])).toEqual({ ok: false, at: 1, expected: ['b', 'c'] })
  expect(matchSequence(automaton, ['a'])).toEqual({ ok: false, at: 1, expected: ['b', 'c'] })
  expect(matchSequence(automaton, ['a', 'b', 'c'])).toEqual({ ok: false, at: 2, expected: [] })
})

test('several patterns are followed at once, and a match names the first that fits', () => {
  const automaton = compileAutomaton({ regular: seq(a, b), lax: seq(a, opt(b), opt(c)) })
  expect(matchSequence(automaton, ['a', 'b'])).toEqual({ ok: true, as: 'regular' })
  expect(matchSequence(automaton, ['a', 'c'])).toEqual({ ok: true, as: 'lax' })
  const afterA = advance(automaton.start, 'a')
  if (afterA === null) throw new Error('a must be allowed')
  expect(afterA).toMatchObject({ alive: ['regular', 'lax'], ends: ['lax'] })
  expect(expected(afterA)).toEqual(['b', 'c'])
  expect(canEnd(afterA)).toBe(true)
  expect(canEnd(automaton.start)).toBe(false)
  expect(advance(afterA, 'c')).toMatchObject({ alive: ['lax'] })
  expect(advance(afterA, 'a')).toBeNull()
})

test('states are shared: a loop leads back to the same state', () => {
  const { start } = compileAutomaton({ regular: star(seq(a, b)) })
  const back = advance(advance(start, 'a') ?? start, 'b')
  expect(advance(back ?? start, 'a')).toBe(advance(start, 'a'))
})

test('patterns print the way people write them', () => {
  expect(printPattern(seq(a, star(alt(b, c)), opt(seq(a, b)), plus(c)))).toBe('a (b | c)* (a b)? c+')
  expect(printPattern(a, (type) => type.toUpperCase())).toBe('A')
})

const { pattern: arbitraryPattern } = fc.letrec<{ pattern: Pattern }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(a, b, c, nothing),
    fc.array(tie('pattern'), { maxLength: 3 }).map((parts) => seq(...parts)),
    fc.array(tie('pattern'), { minLength: 1, maxLength: 3 }).map((parts) => alt(...parts)),
    tie('pattern').map(star),
    tie('pattern').map(plus),
    tie('pattern').map(opt),
  ),
}))

const toRegExp = (pattern: Pattern): string => {
  if ('event' in pattern) return pattern.event
  if ('seq' in pattern) return `(?:${pattern.seq.map(toRegExp).join('')})`
  if ('alt' in pattern) return `(?:${pattern.alt.map(toRegExp).join('|')})`
  if ('star' in pattern) return `(?:${toRegExp(pattern.star)})*`
  return 'plus' in pattern ? `(?:${toRegExp(pattern.plus)})+` : `(?:${toRegExp(pattern.opt)})?`
}

test('any pattern agrees with the regular expression of the same shape', () => {
  fc.assert(
    fc.property(arbitraryPattern, fc.array(fc.stringMatching(/^[abc]{0,7}$/), { minLength: 20, maxLength: 20 }), (pattern, words) => {
      const automaton = compileAutomaton({ regular: pattern })
      const oracle = new RegExp(`^${toRegExp(pattern)}$`)
      expect(words.filter((word) => matchSequence(automaton, word.split('')).ok !== oracle.test(word))).toEqual([])
      expect(eventTypes(pattern).length).toBe(new Set(eventTypes(pattern)).size)
    }),
    { numRuns: 500 },
  )
})
