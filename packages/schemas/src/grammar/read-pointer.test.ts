import { expect, test } from 'vitest'

import { readPointer } from './read-pointer.ts'

// The examples of RFC 6901, section 5, that JSON.stringify can tell apart.
const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'm~n': 8, ' ': 7 }

test.each([
  ['', document],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/m~0n', 8],
  ['/ ', 7],
])('%j points at %j', (pointer, value) => {
  expect(readPointer(document, pointer)).toEqual(value)
})

test.each(['/none', '/foo/2', '/foo/0/0', '/foo/length/x', '/toString', '//x'])('%j points nowhere', (pointer) => {
  expect(readPointer(document, pointer)).toBeUndefined()
})

test('null and plain values have nothing inside', () => {
  expect(readPointer(null, '/a')).toBeUndefined()
  expect(readPointer('abc', '/0')).toBeUndefined()
  expect(readPointer('abc', '')).toBe('abc')
})
