import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type Chunking, type DuePiece, parseChunking, toChunks } from './chunking.ts'
import { ReplayError } from './replay-error.ts'

const encoder = new TextEncoder()
const piece = (text: string, at = 0, starts: DuePiece['starts'] = null, events = 0): DuePiece => ({
  bytes: encoder.encode(text),
  at,
  starts,
  events,
})
const textsOf = (pieces: DuePiece[], chunking: Chunking) =>
  toChunks(pieces, chunking).map(({ bytes }) => Buffer.from(bytes).toString('latin1'))

const chunkings: Chunking[] = ['recorded', 'frame', 'byte', 'random:1', 'split-utf8', 'whole']

test.each(chunkings)('cut by %s, the bytes stay as they are, and no chunk is empty', (chunking) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 40 })), (texts) => {
      const pieces = texts.map((text, index) => piece(text, index))
      const chunks = toChunks(pieces, chunking)
      expect(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString()).toBe(texts.join(''))
      expect(chunks.every(({ bytes }) => bytes.length > 0)).toBe(true)
      const times = chunks.map(({ at }) => at)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
    }),
  )
})

test('as recorded, a chunk ends where the next one began, also across frames and inside them', () => {
  const pieces = [
    piece(
      'abcdef',
      5,
      [
        [0, 1],
        [4, 5],
      ],
      1,
    ),
    piece('ghi', 5, [], 2),
    piece('jklm', 9, [[2, 9]], 3),
  ]
  expect(toChunks(pieces, 'recorded').map(({ bytes, at, events }) => [Buffer.from(bytes).toString(), at, events])).toEqual([
    ['abcd', 1, 0],
    ['efghijk', 5, 2],
    ['lm', 9, 3],
  ])
})

test('a capture that begins inside a chunk loses nothing', () => {
  expect(textsOf([piece('abc', 3, [[2, 4]])], 'recorded')).toEqual(['ab', 'c'])
})

test('split-utf8 cuts inside every character of several bytes and between two line ends', () => {
  expect(textsOf([piece('aé\n\n')], 'split-utf8')).toEqual(['a\u00c3', '\u00a9\n', '\n'])
})

test('random cuts come from the seed and fall inside frames', () => {
  const pieces = Array.from({ length: 50 }, (_, index) => piece(`event: e\ndata: ${index}\n\n`))
  expect(textsOf(pieces, 'random:1')).toEqual(textsOf(pieces, 'random:1'))
  expect(textsOf(pieces, 'random:1')).not.toEqual(textsOf(pieces, 'random:2'))
  expect(textsOf(pieces, 'random:1').filter((text) => !text.endsWith('\n\n')).length).toBeGreaterThan(3)
})

test('an unknown chunking is refused with what there is', () => {
  expect(() => parseChunking('random')).toThrow(ReplayError)
  expect(() => parseChunking('words')).toThrow('random:SEED')
})
