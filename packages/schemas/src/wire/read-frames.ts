import { createFrameParser } from './create-frame-parser.ts'
import type { Frame } from './frame.ts'

/** Where the text of a stream comes from: a `Response` body (null = none), any other web stream, a whole text, or an iteration over chunks. */
export type FrameSource =
  | ReadableStream<Uint8Array | string>
  | AsyncIterable<Uint8Array | string>
  | Iterable<Uint8Array | string>
  | string
  | null

export interface ReadFramesOptions {
  /** Largest block in bytes of UTF-8. @defaultValue 64 MiB */
  maxFrameBytes?: number
}

/**
 * Yields the frames of a stream as they arrive. Leaving the iteration early cancels the source. When the source breaks, what had arrived is
 * yielded first (the last frame with `terminated: false` if it was cut), then the source's error is thrown.
 *
 * @throws FrameTooLargeError when a block exceeds `maxFrameBytes`
 */
export async function* readFrames(source: FrameSource, options: ReadFramesOptions = {}): AsyncGenerator<Frame, void, undefined> {
  if (source === null) return
  let ready: Frame[] = []
  const parser = createFrameParser({ ...options, onFrame: (frame) => ready.push(frame) })
  const take = (): Frame[] => {
    const frames = ready
    ready = []
    return frames
  }
  const chunks = typeof source === 'string' ? [source] : isReadableStream(source) ? readChunks(source) : source
  const failures: unknown[] = []
  try {
    for await (const chunk of chunks) {
      try {
        parser.feed(chunk)
      } finally {
        // Also when a later block of the same chunk was too large: those before it are good.
        yield* take()
      }
    }
  } catch (error) {
    failures.push(error)
  }
  parser.end()
  yield* take()
  if (failures.length > 0) throw failures[0]
}

function isReadableStream(source: object): source is ReadableStream<Uint8Array | string> {
  return 'getReader' in source
}

/** Not every runtime iterates a ReadableStream by itself (Safari). */
async function* readChunks<Chunk>(stream: ReadableStream<Chunk>): AsyncGenerator<Chunk, void, undefined> {
  const reader = stream.getReader()
  let finished = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) {
        finished = true
        return
      }
      yield value
    }
  } finally {
    if (!finished) await reader.cancel().catch(() => undefined)
    reader.releaseLock()
  }
}
