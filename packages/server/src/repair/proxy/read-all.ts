import type { Readable } from 'node:stream'
import * as zlib from 'node:zlib'

/** A body was longer than it may be. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

/** @throws BodyTooLargeError */
export async function readAll(stream: Readable, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > most) throw new BodyTooLargeError(`The body has more than ${most} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A request body as the client meant it; Codex compresses its own with zstd. */
export function decodeBody(body: Buffer, coding: string | undefined, most: number): Buffer {
  const options = { maxOutputLength: most }
  switch ((coding ?? '').trim().toLowerCase()) {
    case 'gzip':
    case 'x-gzip':
      return zlib.gunzipSync(body, options)
    case 'br':
      return zlib.brotliDecompressSync(body, options)
    case 'deflate':
      return zlib.inflateSync(body, options)
    case 'zstd':
      // Not imported by name: Node has it since 22.15.
      if (!('zstdDecompressSync' in zlib)) throw new Error('this version of Node reads no zstd; it takes 22.15 or later')
      return zlib.zstdDecompressSync(body, options)
    default:
      return body
  }
}
