import { ApiError } from '../run/api-error.ts'
import type { ObjectKind, ObjectPlace, ObjectStore } from '../store/object-store.ts'
import type { FileObject, FileStore } from './file-store.ts'

export interface StoredFilesOptions {
  objects: ObjectStore
  /** Milliseconds since 1970. */
  now: () => number
  /** Bytes of everything that is kept; a file that would not fit is refused. Unlimited unless given. */
  maxBytes?: number
}

const fileKind: ObjectKind<FileObject> = { name: 'file' }
const placeOf = (id: string): ObjectPlace<FileObject> => ({ kind: fileKind, id })

/** Files where responses are kept too: whole or not at all, and there again after a restart where the store lasts. */
export function createStoredFiles({ objects, now, maxBytes = Number.POSITIVE_INFINITY }: StoredFilesOptions): FileStore {
  const find = async (id: string): Promise<FileObject | null> => {
    const kept = await objects.get(placeOf(id))
    return kept === null || hasExpired(kept.value, now()) ? null : kept.value
  }
  return {
    async put(file, content) {
      await objects.deleteExpired(fileKind, now())
      const expiresAt = file.expires_at === null ? null : file.expires_at * 1000
      const outcome = await objects.put(placeOf(file.id), { value: file, bytes: content, expiresAt }, { maxBytes })
      if (outcome === 'full') throw tooMuch(maxBytes, 'file')
    },
    get: find,
    content: async (id) => ((await find(id)) === null ? null : await objects.bytes(placeOf(id))),
    delete: (id) => objects.delete(placeOf(id)),
    async list() {
      await objects.deleteExpired(fileKind, now())
      return (await objects.list(fileKind)).map(({ value }) => value)
    },
  }
}

/** What is told when something does not fit beside what is kept already. */
export function tooMuch(maxBytes: number, param: string | null): ApiError {
  const message = `This server keeps ${maxBytes} bytes of files at most, and there is no room for this one. Delete files first.`
  return new ApiError({ code: 'request_too_large', param, message })
}

function hasExpired({ expires_at: expiresAt }: FileObject, now: number): boolean {
  return expiresAt !== null && expiresAt * 1000 <= now
}
