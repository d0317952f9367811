import type { OnReadOpts, Socket } from 'node:net'
import { createChunkScanner, type ChunkScanner } from './create-chunk-scanner.ts'

/** Takes the chunks of an answer as the bytes that the socket delivers. */
export interface RawBody {
  /** Whole or part of chunks, with their size lines. `done` must be called when nobody holds the bytes any longer: their memory is used again. */
  onBytes(bytes: Buffer, done: () => void): void
  /** What came is no chunk: the connection is destroyed after this. */
  onBad(): void
}

/**
 * A connection to an upstream that Node's HTTP client reads, but for the chunks of an answer whose bytes somebody asked for: those go past it,
 * as its price is by chunk. It gets the head and, at the end, the last chunk with its trailers, so that it knows when the connection is free.
 */
export interface Tap {
  /** The option of `net.connect` that lets the tap read. */
  onread: OnReadOpts
  attach(socket: Socket): void
}

const taps = new WeakMap<object, { takeBody(body: RawBody): boolean }>()
const headEnd = Buffer.from('\r\n\r\n')

/**
 * Takes the body of the answer whose `response` event is being told, which must be in chunks. False when that cannot be: the connection has no
 * tap, or the answer is told later than it was read. The socket itself must be paused and resumed then, not the response.
 */
export function takeRawBody(socket: object, body: RawBody): boolean {
  return taps.get(socket)?.takeBody(body) ?? false
}

export function createTap(buffers: BufferPool): Tap {
  let socket: Socket | null = null
  let current = buffers.take()
  /** Somebody reads what lies in the current buffer. */
  let lent = false
  /** Bytes of the end of a head that the last push ended with, 0 to 3. */
  let matched = 0
  /** The `response` event that is told now is of the head that is pushed now. */
  let telling = false
  let raw: { body: RawBody; scanner: ChunkScanner } | null = null
  let rest: Buffer | null = null

  function push(bytes: Buffer): void {
    // A copy: what is pushed may wait, and the buffer is read into again.
    if (bytes.length > 0) socket?.push(Buffer.from(bytes))
  }

  /** Pushes up to each end of a head on its own, for whoever takes the body begins there. */
  function pushHeads(bytes: Buffer): void {
    for (let left = bytes; left.length > 0;) {
      const end = endOfHead(left, matched)
      if (end === -1) {
        matched = openEnd(left, matched)
        return push(left)
      }
      matched = 0
      telling = true
      push(left.subarray(0, end))
      telling = false
      left = left.subarray(end)
      if (raw !== null) return pass(left)
    }
  }

  function pass(bytes: Buffer): void {
    if (raw === null || bytes.length === 0) return
    const { body, scanner } = raw
    const all = rest === null ? bytes : Buffer.concat([rest, bytes])
    const { through, state } = scanner.scan(all)
    const left = all.subarray(through)
    if (through > 0) {
      const used = current
      if (rest === null) lent = true
      body.onBytes(all.subarray(0, through), rest === null ? () => buffers.give(used) : () => undefined)
    }
    rest = state === 'open' && left.length > 0 ? Buffer.from(left) : null
    if (state === 'open') return
    raw = null
    if (state === 'last') return pushHeads(left)
    body.onBad()
    socket?.destroy()
  }

  return {
    onread: {
      buffer() {
        if (lent) current = buffers.take()
        lent = false
        return current
      },
      callback(count, buffer) {
        const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, count)
        if (raw === null) pushHeads(bytes)
        else pass(bytes)
        return true
      },
    },
    attach(one) {
      socket = one
      taps.set(one, {
        takeBody(body) {
          if (!telling || raw !== null) return false
          raw = { body, scanner: createChunkScanner() }
          return true
        },
      })
      one.once('close', () => {
        if (!lent) buffers.give(current)
      })
    },
  }
}

/** Where the first head in `bytes` ends when so many bytes of its end came before; -1 when none does. */
function endOfHead(bytes: Buffer, matched: number): number {
  if (matched > 0 && headEnd.subarray(matched).equals(bytes.subarray(0, 4 - matched))) return 4 - matched
  const at = bytes.indexOf(headEnd)
  return at === -1 ? -1 : at + 4
}

/** How many bytes of the end of a head `bytes` end with. */
function openEnd(bytes: Buffer, matched: number): number {
  const tail = Buffer.concat([headEnd.subarray(0, matched), bytes.subarray(-3)]).subarray(-3)
  for (let length = tail.length; length > 0; length--) if (tail.subarray(-length).equals(headEnd.subarray(0, length))) return length
  return 0
}

/** Buffers that are used again and again: to allocate one for each read costs more than to read. */
export interface BufferPool {
  take(): Buffer
  give(buffer: Buffer): void
}

export function createBufferPool(bytes: number, most: number): BufferPool {
  const free: Buffer[] = []
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(bytes),
    give(buffer) {
      if (free.length < most) free.push(buffer)
    },
  }
}
