import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, entryKinds } from './entry.ts'

/** Keeps the entries of one exchange until it is over, in memory or, when they are many, in a file. */
export interface Spool {
  /** Bytes of all entries. */
  readonly size: number
  add(entry: Entry): void
  /** Resolves when there is room again; null while there is. Whoever adds on regardless fills the memory. */
  room(): Promise<void> | null
  /** All entries, in order; may be read several times, after the last was added. */
  read(): AsyncGenerator<Entry>
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
const waitingBytes = 8 * blockBytes

/**
 * A spool whose file tells nobody anything: secrets can be removed only when all of an exchange is known, so until then it is encrypted with
 * a key that never leaves memory, and it has no name, so that nothing of it stays when the process is killed.
 */
export function createSpool({ directory, memoryBytes = blockBytes }: SpoolOptions): Spool {
  let entries: Entry[] = []
  let size = 0
  let waiting = 0
  let file: SpoolFile | null = null
  let writing: Promise<void> | null = null
  let failure: unknown = null

  async function write(): Promise<void> {
    file ??= await openSpoolFile(directory)
    while (entries.length > 0) {
      const batch = takeBatch()
      await file.append(Buffer.concat(batch.flatMap((entry) => [headOf(entry), entry.bytes])))
      waiting -= batch.reduce((sum, { bytes }) => sum + bytes.length, 0)
    }
  }

  function takeBatch(): Entry[] {
    let bytes = 0
    let count = 0
    while (count < entries.length && bytes < blockBytes) bytes += (entries[count++]?.bytes.length ?? 0) + head
    return entries.splice(0, count)
  }

  function startWriting(): void {
    writing = write()
      .catch((error: unknown) => {
        failure ??= error
        entries = []
        waiting = 0
      })
      .finally(() => (writing = null))
  }

  return {
    get size() {
      return size
    },
    add(entry) {
      if (failure !== null) return
      size += entry.bytes.length
      waiting += entry.bytes.length
      entries.push(entry)
      const due = file === null ? size > memoryBytes : waiting >= blockBytes
      if (due && writing === null) startWriting()
    },
    room: () => (writing !== null && waiting > waitingBytes ? writing : null),
    async *read() {
      if (writing !== null) await writing
      if (file !== null && entries.length > 0) {
        startWriting()
        await writing
      }
      if (failure !== null) throw failure
      if (file === null) yield* entries
      else yield* readEntries(file)
    },
    async discard() {
      entries = []
      if (writing !== null) await writing
      await file?.close()
    },
  }
}

function headOf({ kind, t, bytes }: Entry): Buffer {
  const buffer = Buffer.alloc(head)
  buffer.writeUInt8(entryKinds.indexOf(kind), 0)
  buffer.writeDoubleLE(t, 1)
  buffer.writeUInt32LE(bytes.length, 9)
  return buffer
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

async function* readEntries(file: SpoolFile): AsyncGenerator<Entry> {
  let parts: Buffer[] = []
  let have = 0
  let need = head
  for await (const block of file.read()) {
    parts.push(block)
    have += block.length
    if (have < need) continue
    const bytes = parts.length === 1 ? block : Buffer.concat(parts)
    let at = 0
    for (;;) {
      need = bytes.length - at < head ? head : head + bytes.readUInt32LE(at + 9)
      if (bytes.length - at < need) break
      yield {
        kind: entryKinds[bytes.readUInt8(at)] ?? 'body',
        t: bytes.readDoubleLE(at + 1),
        bytes: bytes.subarray(at + head, at + need),
      }
      at += need
    }
    parts = [bytes.subarray(at)]
    have = bytes.length - at
  }
}
