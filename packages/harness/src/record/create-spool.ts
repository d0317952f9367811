import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, entryKinds } from './entry.ts'

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
  /** Bytes kept in memory before a file is used. @defaultValue 1 MiB */
  memoryBytes?: number
}

const head = 13
const blockBytes = 1024 * 1024
const waitingBlocks = 8

/**
 * A spool whose file tells nobody anything: secrets can be removed only when all of an exchange is known, so until then it is encrypted with
 * a key that never leaves memory, and it has no name, so that nothing of it stays when the process is killed.
 */
export function createSpool({ directory, memoryBytes = blockBytes }: SpoolOptions): Spool {
  let inMemory: Entry[] | null = []
  let size = 0
  const blocks = createBlocks()
  let file: SpoolFile | null = null
  let writing: Promise<void> | null = null
  let failure: unknown = null

  async function write(all: boolean): Promise<void> {
    file ??= await openSpoolFile(directory)
    for (let block = blocks.next(all); block !== null; block = blocks.next(all)) {
      await file.append(block.bytes.subarray(0, block.used))
      blocks.release(block)
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
      if (inMemory !== null && size <= memoryBytes) {
        inMemory.push({ ...entry, bytes: Buffer.from(entry.bytes) })
        return
      }
      for (const one of inMemory ?? []) blocks.add(one)
      inMemory = null
      blocks.add(entry)
      if (writing === null && blocks.full() > 0) void startWriting()
    },
    room: () => (writing !== null && blocks.full() > waitingBlocks ? writing : null),
    async *read() {
      if (writing !== null) await writing
      if (inMemory !== null) return yield inMemory
      if (blocks.full() + blocks.open() > 0) await startWriting(true)
      if (failure !== null) throw failure
      if (file !== null) yield* readEntries(file)
    },
    async discard() {
      inMemory = null
      blocks.clear()
      if (writing !== null) await writing
      await file?.close()
    },
  }
}

interface Block {
  bytes: Buffer
  used: number
}

/**
 * Collects entries in blocks that are used again and again: what was received is copied at once and can be forgotten, where holding on to it
 * would cost more in garbage collection than everything else together.
 */
function createBlocks(): {
  add(entry: Entry): void
  full(): number
  open(): number
  next(all: boolean): Block | null
  release(block: Block): void
  clear(): void
} {
  let waiting: Block[] = []
  let free: Block[] = []
  let current: Block | null = null
  return {
    add(entry) {
      const length = head + entry.bytes.length
      if (current !== null && current.used + length > current.bytes.length) {
        waiting.push(current)
        current = null
      }
      current ??= (length <= blockBytes ? free.pop() : undefined) ?? {
        bytes: Buffer.allocUnsafeSlow(Math.max(blockBytes, length)),
        used: 0,
      }
      writeHead(entry, current.bytes, current.used)
      current.bytes.set(entry.bytes, current.used + head)
      current.used += length
    },
    full: () => waiting.length,
    open: () => current?.used ?? 0,
    next(all) {
      const block = waiting.shift() ?? (all ? current : null)
      if (block === current) current = null
      return block
    },
    release(block) {
      block.used = 0
      if (block.bytes.length === blockBytes && free.length < waitingBlocks) free.push(block)
    },
    clear() {
      waiting = []
      free = []
      current = null
    },
  }
}

function writeHead({ kind, t, bytes }: Entry, buffer: Buffer, at: number): void {
  buffer.writeUInt8(entryKinds.indexOf(kind), at)
  buffer.writeDoubleLE(t, at + 1)
  buffer.writeUInt32LE(bytes.length, at + 9)
}

interface SpoolFile {
  append(bytes: Buffer): Promise<void>
  read(): AsyncGenerator<Buffer>
  close(): Promise<void>
}

async function openSpoolFile(directory: string): Promise<SpoolFile> {
  await mkdir(directory, { recursive: true })
  const path = join(directory, `.spool-${randomBytes(8).toString('hex')}`)
  const handle: FileHandle = await open(path, 'wx+', 0o600)
  // Windows does not remove open files; there the file goes when it is closed.
  const nameless = await rm(path).then(
    () => true,
    () => false,
  )
  const key = randomBytes(32)
  const nonce = randomBytes(16)
  const cipher = createCipheriv('aes-256-ctr', key, nonce)
  return {
    async append(bytes) {
      const encrypted = cipher.update(bytes)
      for (let at = 0; at < encrypted.length;) at += (await handle.write(encrypted, at)).bytesWritten
    },
    async *read() {
      const decipher = createDecipheriv('aes-256-ctr', key, nonce)
      for (let position = 0; ;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(blockBytes), 0, blockBytes, position)
        if (bytesRead === 0) return
        position += bytesRead
        yield decipher.update(buffer.subarray(0, bytesRead))
      }
    },
    async close() {
      await handle.close()
      if (!nameless) await rm(path, { force: true })
    },
  }
}

async function* readEntries(file: SpoolFile): AsyncGenerator<readonly Entry[]> {
  let parts: Buffer[] = []
  let have = 0
  let need = head
  for await (const block of file.read()) {
    parts.push(block)
    have += block.length
    if (have < need) continue
    const bytes = parts.length === 1 ? block : Buffer.concat(parts)
    const entries: Entry[] = []
    let at = 0
    for (;;) {
      need = bytes.length - at < head ? head : head + bytes.readUInt32LE(at + 9)
      if (bytes.length - at < need) break
      entries.push({
        kind: entryKinds[bytes.readUInt8(at)] ?? 'body',
        t: bytes.readDoubleLE(at + 1),
        bytes: bytes.subarray(at + head, at + need),
      })
      at += need
    }
    yield entries
    parts = [bytes.subarray(at)]
    have = bytes.length - at
  }
}
