import { once } from 'node:events'
import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import type { Entry } from './entry.ts'

/** Content encodings that a recorder can read. */
export type Encoding = keyof typeof decoders

const decoders = {
  gzip: () => zlib.createGunzip({ flush: zlib.constants.Z_SYNC_FLUSH }),
  deflate: () => zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH }),
  br: () => zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => zlib.createZstdDecompress({ flush: zlib.constants.ZSTD_e_flush }),
}

/** The encodings of a `content-encoding` header in the order in which they were applied; null when one of them is not known here. */
export function encodingsOf(header: string | string[] | undefined): Encoding[] | null {
  const names = [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((name) => name.trim().toLowerCase().replace(/^x-/, ''))
    .filter((name) => name !== '' && name !== 'identity')
  return names.every(isKnown) ? names : null
}

/** Node before 22.15 knows no zstd. */
function isKnown(name: string): name is Encoding {
  return Object.hasOwn(decoders, name) && (name !== 'zstd' || 'createZstdDecompress' in zlib)
}

/**
 * Decodes a compressed body chunk by chunk: what a chunk gives when it arrives is a chunk of the decoded body with the same time. A body that
 * breaks off gives what can be read of it.
 *
 * @throws when the bytes are no such encoding
 */
export async function* decodeEntries(
  batches: AsyncIterable<readonly Entry[]>,
  encodings: readonly Encoding[],
): AsyncGenerator<readonly Entry[]> {
  let decoded = batches
  for (const encoding of [...encodings].reverse()) decoded = decodeOnce(decoded, decoders[encoding]())
  yield* decoded
}

async function* decodeOnce(batches: AsyncIterable<readonly Entry[]>, decoder: Transform): AsyncGenerator<readonly Entry[]> {
  let ready: Buffer[] = []
  let failure: Error | null = null
  decoder.on('data', (bytes: Buffer) => ready.push(bytes))
  decoder.on('error', (error: Error) => (failure = error))
  const take = (): Buffer => {
    const bytes = Buffer.concat(ready)
    ready = []
    return bytes
  }
  let t = 0
  try {
    for await (const batch of batches) {
      const decoded: Entry[] = []
      for (const entry of batch) {
        t = entry.t
        await new Promise<void>((resolve) => decoder.write(entry.bytes, () => resolve()))
        const bytes = take()
        if (bytes.length > 0) decoded.push({ ...entry, bytes })
        if (failure !== null) break
      }
      yield decoded
      if (failure !== null) throw failure as Error
    }
    decoder.end()
    // Ending in the middle is no failure of its own: the recording says that the body was cut.
    await Promise.race([once(decoder, 'end'), once(decoder, 'close')]).catch(() => undefined)
    const bytes = take()
    if (bytes.length > 0) yield [{ kind: 'body', t, bytes }]
  } finally {
    decoder.destroy()
  }
}
