import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

import { GoldenError } from './golden-error.ts'

/** The first bytes of a capture, and all that come after. */
export interface CaptureBytes {
  /** Whole lines; of a short capture everything. */
  head: Buffer
  /** There is nothing after the head. */
  isWhole: boolean
  rest: AsyncIterable<Uint8Array>
}

/**
 * Opens a file, or standard input for `-`, unpacks it where it is gzipped, and reads its first `size` bytes, up to the end of a line.
 *
 * @throws {GoldenError} when it cannot be read; also while the rest is iterated
 */
export async function openBytes(file: string, stdin: AsyncIterable<Uint8Array | string>, size: number): Promise<CaptureBytes> {
  const chunks = toBytes(file === '-' ? stdin : createReadStream(file, { highWaterMark: 1 << 18 }))
  const bytes = named(file === '-' ? 'standard input' : file, gunzipped(chunks))
  const kept: Uint8Array[] = []
  let length = 0
  for (;;) {
    const next = await bytes.next()
    if (next.done === true) return { head: Buffer.concat(kept), isWhole: true, rest: bytes }
    kept.push(next.value)
    length += next.value.length
    // Cut after a line feed: no character is cut, and the first line is whole, however long it is.
    if (length < size || !next.value.includes(0x0a)) continue
    const all = Buffer.concat(kept)
    const cut = all.lastIndexOf(0x0a) + 1
    return { head: all.subarray(0, cut), isWhole: false, rest: after(all.subarray(cut), bytes) }
  }
}

async function* after(first: Uint8Array, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first
  yield* bytes
}

async function* toBytes(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for await (const chunk of stream) yield typeof chunk === 'string' ? encoder.encode(chunk) : chunk
}

/** Gzipped input is unpacked on the way; its first two bytes tell. */
async function* gunzipped(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const first = await chunks.next()
  if (first.done === true) return
  const all = (async function* () {
    yield first.value
    yield* chunks
  })()
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* all
    return
  }
  const gunzip = createGunzip({ chunkSize: 1 << 18 })
  const done = pipeline(Readable.from(all), gunzip)
  done.catch(() => {})
  yield* gunzip as AsyncIterable<Uint8Array>
  await done
}

async function* named(file: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes
  } catch (cause) {
    throw new GoldenError(`cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { file, cause })
  }
}
