import { expect, test } from 'vitest'

import { parseFrame } from './parse-frame.ts'

const parse = (data: string | null, comments: string[] = []) => parseFrame({ data, comments })

test('JSON of any shape is an event', () => {
  expect(parse('{"type":"x"}')).toEqual({ kind: 'event', data: { type: 'x' } })
  expect(parse('null')).toEqual({ kind: 'event', data: null })
})

test('[DONE] is the end, and nothing else is', () => {
  expect(parse('[DONE]')).toEqual({ kind: 'done' })
  expect(parse('"[DONE]"')).toEqual({ kind: 'event', data: '[DONE]' })
  expect(parse('[DONE')).toMatchObject({ kind: 'not-json' })
})

test('no data is a comment', () => {
  expect(parse(null, ['a', 'b'])).toEqual({ kind: 'comment', text: 'a\nb' })
})

test('other text says where JSON broke off', () => {
  expect(parse('{"a":')).toMatchObject({ kind: 'not-json', text: '{"a":', error: expect.stringMatching(/JSON/) as string })
  expect(parse('')).toMatchObject({ kind: 'not-json', text: '' })
})
