/** How far a piece of a body in chunked transfer coding can be read. */
export interface ScannedChunks {
  /** So many bytes are whole: up to the end of the piece, or the begin of a size line that is not complete yet, or of the last chunk. */
  through: number
  /** `open`: more must come, and what was not read must come again before it; `last`: the last chunk begins there; `bad`: no chunk does. */
  state: 'open' | 'last' | 'bad'
}

export interface ChunkScanner {
  /** Reads on. After `last` and `bad` it may not be used. */
  scan(bytes: Uint8Array): ScannedChunks
}

const CR = 0x0d
const LF = 0x0a
/** As much as Node's own parser takes of the extensions of a chunk. */
const longestSizeLine = 16 * 1024

/**
 * Reads the chunked transfer coding (RFC 9112, 7.1) piece by piece without copying: `onData` is told where in the piece the data of a chunk
 * lies. A chunk that goes on in the next piece is told in two.
 */
export function createChunkScanner(onData?: (bytes: Uint8Array, from: number, to: number) => void): ChunkScanner {
  /** Bytes of the open chunk that have not come yet. */
  let left = 0
  /** Of the line end that closes a chunk. */
  let closing = 0

  return {
    scan(bytes) {
      const { length } = bytes
      let at = 0
      while (at < length) {
        if (left > 0) {
          const to = Math.min(length, at + left)
          onData?.(bytes, at, to)
          left -= to - at
          at = to
          if (left === 0) closing = 2
          continue
        }
        if (closing > 0) {
          if (bytes[at] !== (closing === 2 ? CR : LF)) return { through: at, state: 'bad' }
          closing--
          at++
          continue
        }
        const start = at
        let size = 0
        let digit = hexDigit(bytes[at])
        while (digit >= 0) {
          size = size * 16 + digit
          digit = hexDigit(bytes[++at])
        }
        if (at >= length) return { through: start, state: at - start > 13 ? 'bad' : 'open' }
        if (at === start || size > Number.MAX_SAFE_INTEGER) return { through: start, state: 'bad' }
        const end = bytes[at] === CR && at + 1 < length ? at + 1 : bytes.indexOf(LF, at)
        if (end === -1) return { through: start, state: length - start > longestSizeLine ? 'bad' : 'open' }
        if (bytes[end] !== LF || bytes[end - 1] !== CR || !endsSize(bytes[at])) return { through: start, state: 'bad' }
        if (size === 0) return { through: start, state: 'last' }
        left = size
        at = end + 1
      }
      return { through: length, state: 'open' }
    },
  }
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const lower = byte | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

/** The size is followed by the line's end, an extension, or space before one. */
function endsSize(byte: number | undefined): boolean {
  return byte === CR || byte === 0x3b || byte === 0x20 || byte === 0x09
}
