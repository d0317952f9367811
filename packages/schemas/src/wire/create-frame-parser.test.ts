import { createParser } from 'eventsource-parser'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { createFrameParser } from './create-frame-parser.ts'
import { encodeEvent } from './encode-event.ts'
import { encodeFrame } from './encode-frame.ts'
import { FrameTooLargeError } from './frame-too-large-error.ts'
import type { Frame } from './frame.ts'
import { parseFrame } from './parse-frame.ts'

function parseAll(chunks: Iterable<Uint8Array | string>, maxFrameBytes?: number): Frame[] {
  const frames: Frame[] = []
  const parser = createFrameParser({ onFrame: (frame) => frames.push(frame), ...(maxFrameBytes === undefined ? {} : { maxFrameBytes }) })
  for (const chunk of chunks) parser.feed(chunk)
  parser.end()
  return frames
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function cut<Whole extends Uint8Array | string>(whole: Whole, cuts: number[]): Whole[] {
  const places = [...new Set(cuts.map((at) => at % (whole.length + 1)))].sort((a, b) => a - b)
  return [...places, whole.length].map((end, index) => whole.slice(index === 0 ? 0 : places[index - 1], end) as Whole)
}

const canonicalFrame = (event: string, data: string, offset: number): Frame => ({
  event,
  data,
  comments: [],
  raw: `event: ${event}\ndata: ${data}\n\n`,
  canonical: true,
  terminated: true,
  offset,
})

test('canonical blocks become canonical frames with their offset', () => {
  expect(parseAll(['event: a\ndata: {}\n\nevent: b\ndata: 1\n\n'])).toEqual([canonicalFrame('a', '{}', 0), canonicalFrame('b', '1', 19)])
})

test('a frame is delivered as soon as its blank line is there', () => {
  const frames: Frame[] = []
  const parser = createFrameParser({ onFrame: (frame) => frames.push(frame) })
  parser.feed('event: a\ndata: {}\n')
  expect(frames).toHaveLength(0)
  parser.feed('\n')
  expect(frames).toEqual([canonicalFrame('a', '{}', 0)])
})

test.each([
  ['no space after the colon', 'event:a\ndata:{}\n\n'],
  ['data before event', 'data: {}\nevent: a\n\n'],
  ['no event line', 'data: {}\n\n'],
  ['CRLF', 'event: a\r\ndata: {}\r\n\r\n'],
  ['two data lines', 'event: a\ndata: {\ndata: }\n\n'],
  ['a comment inside', 'event: a\n: hello\ndata: {}\n\n'],
  ['a CR inside the data line', 'event: a\ndata: {\r}\n\n'],
  ['an empty event name', 'event: \ndata: {}\n\n'],
  ['a blank line before it', '\nevent: a\ndata: {}\n\n'],
])('%s is not canonical, and its text is kept', (_, text) => {
  const frames = parseAll([text])
  expect(frames).toHaveLength(1)
  expect(frames[0]).toMatchObject({ canonical: false, terminated: true, raw: text })
})

test('lines that are no field are kept beside the fields, since an error page may come as an event stream', () => {
  expect(parseAll(['<html>\nretry: soon\nevent: a\n\n'])).toMatchObject([{ event: 'a', data: null, ignored: ['<html>', 'retry: soon'] }])
})

test('a block without data keeps its event name, comments, id and retry', () => {
  expect(parseAll([': one\n:two\nevent: ping\nid: 7\nretry: 50\n\n'])).toMatchObject([
    { event: 'ping', data: null, comments: ['one', 'two'], id: '7', retry: 50 },
  ])
})

test('an empty data line is data, none is not', () => {
  expect(parseAll(['data\n\ndata:\ndata:\n\n: x\n\n']).map((frame) => frame.data)).toEqual(['', '\n', null])
})

test('a cut stream is visible as cut: its last block is not terminated', () => {
  const whole = 'event: a\ndata: {"a":1}\n\n'
  for (let length = 1; length < whole.length; length++) {
    expect(parseAll([whole.slice(0, length)]), `cut at ${length}`).toMatchObject([
      { terminated: false, canonical: false, raw: whole.slice(0, length) },
    ])
  }
  expect(parseAll(['event: a\ndata: {}'])).toMatchObject([{ event: 'a', data: '{}' }])
  expect(parseAll(['event: a\ndata: {}\n'])).toMatchObject([{ event: 'a', data: '{}' }])
  expect(parseAll(['event: a\r\ndata: {}\r\n'])).toMatchObject([{ event: 'a', data: '{}' }])
})

test('blank lines after the last block are a frame of their own, which nobody cut', () => {
  expect(parseAll(['data: 1\n\n\n\n'])).toMatchObject([{ data: '1' }, { data: null, terminated: true, raw: '\n\n', comments: [] }])
})

test('a byte order mark is no part of the first field, and any later one is', () => {
  expect(parseAll([bytesOf('\uFEFFevent: a\ndata: 1\n\n\uFEFFevent: b\ndata: 2\n\n')])).toMatchObject([
    { event: 'a', data: '1', raw: '\uFEFFevent: a\ndata: 1\n\n' },
    { event: null, data: '2' },
  ])
})

test('bytes that are not UTF-8 become U+FFFD and only their own frame is flagged', () => {
  const bytes = [...bytesOf('data: a\n\ndata: '), 0xff, 0xe2, 0x82, ...bytesOf('\n\ndata: \uFFFD\n\n')]
  for (const size of [1, 2, 3, 100]) {
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, index) => new Uint8Array(bytes.slice(index * size, (index + 1) * size)),
    )
    const frames = parseAll(chunks)
    expect(frames.map((frame) => frame.data)).toEqual(['a', '\uFFFD\uFFFD', '\uFFFD'])
    expect(frames.map((frame) => frame.invalidUtf8)).toEqual([undefined, true, undefined])
  }
  expect(parseAll([new Uint8Array([...bytesOf('data: a'), 0xe2, 0x82])])).toMatchObject([
    { data: 'a\uFFFD', invalidUtf8: true, terminated: false },
  ])
})

const line = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('event', 'data', 'id', 'retry', 'other', ''),
      fc.constantFrom(':', ': ', ''),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('', '', 'data', 'event', 'event:', 'id\0', 'retry: 1e3', '[DONE]', 'data: [DONE]', 'data: \uFFFD', ':', '\uFEFF'),
  fc.string({ unit: 'binary', maxLength: 6 }),
)
const sseText = fc
  .tuple(fc.boolean(), fc.array(fc.tuple(line, fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\r\r'))), fc.boolean())
  .map(([mark, lines, trim]) => `${mark ? '\uFEFF' : ''}${lines.map((pair) => pair.join('')).join('')}${trim ? 'data: cut' : ''}`)
const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 40 })

test('any chunking of any text, as strings or as bytes, gives the same frames', () => {
  fc.assert(
    fc.property(sseText, cuts, (text, places) => {
      const wellFormed = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesOf(text))
      const whole = parseAll([wellFormed])
      expect(parseAll(cut(wellFormed, places))).toEqual(whole)
      expect(parseAll(cut(bytesOf(wellFormed), places))).toEqual(whole)
      expect(parseAll([...bytesOf(wellFormed)].map((byte) => new Uint8Array([byte])))).toEqual(whole)
    }),
    { numRuns: 500 },
  )
})

test('the raw texts of the frames are the stream, and offsets point into it', () => {
  fc.assert(
    fc.property(sseText, cuts, (text, places) => {
      const frames = parseAll(cut(text, places))
      expect(frames.map((frame) => frame.raw).join('')).toBe(text)
      for (const frame of frames) expect(text.slice(frame.offset, frame.offset + frame.raw.length)).toBe(frame.raw)
    }),
    { numRuns: 500 },
  )
})

test('canonical means equal to event and data written the canonical way', () => {
  fc.assert(
    fc.property(sseText, (text) => {
      for (const frame of parseAll([text, 'event: a\ndata: b\n\n'])) {
        const same = frame.raw === `event: ${frame.event}\ndata: ${frame.data}\n\n` && frame.event !== null && frame.data !== null
        expect(frame.canonical).toBe(same)
      }
    }),
    { numRuns: 500 },
  )
})

test('terminated frames with data agree with eventsource-parser over the whole stream', () => {
  fc.assert(
    fc.property(sseText, cuts, (text, places) => {
      const expected: unknown[] = []
      const comments: string[] = []
      const retries: number[] = []
      const oracle = createParser({
        onEvent: ({ event, data, id }) => expected.push({ event: event ?? null, data, id }),
        onComment: (comment) => comments.push(comment),
        onRetry: (milliseconds) => retries.push(milliseconds),
      })
      oracle.feed(text)
      const frames = parseAll(cut(text, places))
      const events = frames.filter((frame) => frame.data !== null && frame.terminated)
      expect(events.map(({ event, data, id }) => ({ event, data, id }))).toEqual(expected)
      const complete = frames.filter((frame) => frame.terminated)
      expect(comments.slice(0, complete.flatMap((frame) => frame.comments).length)).toEqual(complete.flatMap((frame) => frame.comments))
      const lastRetries = complete.flatMap((frame) => (frame.retry === undefined ? [] : [frame.retry]))
      expect(retries).toEqual(expect.arrayContaining(lastRetries))
    }),
    { numRuns: 1000 },
  )
})

test('random bytes never throw, and decode as TextDecoder would', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, places) => {
      const frames = parseAll(cut(bytes, places))
      expect(frames.map((frame) => frame.raw).join('')).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
      for (const frame of frames) parseFrame(frame)
      let valid = true
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      } catch {
        valid = false
      }
      expect(frames.some((frame) => frame.invalidUtf8)).toBe(!valid)
    }),
    { numRuns: 2000 },
  )
})

test('encoded events come back equal under any chunking and line ending', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ type: fc.stringMatching(/^[a-z_.]{1,20}$/), payload: fc.jsonValue() }), { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      cuts,
      (events, ending, places) => {
        const text = events.map(encodeEvent).join('').replaceAll('\n', ending)
        const frames = parseAll(cut(bytesOf(text), places))
        expect(frames.map((frame) => parseFrame(frame))).toEqual(
          events.map((data) => ({ kind: 'event', data: JSON.parse(JSON.stringify(data)) as unknown })),
        )
        expect(frames.every((frame) => frame.canonical)).toBe(ending === '\n' || events.length === 0)
      },
    ),
    { numRuns: 300 },
  )
})

test('encoded frames come back with the same fields', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => value.replaceAll('\r', ''))
  const oneLine = text.map((value) => value.replaceAll('\n', ''))
  fc.assert(
    fc.property(
      fc.record({
        event: fc.option(oneLine.filter((value) => value !== '')),
        data: fc.option(text),
        comments: fc.array(oneLine, { maxLength: 2 }),
        retry: fc.nat(),
      }),
      (fields) => {
        expect(parseAll([encodeFrame(fields)])).toMatchObject([fields])
      },
    ),
  )
})

test('a block beyond the limit throws a typed error, whole or in pieces, and the parser stays shut', () => {
  for (const chunks of [
    ['data: 1\n\n', `data: ${'x'.repeat(200)}\n\n`],
    ['data: 1\n\n', ...`data: ${'x'.repeat(200)}`.split('')],
    ['data: 1\n\n', bytesOf(`data: ${'ä'.repeat(50)}`)],
  ]) {
    const frames: Frame[] = []
    const parser = createFrameParser({ onFrame: (frame) => frames.push(frame), maxFrameBytes: 100 })
    const feedAll = (): void => {
      for (const chunk of chunks) parser.feed(chunk)
    }
    expect(feedAll).toThrow(FrameTooLargeError)
    expect(feedAll).toThrow('the block at offset 9 is larger than 100 bytes')
    parser.end()
    expect(frames.map((frame) => frame.data)).toEqual(['1'])
  }
})

test('the limit counts bytes of UTF-8 exactly, however they are cut', () => {
  const block = `data: ${'a'.repeat(10)}${'ä'.repeat(10)}${'€'.repeat(10)}${'😀'.repeat(10)}\n\n`
  const bytes = bytesOf(block)
  for (const chunks of [[bytes], [...bytes].map((byte) => new Uint8Array([byte])), [block], block.split('')]) {
    expect(parseAll(chunks, bytes.length)).toHaveLength(1)
    expect(() => parseAll(chunks, bytes.length - 1)).toThrow(FrameTooLargeError)
  }
})

test('many blocks may pass through a small limit', () => {
  expect(
    parseAll(
      Array.from({ length: 10_000 }, () => 'data: 1\n\n'),
      16,
    ),
  ).toHaveLength(10_000)
})

test('a 10 MB line in ten-byte chunks is read in linear time', () => {
  const time = (megabytes: number): number => {
    const chunk = new Uint8Array(10).fill(120)
    const started = performance.now()
    const frames: Frame[] = []
    const parser = createFrameParser({ onFrame: (frame) => frames.push(frame) })
    parser.feed('data: ')
    for (let index = 0; index < megabytes * 100_000; index++) parser.feed(chunk)
    parser.feed('\n\n')
    expect(frames.map((frame) => frame.data?.length)).toEqual([megabytes * 1_000_000])
    return performance.now() - started
  }
  time(1)
  const one = time(1)
  const ten = time(10)
  // Quadratic would be a hundredfold. The machine may be busy, so the bound is loose.
  expect(ten).toBeLessThan(Math.max(one, 20) * 40)
})
