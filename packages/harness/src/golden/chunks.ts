import { goldenToBytes } from './exact-bytes.ts'
import type { Golden } from './golden.ts'

/** One piece of a body as the network delivered it; `t` in milliseconds since the request was sent, null where unknown. */
export interface Chunk {
  bytes: Uint8Array
  t: number | null
}

/** Where chunks began inside a line's exact bytes, and when each arrived: `[[byte offset, t], ...]`. */
export type ChunkStarts = [offset: number, t: number | null][]

/** Whether a golden says where the network cut its body: every line carries `chunks`. */
export function hasChunks({ lines }: Golden): boolean {
  return lines.length > 0 && lines.every((line) => line.chunks !== undefined)
}

/**
 * The body as the network delivered it: the same bytes in the same chunks at the same times. A line that does not say where chunks began
 * (`chunks` absent: an older golden, or one made by hand) counts as one chunk of its own, at its own `t`.
 */
export function chunksOf(golden: Golden): Chunk[] {
  const chunks: { parts: Uint8Array[]; t: number | null }[] = []
  const bytesOfLines = goldenToBytes(golden)
  golden.lines.forEach((line, index) => {
    const bytes = bytesOfLines[index] ?? new Uint8Array(0)
    const starts: ChunkStarts = line.chunks ?? [[0, line.t]]
    const first = starts[0]?.[0] ?? bytes.length
    if (first > 0) {
      const open = chunks.at(-1)
      // What comes before the first start belongs to the chunk that is open; a capture that begins inside a chunk opens one.
      if (open === undefined) chunks.push({ parts: [bytes.subarray(0, first)], t: line.t })
      else open.parts.push(bytes.subarray(0, first))
    }
    starts.forEach(([offset, t], nth) => chunks.push({ parts: [bytes.subarray(offset, starts[nth + 1]?.[0] ?? bytes.length)], t }))
  })
  return chunks.map(({ parts, t }) => ({ bytes: join(parts), t }))
}

/** Several byte strings as one; a single one is not copied. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0]
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
