import { expect, test } from 'vitest'

import { readLenientJson } from './read-lenient-json.ts'

const valuesOf = (text: string) => readLenientJson(text).values

test('plain JSON is read as it is', () => {
  expect(readLenientJson('{"a":[1,null]}')).toEqual({ values: [{ a: [1, null] }], oddities: new Set() })
})

test('JSON in a text, in a list, and several values in a row', () => {
  expect(valuesOf(JSON.stringify('{"a":1}'))).toEqual([{ a: 1 }])
  expect(valuesOf('[{"a":1},{"b":2}]')).toEqual([{ a: 1 }, { b: 2 }])
  expect(valuesOf('{"a":"}{"}\n{"b":2}{"c":3}')).toEqual([{ a: '}{' }, { b: 2 }, { c: 3 }])
})

test('words and quotes of other languages, outside of texts only', () => {
  expect(valuesOf('{"a":NaN,"b":None,"c":"None of it"}')).toEqual([{ a: null, b: null, c: 'None of it' }])
  expect(valuesOf(String.raw`{'a': 'it\'s "so"', 'b': True}`)).toEqual([{ a: 'it\'s "so"', b: true }])
})

test('what is no JSON gives nothing', () => {
  for (const text of ['', '{"a":', 'overloaded', '{"a":1}{"b"']) expect(valuesOf(text)).toEqual([])
})
