import { expect, test } from 'vitest'

import { ApiError } from './api-error.ts'
import { fileText } from './file-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (mediaType: string | null, name: string | null, content = bytes('grün')) => fileText({ name, mediaType, bytes: content }, 'x')
const refusal = (...file: Parameters<typeof read>) => {
  try {
    read(...file)
  } catch (error) {
    if (error instanceof ApiError) return error
  }
  throw new Error('It was not refused.')
}

test.each([
  ['text/plain', null],
  ['text/markdown; charset=utf-8', 'a.bin'],
  ['APPLICATION/JSON', null],
  ['application/ld+json', null],
  [null, 'notes.md'],
  ['application/octet-stream', 'main.RS'],
])('%s, %s is text', (mediaType, name) => {
  expect(read(mediaType, name)).toBe('grün')
})

test.each([
  ['application/pdf', 'a.txt'],
  ['image/png', null],
  [null, null],
  [null, 'photo.jpg'],
  ['application/octet-stream', 'README'],
])('%s, %s is refused', (mediaType, name) => {
  expect(refusal(mediaType, name)).toMatchObject({ status: 400, code: 'unsupported_file', param: 'x' })
})

test('bytes that are no text are refused whatever they are called', () => {
  expect(refusal('text/plain', 'a.txt', Uint8Array.of(0xff, 0x00, 0xc3)).code).toBe('unsupported_file')
})

test('byte order marks are understood and left out', () => {
  expect(read('text/plain', null, Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('a')
  expect(read('text/plain', null, Uint8Array.of(0xff, 0xfe, 0x61, 0x00))).toBe('a')
})
