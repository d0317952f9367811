import { ApiError } from '../run/api-error.ts'
import type { FileObject, FileStore } from './file-store.ts'

export interface MemoryFileStoreOptions {
  /** Milliseconds since 1970. */
  now: () => number
  /** Bytes of all files together; what would not fit is refused. @defaultValue 1 GiB */
  maxBytes?: number
}

/** Files in memory, gone with the process. */
export function createMemoryFileStore({ now, maxBytes = 1024 ** 3 }: MemoryFileStoreOptions): FileStore {
  const files = new Map<string, { file: FileObject; content: Uint8Array }>()
  const dropExpired = () => {
    for (const [id, { file }] of files) if (file.expires_at !== null && file.expires_at * 1000 <= now()) files.delete(id)
  }
  const find = (id: string) => {
    dropExpired()
    return files.get(id) ?? null
  }
  return {
    async put(file, content) {
      dropExpired()
      const used = Array.from(files.values(), (entry) => entry.file.bytes).reduce((sum, bytes) => sum + bytes, 0)
      if (used + content.length > maxBytes) {
        const message = `This server keeps ${maxBytes} bytes of files at most, and ${used} are taken. Delete files first.`
        throw new ApiError({ code: 'request_too_large', param: 'file', message })
      }
      files.set(file.id, { file, content })
    },
    get: async (id) => find(id)?.file ?? null,
    content: async (id) => find(id)?.content ?? null,
    delete: async (id) => files.delete(id),
    async list() {
      dropExpired()
      return Array.from(files.values(), ({ file }) => file)
    },
  }
}
