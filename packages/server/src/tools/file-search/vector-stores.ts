import type { FileObject, FileStore } from '../../files/file-store.ts'
import { tooMuch } from '../../files/stored-files.ts'
import { ApiError } from '../../run/api-error.ts'
import { fileText } from '../../run/file-text.ts'
import { type RandomBytes, randomHex } from '../../run/random-bytes.ts'
import type { ObjectStore } from '../../store/object-store.ts'
import type { Attributes } from './match-filter.ts'
import { type SearchQuery, type SearchResult, searchStore } from './search-store.ts'
import { type ChunkSizes, defaultChunkSizes, splitText } from './split-text.ts'
import { createStoreIndexes } from './store-indexes.ts'
import { toVectorStore } from './to-vector-store.ts'
import { countFiles, type FileBatchObject, type VectorStoreFileObject, type VectorStoreObject } from './vector-store-objects.ts'
import {
  fileBatchPlace,
  readChunkBytes,
  type FileBatchRecord,
  type StoreFileRecord,
  storeFileKind,
  storeFilePlace,
  storeKind,
  storePlace,
  toChunkBytes,
  type VectorStoreRecord,
} from './vector-store-records.ts'

export type VectorStoreSettings = Partial<Pick<VectorStoreObject, 'name' | 'description' | 'expires_after' | 'metadata'>>

export interface AttachOptions {
  attributes?: Attributes | null
  chunkSizes?: ChunkSizes
}

/** Stores of searchable files. Every method that names a store or a file throws an ApiError 404 where there is none. */
export interface VectorStores {
  create(settings: VectorStoreSettings): Promise<VectorStoreObject>
  get(storeId: string): Promise<VectorStoreObject>
  /** Oldest first. */
  list(): Promise<VectorStoreObject[]>
  update(storeId: string, settings: VectorStoreSettings): Promise<VectorStoreObject>
  delete(storeId: string): Promise<void>
  /** Indexes a file; adding it again replaces it. @throws ApiError 400 `unsupported_file` for what is no text, 413 where there is no room */
  attach(storeId: string, fileId: string, options?: AttachOptions): Promise<VectorStoreFileObject>
  detach(storeId: string, fileId: string): Promise<void>
  getFile(storeId: string, fileId: string): Promise<VectorStoreFileObject>
  /** In the order in which they first were attached. */
  listFiles(storeId: string): Promise<VectorStoreFileObject[]>
  updateFile(storeId: string, fileId: string, attributes: Attributes): Promise<VectorStoreFileObject>
  /** The chunks of a file, in order. */
  fileChunks(storeId: string, fileId: string): Promise<readonly string[]>
  /** A batch that is done already, since indexing is. */
  attachBatch(storeId: string, files: readonly (AttachOptions & { fileId: string })[]): Promise<FileBatchObject>
  getBatch(storeId: string, batchId: string): Promise<FileBatchRecord>
  /** Takes a file out of every store. */
  forgetFile(fileId: string): Promise<void>
  /** The best chunks of several stores, best first. @throws ApiError 400 for a store that has expired */
  search(storeIds: readonly string[], query: SearchQuery): Promise<SearchResult[]>
}

export interface VectorStoresOptions {
  objects: ObjectStore
  files: FileStore
  now: () => number
  random: RandomBytes
  /** Bytes of everything that is kept; what would not fit is refused. Unlimited unless given. */
  maxBytes?: number
}

/** Vector stores where responses are kept too. What they search are words, not vectors; the indexes are made anew where they are missing. */
export function createVectorStores({
  objects,
  files,
  now,
  random,
  maxBytes = Number.POSITIVE_INFINITY,
}: VectorStoresOptions): VectorStores {
  const indexes = createStoreIndexes(objects)
  const seconds = () => Math.floor(now() / 1000)
  const createId = (prefix: string) =>
    `${prefix}_${seconds().toString(16).padStart(8, '0')}${randomHex(random, 4)}81${randomHex(random, 18)}`
  const found = async (storeId: string): Promise<VectorStoreRecord> => {
    const kept = await objects.get(storePlace(storeId))
    return kept?.value ?? noStore(storeId)
  }
  const filesOf = async (storeId: string): Promise<VectorStoreFileObject[]> =>
    (await objects.list(storeFileKind, storePlace(storeId))).map(({ value }) => value.file)
  const fileOf = async (storeId: string, fileId: string): Promise<VectorStoreFileObject> => {
    await found(storeId)
    const kept = await objects.get(storeFilePlace(storeId, fileId))
    return kept?.value.file ?? noFile(storeId, fileId)
  }
  const tell = async (record: VectorStoreRecord): Promise<VectorStoreObject> => toVectorStore(record, await filesOf(record.id), seconds())
  const change = async (storeId: string, settings: Partial<VectorStoreRecord>): Promise<VectorStoreRecord> =>
    (await objects.change(storePlace(storeId), (record) => ({ ...record, ...settings }))) ?? noStore(storeId)
  const touch = (storeId: string) => change(storeId, { last_active_at: seconds() })
  const putFile = async (record: StoreFileRecord, chunks: readonly string[]): Promise<void> => {
    const { id, vector_store_id: storeId } = record.file
    const outcome = await objects.put(storeFilePlace(storeId, id), { value: record, bytes: toChunkBytes(chunks) }, { maxBytes })
    if (outcome === 'no-parent') noStore(storeId)
    if (outcome === 'full') throw tooMuch(maxBytes, 'file_id')
  }
  const attach = async (storeId: string, fileId: string, { attributes, chunkSizes = defaultChunkSizes }: AttachOptions = {}) => {
    await found(storeId)
    const [{ filename }, bytes] = await Promise.all([uploaded(files, fileId), files.content(fileId)])
    const chunks = splitText(fileText({ name: filename, mediaType: null, bytes: bytes ?? new Uint8Array() }, 'file_id'), chunkSizes)
    const file: VectorStoreFileObject = {
      id: fileId,
      object: 'vector_store.file',
      usage_bytes: chunks.reduce((sum, text) => sum + Buffer.byteLength(text), 0),
      created_at: seconds(),
      vector_store_id: storeId,
      status: 'completed',
      last_error: null,
      chunking_strategy: { type: 'static', static: chunkSizes },
      attributes: attributes ?? {},
    }
    await putFile({ file, filename }, chunks)
    await touch(storeId)
    return file
  }

  return {
    async create({ name = null, description = null, expires_after = null, metadata = {} }) {
      const at = seconds()
      const store = { id: createId('vs'), object: 'vector_store' as const, created_at: at, name, description }
      const record: VectorStoreRecord = { ...store, expires_after, last_active_at: at, metadata }
      await objects.put(storePlace(store.id), { value: record })
      return toVectorStore(record, [], at)
    },
    get: async (storeId) => await tell(await found(storeId)),
    async list() {
      const [records, all] = await Promise.all([objects.list(storeKind), objects.list(storeFileKind)])
      const byStore = Map.groupBy(
        all.map(({ value }) => value.file),
        (file) => file.vector_store_id,
      )
      return records.map(({ value }) => toVectorStore(value, byStore.get(value.id) ?? [], seconds()))
    },
    update: async (storeId, settings) => await tell(await change(storeId, settings)),
    async delete(storeId) {
      if (!(await objects.delete(storePlace(storeId)))) noStore(storeId)
      indexes.forget(storeId)
    },
    attach,
    async detach(storeId, fileId) {
      await found(storeId)
      if (!(await objects.delete(storeFilePlace(storeId, fileId)))) noFile(storeId, fileId)
    },
    getFile: fileOf,
    async listFiles(storeId) {
      await found(storeId)
      return await filesOf(storeId)
    },
    async updateFile(storeId, fileId, attributes) {
      await found(storeId)
      const changed = await objects.change(storeFilePlace(storeId, fileId), (record) => ({
        ...record,
        file: { ...record.file, attributes },
      }))
      return changed?.file ?? noFile(storeId, fileId)
    },
    async fileChunks(storeId, fileId) {
      await fileOf(storeId, fileId)
      return readChunkBytes(await objects.bytes(storeFilePlace(storeId, fileId)))
    },
    async attachBatch(storeId, wanted) {
      await found(storeId)
      const told = await Promise.all(
        wanted.map(async ({ fileId, ...options }) => {
          try {
            return await attach(storeId, fileId, options)
          } catch (reason) {
            const file = toFailed({ storeId, fileId, ...options, reason, at: seconds() })
            await putFile({ file, filename: '' }, [])
            return file
          }
        }),
      )
      const batch: FileBatchObject = {
        id: createId('vsfb'),
        object: 'vector_store.files_batch',
        created_at: seconds(),
        vector_store_id: storeId,
        status: 'completed',
        file_counts: countFiles(told),
      }
      const fileIds = wanted.map(({ fileId }) => fileId)
      if ((await objects.put(fileBatchPlace(storeId, batch.id), { value: { batch, fileIds } })) === 'no-parent') noStore(storeId)
      return batch
    },
    async getBatch(storeId, batchId) {
      await found(storeId)
      const kept = await objects.get(fileBatchPlace(storeId, batchId))
      if (kept === null) throw notFound(`No file batch found with id '${batchId}' in vector store '${storeId}'.`)
      return kept.value
    },
    forgetFile: async (fileId) => await objects.deleteEverywhere(storeFileKind, fileId),
    async search(storeIds, query) {
      const results = await Promise.all(
        storeIds.map(async (storeId) => {
          if (toVectorStore(await found(storeId), [], seconds()).status === 'expired') {
            throw new ApiError({ code: 'invalid_value', message: `Vector store with id '${storeId}' has expired.` })
          }
          await touch(storeId)
          return await indexes.use(storeId, (store) => searchStore(storeId, store, query))
        }),
      )
      return results
        .flat()
        .toSorted((a, b) => b.score - a.score)
        .slice(0, query.maxResults)
    },
  }
}

async function uploaded(files: FileStore, fileId: string): Promise<FileObject> {
  const file = await files.get(fileId)
  if (file === null) throw notFound(`No such File object: ${fileId}`, 'file_id')
  return file
}

interface Failure extends AttachOptions {
  storeId: string
  fileId: string
  reason: unknown
  at: number
}

/** @throws what is no fault of the file */
function toFailed({ storeId, fileId, chunkSizes = defaultChunkSizes, attributes, reason, at }: Failure): VectorStoreFileObject {
  if (!(reason instanceof ApiError) || reason.param !== 'file_id') throw reason
  return {
    id: fileId,
    object: 'vector_store.file',
    usage_bytes: 0,
    created_at: at,
    vector_store_id: storeId,
    status: 'failed',
    last_error: { code: reason.code === 'unsupported_file' ? 'unsupported_file' : 'invalid_file', message: reason.message },
    chunking_strategy: { type: 'static', static: chunkSizes },
    attributes: attributes ?? {},
  }
}

function noStore(storeId: string): never {
  throw notFound(`Vector store with id '${storeId}' not found.`)
}

function noFile(storeId: string, fileId: string): never {
  throw notFound(`No file with id '${fileId}' found in vector store '${storeId}'.`)
}

function notFound(message: string, param: string | null = null): ApiError {
  return new ApiError({ code: null, status: 404, param, message })
}
