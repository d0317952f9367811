import { join } from '../golden/chunks.ts'
import { createRandom } from './random.ts'
import { ReplayError } from './replay-error.ts'

/**
 * Where the bytes of an answer are cut: as the network cut them when they were recorded (by frame where nobody knows), by frame, by byte, at
 * random places, inside every character of more than one byte and every line end of more than one, or nowhere.
 */
export type Chunking = 'recorded' | 'frame' | 'byte' | `random:${number | string}` | 'split-utf8' | 'whole'

/** A piece of an answer that has its time. */
export interface DuePiece {
  bytes: Uint8Array<ArrayBuffer>
  /** Milliseconds after the request. */
  at: number
  /** Where network chunks began in it and when they are due; null where unknown. */
  starts: readonly (readonly [offset: number, at: number])[] | null
  /** How many events of the recording are out once this piece is. */
  events: number
}

/** Bytes that are written at once. */
export interface TimedChunk {
  bytes: Uint8Array<ArrayBuffer>
  /** Milliseconds after the request. */
  at: number
  /** How many events of the recording are whole once these bytes are there. */
  events: number
}

/** @throws ReplayError when `chunking` is none of the forms */
export function parseChunking(chunking: string): Chunking {
  if (/^(recorded|frame|byte|random:.+|split-utf8|whole)$/.test(chunking)) return chunking as Chunking
  throw new ReplayError(`chunking ${JSON.stringify(chunking)} is not known; write recorded, frame, byte, random:SEED, split-utf8 or whole`)
}

/** The bytes of all pieces, unchanged and in order, cut as `chunking` says. A chunk is due when the last of its bytes was. */
export function toChunks(pieces: readonly DuePiece[], chunking: Chunking): TimedChunk[] {
  if (pieces.length === 0) return []
  if (chunking === 'recorded') return atStarts(pieces)
  if (chunking === 'frame') return pieces.flatMap((piece) => (piece.bytes.length > 0 ? [pick(piece)] : []))
  if (chunking === 'byte') return pieces.flatMap((piece) => cut(piece, all(piece.bytes.length)))
  if (chunking === 'split-utf8') return pieces.flatMap((piece) => cut(piece, awkwardPlaces(piece.bytes)))
  return chunking === 'whole' ? regroup(pieces, () => Infinity) : randomly(pieces, chunking)
}

const pick = ({ bytes, at, events }: DuePiece): TimedChunk => ({ bytes, at, events })
const all = (length: number): number[] => Array.from({ length: Math.max(0, length - 1) }, (_, index) => index + 1)

/** One piece cut at the given places; its events count only with its last bytes. */
function cut({ bytes, at, events }: DuePiece, places: readonly number[]): TimedChunk[] {
  const bounds = [0, ...places, bytes.length]
  return bounds.slice(1).flatMap((end, index) => {
    const start = bounds[index] ?? 0
    return end > start ? [{ bytes: bytes.subarray(start, end), at, events: end === bytes.length ? events : 0 }] : []
  })
}

/** Behind the first byte of each character of several, and behind each line end that another follows. */
function awkwardPlaces(bytes: Uint8Array): number[] {
  const places: number[] = []
  for (let at = 0; at + 1 < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    const isLineEnd = byte === 0x0a || byte === 0x0d
    const next = bytes[at + 1]
    if (byte >= 0xc0 || (isLineEnd && (next === 0x0a || next === 0x0d))) places.push(at + 1)
  }
  return places
}

function atStarts(pieces: readonly DuePiece[]): TimedChunk[] {
  const chunks: { parts: Uint8Array<ArrayBuffer>[]; at: number; events: number }[] = []
  for (const { bytes, at, starts, events } of pieces) {
    const begins = starts ?? [[0, at] as const]
    const first = begins[0]?.[0] ?? bytes.length
    const open = chunks.at(-1)
    if (first > 0 && open === undefined) chunks.push({ parts: [bytes.subarray(0, first)], at, events: 0 })
    else if (first > 0) open?.parts.push(bytes.subarray(0, first))
    begins.forEach(([offset, due], nth) =>
      chunks.push({ parts: [bytes.subarray(offset, begins[nth + 1]?.[0] ?? bytes.length)], at: due, events: 0 }),
    )
    const last = chunks.at(-1)
    if (last) last.events = events
  }
  let now = 0
  return chunks.flatMap(({ parts, at, events }) => {
    now = Math.max(now, at)
    const bytes = join(parts) as Uint8Array<ArrayBuffer>
    return bytes.length > 0 ? [{ bytes, at: now, events }] : []
  })
}

/** Sizes from one byte to a few frames, small ones often: half of all cuts fall inside a frame. */
function randomly(pieces: readonly DuePiece[], seed: string): TimedChunk[] {
  const random = createRandom(seed)
  return regroup(pieces, () => Math.ceil(2 ** (random.next() * 11)))
}

/** All bytes in chunks of the sizes that `size` tells, across pieces. */
function regroup(pieces: readonly DuePiece[], size: () => number): TimedChunk[] {
  const chunks: TimedChunk[] = []
  let parts: Uint8Array<ArrayBuffer>[] = []
  let room = size()
  let events = 0
  let at = 0
  const close = (): void => {
    if (parts.length > 0) chunks.push({ bytes: join(parts) as Uint8Array<ArrayBuffer>, at, events })
    parts = []
    room = size()
  }
  for (const piece of pieces) {
    at = Math.max(at, piece.at)
    let from = 0
    while (from < piece.bytes.length) {
      const to = Math.min(piece.bytes.length, from + room)
      parts.push(piece.bytes.subarray(from, to))
      room -= to - from
      from = to
      if (from === piece.bytes.length) events = piece.events
      if (room <= 0) close()
    }
  }
  close()
  return chunks
}
