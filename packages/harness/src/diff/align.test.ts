import fc from 'fast-check'
import { expect, test } from 'vitest'

import { align } from './align.ts'

const itself = (element: string) => element

test('equal lists pair one to one', () => {
  expect(align(['a', 'b'], ['a', 'b'], itself)).toEqual([
    { expected: 0, actual: 0 },
    { expected: 1, actual: 1 },
  ])
})

test('what only one side has stays alone, in order', () => {
  expect(align(['a', 'b', 'c'], ['a', 'x', 'c', 'd'], itself)).toEqual([
    { expected: 0, actual: 0 },
    { expected: 1, actual: null },
    { expected: null, actual: 1 },
    { expected: 2, actual: 2 },
    { expected: null, actual: 3 },
  ])
})

test('empty lists align', () => {
  expect(align([], [], itself)).toEqual([])
  expect(align(['a'], [], itself)).toEqual([{ expected: 0, actual: null }])
})

test('every place of both lists comes once and in order, and pairs are of one key', () => {
  const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })
  fc.assert(
    fc.property(list, list, (expected, actual) => {
      const pairs = align(expected, actual, itself)
      expect(pairs.flatMap((pair) => pair.expected ?? [])).toEqual(expected.map((_, place) => place))
      expect(pairs.flatMap((pair) => pair.actual ?? [])).toEqual(actual.map((_, place) => place))
      const both = pairs.filter((pair) => pair.expected !== null && pair.actual !== null)
      expect(both.map((pair) => expected[pair.expected ?? -1])).toEqual(both.map((pair) => actual[pair.actual ?? -1]))
    }),
  )
})

test('lists too long for a table are paired all the same, quickly', () => {
  const expected = Array.from({ length: 6000 }, (_, place) => `e${place % 7}`)
  const actual = ['first', ...expected.filter((_, place) => place % 1000 !== 3), 'last']
  const pairs = align(expected, actual, itself)
  expect(pairs.filter((pair) => pair.expected !== null && pair.actual !== null).length).toBeGreaterThan(5000)
  expect(pairs.flatMap((pair) => pair.actual ?? [])).toHaveLength(actual.length)
})
