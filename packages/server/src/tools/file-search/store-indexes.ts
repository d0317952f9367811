import type { KeptObject, ObjectStore } from '../../store/object-store.ts'
import { type ChunkIndex, createChunkIndex } from './chunk-index.ts'
import { readChunkBytes, type StoreFileRecord, storeFileKind, storeFilePlace, storePlace } from './vector-store-records.ts'

export interface IndexedStore {
  index: ChunkIndex
  /** The store's files as they are at this moment, by id. */
  files: ReadonlyMap<string, StoreFileRecord>
}

/** The indexes of vector stores, made of what is kept and brought up to date before each search: another server may have changed it. */
export interface StoreIndexes {
  /** Lets `look` read the index of a store; nothing changes it meanwhile. */
  use<Result>(storeId: string, look: (store: IndexedStore) => Result): Promise<Result>
  /** Lets go of an index, which may be made again. */
  forget(storeId: string): void
}

interface Entry {
  index: ChunkIndex
  /** Revision of each file that is in the index. */
  revisions: Map<string, string>
  queue: Promise<unknown>
}

/** @param maxIndexes kept at the same time; the one unused for longest makes room */
export function createStoreIndexes(objects: ObjectStore, { maxIndexes = 64 }: { maxIndexes?: number } = {}): StoreIndexes {
  const entries = new Map<string, Entry>()

  const entryOf = (storeId: string): Entry => {
    const entry = entries.get(storeId) ?? { index: createChunkIndex(), revisions: new Map<string, string>(), queue: Promise.resolve() }
    // Inserted anew: the first one is the one unused for longest.
    entries.delete(storeId)
    entries.set(storeId, entry)
    for (const id of entries.keys()) {
      if (entries.size <= maxIndexes) break
      entries.delete(id)
    }
    return entry
  }
  const update = async (storeId: string, { index, revisions }: Entry): Promise<ReadonlyMap<string, StoreFileRecord>> => {
    const kept = new Map((await objects.list(storeFileKind, storePlace(storeId))).map((file) => [file.value.file.id, file]))
    for (const [fileId, revision] of revisions) {
      if (kept.get(fileId)?.revision === revision) continue
      index.remove(fileId)
      revisions.delete(fileId)
    }
    for (const [fileId, { value, revision }] of kept) {
      if (revisions.has(fileId)) continue
      const chunks = readChunkBytes(await objects.bytes(storeFilePlace(storeId, fileId)))
      await index.add(chunks.map((text) => ({ fileId, filename: value.filename, text })))
      revisions.set(fileId, revision)
    }
    return new Map(Array.from(kept, ([fileId, { value }]: [string, KeptObject<StoreFileRecord>]) => [fileId, value]))
  }

  return {
    use(storeId, look) {
      const entry = entryOf(storeId)
      const result = entry.queue.then(async () => look({ index: entry.index, files: await update(storeId, entry) }))
      entry.queue = result.catch(() => undefined)
      return result
    },
    forget(storeId) {
      entries.delete(storeId)
    },
  }
}
