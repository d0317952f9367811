import { largestPiece } from './lines-of-entries.ts'

/** The body of a request, kept while it passes through, up to the largest that a recording holds. */
export interface KeptBody {
  add(bytes: Uint8Array): void
  complete(): void
  /** Bytes that passed, kept or not. */
  readonly size: number
  /** All of it passed, and all of it is here. */
  whole(): boolean
  bytes(): Buffer
}

export function keepBody(): KeptBody {
  let parts: Uint8Array[] = []
  let size = 0
  let complete = false
  return {
    get size() {
      return size
    },
    add(bytes) {
      size += bytes.length
      if (size <= largestPiece) parts.push(bytes)
      else parts = []
    },
    complete: () => void (complete = true),
    whole: () => complete && size <= largestPiece,
    bytes: () => Buffer.concat(parts),
  }
}
