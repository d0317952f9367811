import { expect, test } from 'vitest'

import type { Frame } from './frame.ts'
import { readFrames } from './read-frames.ts'

const text = 'event: a\ndata: 1\n\nevent: b\ndata: 2\n\n'

async function collect(frames: AsyncIterable<Frame>): Promise<(string | null)[]> {
  const collected: (string | null)[] = []
  for await (const frame of frames) collected.push(frame.data)
  return collected
}

test('frames are read from a response body, a text, chunks and nothing', async () => {
  expect(await collect(readFrames(new Response(text).body))).toEqual(['1', '2'])
  expect(await collect(readFrames(text))).toEqual(['1', '2'])
  expect(await collect(readFrames([text.slice(0, 5), new TextEncoder().encode(text.slice(5))]))).toEqual(['1', '2'])
  expect(await collect(readFrames(null))).toEqual([])
})

test('leaving early cancels the stream', async () => {
  let cancelled = false
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => {
      cancelled = true
    },
  })
  for await (const frame of readFrames(stream)) {
    expect(frame.data).toBe('1')
    break
  }
  expect(cancelled).toBe(true)
})

test('what arrived before the source broke is delivered, cut as it was, before the error', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield 'data: 1\n\ndata: 2'
    throw new Error('socket closed')
  }
  const seen: [string | null, boolean][] = []
  const reading = async (): Promise<void> => {
    for await (const frame of readFrames(broken())) seen.push([frame.data, frame.terminated])
  }
  await expect(reading()).rejects.toThrow('socket closed')
  expect(seen).toEqual([
    ['1', true],
    ['2', false],
  ])
})

test('good frames before a too large one are delivered, then the error, and the source is cancelled', async () => {
  let cancelled = false
  const stream = new ReadableStream<string>({
    start: (controller) => controller.enqueue(`data: 1\n\ndata: ${'x'.repeat(100)}`),
    cancel: () => {
      cancelled = true
    },
  })
  const seen: (string | null)[] = []
  const reading = async (): Promise<void> => {
    for await (const frame of readFrames(stream, { maxFrameBytes: 50 })) seen.push(frame.data)
  }
  await expect(reading()).rejects.toMatchObject({ code: 'frame-too-large' })
  expect(seen).toEqual(['1'])
  expect(cancelled).toBe(true)
})
