import { expect, test } from 'vitest'

import { encodeEvent } from './encode-event.ts'
import { encodeFrame } from './encode-frame.ts'

test('an event is written compact, with its text unescaped', () => {
  expect(encodeEvent({ type: 'response.output_text.delta', delta: 'é😀\u2028"\n' } as { type: string })).toBe(
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"é😀\u2028\\"\\n"}\n\n',
  )
})

test.each(['', 'a\nb', 'a\r'])('the type %j is refused', (type) => {
  expect(() => encodeEvent({ type })).toThrow(TypeError)
})

test('a frame is written field by field', () => {
  expect(encodeFrame({ event: 'a', data: '1\n2', comments: ['hi'], id: '3', retry: 4 })).toBe(
    ': hi\nevent: a\ndata: 1\ndata: 2\nid: 3\nretry: 4\n\n',
  )
  expect(encodeFrame({ comments: ['ping'] })).toBe(': ping\n\n')
})

test.each([{ event: '' }, { event: 'a\nb' }, { data: '\r' }, { comments: ['a\nb'] }, { id: '\0' }, { retry: 1.5 }, { retry: -1 }])(
  'what SSE cannot carry is refused: %j',
  (fields) => {
    expect(() => encodeFrame(fields)).toThrow('SSE cannot carry')
  },
)
