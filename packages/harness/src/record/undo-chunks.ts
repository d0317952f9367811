import { createChunkScanner } from './create-chunk-scanner.ts'
import type { Entry } from './entry.ts'

/**
 * Undoes the chunked transfer coding of what was kept as it came: each chunk of the body, or the part of one that came at once, is an entry of
 * its own. Other entries pass.
 */
export async function* undoChunks(batches: AsyncIterable<readonly Entry[]>): AsyncGenerator<readonly Entry[]> {
  let ready: Entry[] = []
  let t = 0
  const scanner = createChunkScanner((bytes, from, to) => ready.push({ kind: 'body', t, bytes: bytes.subarray(from, to) }))
  for await (const batch of batches) {
    if (!batch.some(({ kind }) => kind === 'chunked')) {
      yield batch
      continue
    }
    ready = []
    for (const entry of batch) {
      t = entry.t
      if (entry.kind === 'chunked') scanner.scan(entry.bytes)
      else ready.push(entry)
    }
    yield ready
  }
}
