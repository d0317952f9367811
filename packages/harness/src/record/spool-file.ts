import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of one read. */
const readBytes = 1024 * 1024

/** A file of bytes that nobody else can read, written and then read from its begin. */
export interface SpoolFile {
  append(bytes: Buffer): Promise<void>
  read(): AsyncGenerator<Buffer>
  close(): Promise<void>
}

/**
 * Opens a file that tells nobody anything: it is encrypted with a key that never leaves memory, and it has no name, so that nothing of it stays
 * when the process is killed.
 */
export async function openSpoolFile(directory: string): Promise<SpoolFile> {
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
      free(encrypted)
    },
    async *read() {
      const decipher = createDecipheriv('aes-256-ctr', key, nonce)
      const encrypted = Buffer.allocUnsafeSlow(readBytes)
      for (let position = 0; ;) {
        const { bytesRead } = await handle.read(encrypted, 0, readBytes, position)
        if (bytesRead === 0) return
        position += bytesRead
        yield decipher.update(encrypted.subarray(0, bytesRead))
      }
    },
    async close() {
      await handle.close()
      if (!nameless) await rm(path, { force: true })
    },
  }
}

/**
 * Gives memory back at once. Left to the garbage collector, large buffers that live for a moment make it go over all of the heap again and again:
 * of a long recording that was a quarter of the time.
 */
function free(bytes: Buffer): void {
  if (bytes.length >= readBytes / 2) structuredClone(null, { transfer: [bytes.buffer as ArrayBuffer] })
}
