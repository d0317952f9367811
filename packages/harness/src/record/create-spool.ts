import type { Entry } from './entry.ts'
import { createBlocks, createSpoolMemory, readEntries, type SpoolMemory } from './spool-blocks.ts'
import { openSpoolFile, type SpoolFile } from './spool-file.ts'

/** Keeps the entries of one exchange until it is over, in memory or, when they are many, in a file. */
export interface Spool {
  /** Bytes of all entries. */
  readonly size: number
  /** Copies the bytes: their memory may be used again. */
  add(entry: Entry): void
  /** Resolves when there is room again; null while there is. Whoever adds on regardless fills the memory. */
  room(): Promise<void> | null
  /** All entries, in order, many at a time; may be read several times, after the last was added. */
  read(): AsyncGenerator<readonly Entry[]>
  /** Forgets everything. */
  discard(): Promise<void>
}

export interface SpoolOptions {
  /** Where the file goes; made when it is needed. */
  directory: string
  /** Shared by the spools of a recorder: past it they use files. @defaultValue 16 MiB of its own */
  memory?: SpoolMemory
  /** So much is kept as it comes, before blocks are taken. @defaultValue 64 KiB */
  smallBytes?: number
}

/** Full blocks that may wait for the disk. */
const waitingBlocks = 8

export function createSpool({ directory, memory = createSpoolMemory(16 * 1024 * 1024), smallBytes = 64 * 1024 }: SpoolOptions): Spool {
  let small: Entry[] | null = []
  let size = 0
  const blocks = createBlocks(memory)
  let file: SpoolFile | null = null
  let writing: Promise<void> | null = null
  let failure: unknown = null

  async function write(all: boolean): Promise<void> {
    file ??= await openSpoolFile(directory)
    for (let block = blocks.next(all); block !== null; block = blocks.next(all)) {
      try {
        await file.append(block.bytes.subarray(0, block.used))
      } finally {
        memory.give(block)
      }
    }
  }

  function startWriting(all = false): Promise<void> {
    writing = write(all)
      .catch((error: unknown) => {
        failure ??= error
        blocks.clear()
      })
      .finally(() => (writing = null))
    return writing
  }

  return {
    get size() {
      return size
    },
    add(entry) {
      if (failure !== null) return
      size += entry.bytes.length
      if (small !== null && size <= smallBytes) {
        small.push({ ...entry, bytes: Buffer.from(entry.bytes) })
        return
      }
      for (const one of small ?? []) blocks.add(one)
      small = null
      blocks.add(entry)
      if (writing === null && blocks.over && blocks.full > 0) void startWriting()
    },
    room: () => (writing !== null && blocks.full > waitingBlocks ? writing : null),
    async *read() {
      if (writing !== null) await writing
      if (failure === null && file !== null && (blocks.full > 0 || blocks.open)) await startWriting(true)
      if (failure !== null) throw failure
      if (small !== null) yield small
      else if (file === null) yield* blocks.read()
      else yield* readFile(file)
    },
    async discard() {
      small = null
      if (writing !== null) await writing
      blocks.clear()
      await file?.close()
      file = null
    },
  }
}

async function* readFile(file: SpoolFile): AsyncGenerator<readonly Entry[]> {
  let parts: Buffer[] = []
  let have = 0
  let need = 0
  for await (const block of file.read()) {
    parts.push(block)
    have += block.length
    if (have < need) continue
    const read = readEntries(parts.length === 1 ? block : Buffer.concat(parts))
    yield read.entries
    need = read.need
    parts = [read.rest]
    have = read.rest.length
  }
}
