import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunksToBody, chunksToLines } from './chunks-to-lines.ts'
import { type Chunk, chunksOf, hasChunks, join } from './chunks.ts'
import type { Framing, Golden, GoldenLine } from './golden.ts'
import { parseGolden } from './parse-golden.ts'
import { goldenProblems } from './validate-golden.ts'
import { encodeGolden } from './write-golden.ts'

const golden = (lines: GoldenLine[], framing: Framing = 'sse'): Golden => ({
  header: {
    golden: 1,
    name: 'test/chunks',
    provider: 'test',
    recorded_at: null,
    source: null,
    request: null,
    response: { status: 200, headers: null, framing },
  },
  lines,
})
const utf8 = new TextEncoder()

/** Pieces that streams are made of, good and bad. */
const piece = fc.oneof(
  fc
    .constantFrom(
      'event: a\ndata: {"type":"a","text":"é€😀"}\n\n',
      'event: b\ndata: {"n":1.0,"s":"\\u00e9"} \n\n',
      'data: [DONE]\n\n',
      ': hi\n\n',
      'event: a\r\ndata: {"type":"a"}\r\n\r\n',
      'data: {"a":\ndata: 1}\r\r',
      '\uFEFF',
      '\n',
      '\r',
      'event: c\ndata: {"half":',
      'id: 1\nretry: 5\n',
    )
    .map((text) => utf8.encode(text)),
  fc.uint8Array({ minLength: 1, maxLength: 6 }),
  fc.constantFrom(Uint8Array.of(0xff, 0x0a, 0x0a), Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xc3, 0x28, 0x0d)),
)
const body = fc.array(piece, { maxLength: 12 }).map((pieces) => join([...pieces, new Uint8Array(0)]))

function cut(bytes: Uint8Array, sizes: readonly number[]): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < bytes.length;) {
    const size = sizes[chunks.length % sizes.length] ?? 1
    chunks.push({ bytes: bytes.subarray(at, at + size), t: chunks.length * 1.5 })
    at += size
  }
  return chunks
}

const plain = (chunks: Chunk[]) => chunks.map(({ bytes, t }) => [Buffer.from(bytes).toString('hex'), t])
const throughFile = (one: Golden) => parseGolden(encodeGolden(one))

test('any byte stream in any chunking comes back from a golden file as the same bytes in the same chunks', () => {
  fc.assert(
    fc.property(body, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }), (bytes, sizes) => {
      const chunks = cut(bytes, sizes)
      const made = golden(chunksToLines(chunks))
      expect(goldenProblems(made)).toEqual([])
      expect(plain(chunksOf(throughFile(made)))).toEqual(plain(chunks))
      expect(hasChunks(made)).toBe(bytes.length > 0)
    }),
    { numRuns: 1000 },
  )
})

test('any body that is no stream comes back the same, in its chunks', () => {
  const text = fc.oneof(
    fc.json(),
    fc.json().map((one) => `${JSON.stringify(JSON.parse(one), null, 2)}\n`),
    fc.constantFrom('<html>é</html>', '\uFEFF{}', ' {"a":1e2}', '', '{"n":1.0}'),
  )
  const bytes = fc.oneof(
    text.map((one) => utf8.encode(one)),
    fc.uint8Array({ maxLength: 40 }),
  )
  fc.assert(
    fc.property(bytes, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }), (whole, sizes) => {
      const chunks = cut(whole, sizes)
      const made = golden(chunksToBody(chunks), 'json')
      expect(goldenProblems(made)).toEqual([])
      expect(plain(chunksOf(throughFile(made)))).toEqual(plain(chunks))
    }),
    { numRuns: 500 },
  )
})

test('a line says where chunks began in it and keeps its exact text', () => {
  const bytes = utf8.encode('event: a\ndata: {"type":"a","n":1.0}\n\ndata: [DONE]\n\n')
  const lines = chunksToLines([
    { bytes: bytes.subarray(0, 10), t: 1 },
    { bytes: bytes.subarray(10), t: 2.5 },
  ])
  expect(encodeGolden(golden(lines)).split('\n').slice(1, 3)).toEqual([
    '{"t":2.5,"event":"a","data":{"type":"a","n":1.0},"chunks":[[0,1],[10,2.5]]}',
    '{"t":2.5,"event":null,"text":"[DONE]","raw":"data: [DONE]\\n\\n","chunks":[]}',
  ])
})

test('a golden without chunks counts as one chunk a frame', () => {
  const older = golden([
    { t: 1, event: 'a', data: { type: 'a' } },
    { t: 2, comment: 'hi' },
  ])
  expect(hasChunks(older)).toBe(false)
  expect(chunksOf(older).map(({ bytes, t }) => [new TextDecoder().decode(bytes), t])).toEqual([
    ['event: a\ndata: {"type":"a"}\n\n', 1],
    [': hi\n\n', 2],
  ])
})

test('chunks that cannot be are refused', () => {
  const line = { t: 1, event: 'a', data: {} }
  const text = (chunks: unknown) => `${JSON.stringify(golden([]).header)}\n${JSON.stringify({ ...line, chunks })}\n`
  expect(() =>
    parseGolden(
      text([
        [0, 1],
        [0, 2],
      ]),
      'x',
    ),
  ).toThrow('x:2: chunks: offsets must ascend')
  expect(() => parseGolden(text([[-1, 1]]), 'x')).toThrow('x:2: chunks.0.0')
  expect(goldenProblems(golden([{ ...line, chunks: [[100, 1]] }]))).toEqual(['line 2: chunks: a chunk begins at byte 100, the line has 19'])
})
