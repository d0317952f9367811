import { expect, test } from 'vitest'

import { align } from './align.ts'

const same = (a: string, b: string) => a === b

test('equal lists pair one to one', () => {
  expect(align(['a', 'b'], ['a', 'b'], same)).toEqual([
    { expected: 0, actual: 0 },
    { expected: 1, actual: 1 },
  ])
})

test('what only one side has stays alone, in order', () => {
  expect(align(['a', 'b', 'c'], ['a', 'x', 'c', 'd'], same)).toEqual([
    { expected: 0, actual: 0 },
    { expected: 1, actual: null },
    { expected: null, actual: 1 },
    { expected: 2, actual: 2 },
    { expected: null, actual: 3 },
  ])
})

test('empty lists align', () => {
  expect(align([], [], same)).toEqual([])
  expect(align(['a'], [], same)).toEqual([{ expected: 0, actual: null }])
})
