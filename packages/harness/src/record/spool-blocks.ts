import { type Entry, entryKinds } from './entry.ts'

/** Bytes of entries, one after the other. */
export interface Block {
  bytes: Buffer
  used: number
}

/** What the spools of one recorder may hold in memory together. */
export interface SpoolMemory {
  /** A block of at least so many bytes; `over` when it is more than the memory that was allowed. */
  take(bytes: number): { block: Block; over: boolean }
  give(block: Block): void
}

const head = 13
const blockBytes = 1024 * 1024
/**
 * How long a block that is free waits for the next stream, in milliseconds: new ones make the garbage collector run again and again, which
 * costs as much as all else that is done to pass a stream on.
 */
const keptFree = 10_000

/** @param most bytes that may be held before spools use files */
export function createSpoolMemory(most: number): SpoolMemory {
  let free: Block[] = []
  let held = 0
  let forget: NodeJS.Timeout | undefined
  return {
    take(bytes) {
      const block = (bytes <= blockBytes ? free.pop() : undefined) ?? {
        bytes: Buffer.allocUnsafeSlow(Math.max(blockBytes, bytes)),
        used: 0,
      }
      held += block.bytes.length
      return { block, over: held > most }
    },
    give(block) {
      held -= block.bytes.length
      block.used = 0
      if (block.bytes.length !== blockBytes || held + free.length * blockBytes >= most) return
      free.push(block)
      clearTimeout(forget)
      forget = setTimeout(() => (free = []), keptFree).unref()
    },
  }
}

/** Collects entries in blocks: what was received is copied at once and can be forgotten. */
export interface Blocks {
  add(entry: Entry): void
  /** More is held than is allowed. */
  readonly over: boolean
  /** Blocks that are full. */
  readonly full: number
  /** There is one that is not. */
  readonly open: boolean
  /** The oldest full block, or, where `all` is wanted, the one that is not. The caller gives it back. */
  next(all: boolean): Block | null
  /** All entries, block by block; they stay. */
  read(): Generator<Entry[]>
  clear(): void
}

export function createBlocks(memory: SpoolMemory): Blocks {
  let waiting: Block[] = []
  let current: Block | null = null
  let over = false
  return {
    add({ kind, t, bytes }) {
      const length = head + bytes.length
      if (current !== null && current.used + length > current.bytes.length) {
        waiting.push(current)
        current = null
      }
      if (current === null) {
        const taken = memory.take(length)
        current = taken.block
        over ||= taken.over
      }
      const { bytes: block, used } = current
      block.writeUInt8(entryKinds.indexOf(kind), used)
      block.writeDoubleLE(t, used + 1)
      block.writeUInt32LE(bytes.length, used + 9)
      block.set(bytes, used + head)
      current.used += length
    },
    get over() {
      return over
    },
    get full() {
      return waiting.length
    },
    get open() {
      return current !== null
    },
    next(all) {
      const block = waiting.shift() ?? (all ? current : null)
      if (block === current) current = null
      return block
    },
    *read() {
      for (const { bytes, used } of current === null ? waiting : [...waiting, current]) yield readEntries(bytes.subarray(0, used)).entries
    },
    clear() {
      for (const block of current === null ? waiting : [...waiting, current]) memory.give(block)
      waiting = []
      current = null
    },
  }
}

/** The entries that lie whole in `bytes`, what is left after them, and how long that must become before another does. */
export function readEntries(bytes: Buffer): { entries: Entry[]; rest: Buffer; need: number } {
  const entries: Entry[] = []
  let at = 0
  for (;;) {
    const need = bytes.length - at < head ? head : head + bytes.readUInt32LE(at + 9)
    if (bytes.length - at < need) return { entries, rest: bytes.subarray(at), need }
    entries.push({
      kind: entryKinds[bytes.readUInt8(at)] ?? 'body',
      t: bytes.readDoubleLE(at + 1),
      bytes: bytes.subarray(at + head, at + need),
    })
    at += need
  }
}
