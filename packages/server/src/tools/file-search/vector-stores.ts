import type { FileStore } from '../../files/file-store.ts'
import { ApiError } from '../../run/api-error.ts'
import { fileText } from '../../run/file-text.ts'
import { type RandomBytes, randomHex } from '../../run/random-bytes.ts'
import { type ChunkIndex, createChunkIndex, type FoundChunk } from './chunk-index.ts'
import { type Attributes, matchFilter, type SearchFilter } from './match-filter.ts'
import { type ChunkSizes, defaultChunkSizes, splitText } from './split-text.ts'
import {
  countFiles,
  type ExpiresAfter,
  type FileBatchObject,
  type VectorStoreFileObject,
  type VectorStoreObject,
} from './vector-store-objects.ts'

export interface SearchResult extends FoundChunk {
  attributes: Attributes
  vectorStoreId: string
}

export interface SearchQuery {
  queries: readonly string[]
  filters?: SearchFilter | null
  maxResults: number
  /** 0 to 1; what scores less is left out. */
  scoreThreshold?: number
}

export type VectorStoreSettings = Partial<Pick<VectorStoreObject, 'name' | 'description' | 'expires_after' | 'metadata'>>

export interface AttachOptions {
  attributes?: Attributes | null
  chunkSizes?: ChunkSizes
}

/** Stores of searchable files. Every method that names a store or a file throws an ApiError 404 where there is none. */
export interface VectorStores {
  create(settings: VectorStoreSettings): VectorStoreObject
  get(storeId: string): VectorStoreObject
  /** Oldest first. */
  list(): VectorStoreObject[]
  update(storeId: string, settings: VectorStoreSettings): VectorStoreObject
  delete(storeId: string): void
  /** Indexes a file; adding it again replaces it. @throws ApiError 400 `unsupported_file` for what is no text */
  attach(storeId: string, fileId: string, options?: AttachOptions): Promise<VectorStoreFileObject>
  detach(storeId: string, fileId: string): void
  getFile(storeId: string, fileId: string): VectorStoreFileObject
  listFiles(storeId: string): VectorStoreFileObject[]
  updateFile(storeId: string, fileId: string, attributes: Attributes): VectorStoreFileObject
  /** The chunks of a file, in order. */
  fileChunks(storeId: string, fileId: string): readonly string[]
  /** A batch that is done already, since indexing is. */
  attachBatch(storeId: string, files: readonly (AttachOptions & { fileId: string })[]): Promise<FileBatchObject>
  getBatch(storeId: string, batchId: string): { batch: FileBatchObject; fileIds: readonly string[] }
  /** Takes a deleted file out of every store. */
  forgetFile(fileId: string): void
  /** The best chunks of several stores, best first. @throws ApiError 400 for a store that has expired */
  search(storeIds: readonly string[], query: SearchQuery): SearchResult[]
}

interface StoredFile {
  file: VectorStoreFileObject
  chunks: readonly string[]
}

interface Entry {
  store: Omit<VectorStoreObject, 'file_counts' | 'usage_bytes' | 'status' | 'expires_at'>
  files: Map<string, StoredFile>
  batches: Map<string, { batch: FileBatchObject; fileIds: readonly string[] }>
  index: ChunkIndex
}

export interface VectorStoresOptions {
  files: FileStore
  now: () => number
  random: RandomBytes
}

/** Vector stores in memory, gone with the process. What they search are words, not vectors. */
export function createVectorStores({ files, now, random }: VectorStoresOptions): VectorStores {
  const entries = new Map<string, Entry>()
  const seconds = () => Math.floor(now() / 1000)
  const createId = (prefix: string) =>
    `${prefix}_${seconds().toString(16).padStart(8, '0')}${randomHex(random, 4)}81${randomHex(random, 18)}`
  const entryOf = (storeId: string): Entry => {
    const entry = entries.get(storeId)
    if (entry === undefined) throw notFound(`Vector store with id '${storeId}' not found.`)
    return entry
  }
  const fileOf = (storeId: string, fileId: string): StoredFile => {
    const stored = entryOf(storeId).files.get(fileId)
    if (stored === undefined) throw notFound(`No file with id '${fileId}' found in vector store '${storeId}'.`)
    return stored
  }
  const touch = (entry: Entry): void => {
    entry.store = { ...entry.store, last_active_at: seconds() }
  }
  const tell = (entry: Entry): VectorStoreObject => toObject(entry, seconds())
  const readChunks = async (fileId: string, sizes: ChunkSizes) => {
    const [found, bytes] = await Promise.all([files.get(fileId), files.content(fileId)])
    if (found === null || bytes === null) throw notFound(`No such File object: ${fileId}`, 'file_id')
    return { found, chunks: splitText(fileText({ name: found.filename, mediaType: null, bytes }, 'file_id'), sizes) }
  }
  const attach = async (storeId: string, fileId: string, { attributes, chunkSizes = defaultChunkSizes }: AttachOptions = {}) => {
    const entry = entryOf(storeId)
    const { found, chunks } = await readChunks(fileId, chunkSizes)
    entry.index.remove(fileId)
    await entry.index.add(chunks.map((text) => ({ fileId, filename: found.filename, text })))
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
    entry.files.set(fileId, { file, chunks })
    touch(entry)
    return file
  }
  const detach = (entry: Entry, fileId: string): void => {
    entry.index.remove(fileId)
    entry.files.delete(fileId)
  }

  return {
    create({ name = null, description = null, expires_after = null, metadata = {} }) {
      const at = seconds()
      const store = { id: createId('vs'), object: 'vector_store' as const, created_at: at, name, description }
      const entry: Entry = {
        store: { ...store, expires_after, last_active_at: at, metadata },
        files: new Map(),
        batches: new Map(),
        index: createChunkIndex(),
      }
      entries.set(store.id, entry)
      return tell(entry)
    },
    get: (storeId) => tell(entryOf(storeId)),
    list: () => Array.from(entries.values(), tell),
    update(storeId, settings) {
      const entry = entryOf(storeId)
      entry.store = { ...entry.store, ...settings }
      return tell(entry)
    },
    delete(storeId) {
      entryOf(storeId)
      entries.delete(storeId)
    },
    attach,
    detach(storeId, fileId) {
      fileOf(storeId, fileId)
      detach(entryOf(storeId), fileId)
    },
    getFile: (storeId, fileId) => fileOf(storeId, fileId).file,
    listFiles: (storeId) => Array.from(entryOf(storeId).files.values(), ({ file }) => file),
    updateFile(storeId, fileId, attributes) {
      const stored = fileOf(storeId, fileId)
      const file = { ...stored.file, attributes }
      entryOf(storeId).files.set(fileId, { ...stored, file })
      return file
    },
    fileChunks: (storeId, fileId) => fileOf(storeId, fileId).chunks,
    async attachBatch(storeId, wanted) {
      const entry = entryOf(storeId)
      const done = await Promise.allSettled(wanted.map(({ fileId, ...options }) => attach(storeId, fileId, options)))
      const failed = wanted.flatMap(({ fileId, chunkSizes = defaultChunkSizes, attributes }, index) => {
        const result = done[index]
        return result?.status === 'rejected'
          ? [toFailed({ storeId, fileId, chunkSizes, attributes, reason: result.reason as unknown, at: seconds() })]
          : []
      })
      for (const file of failed) entry.files.set(file.id, { file, chunks: [] })
      const fileIds = wanted.map(({ fileId }) => fileId)
      const batch: FileBatchObject = {
        id: createId('vsfb'),
        object: 'vector_store.files_batch',
        created_at: seconds(),
        vector_store_id: storeId,
        status: 'completed',
        file_counts: countFiles(fileIds.flatMap((id) => entry.files.get(id)?.file ?? [])),
      }
      entry.batches.set(batch.id, { batch, fileIds })
      return batch
    },
    getBatch(storeId, batchId) {
      const batch = entryOf(storeId).batches.get(batchId)
      if (batch === undefined) throw notFound(`No file batch found with id '${batchId}' in vector store '${storeId}'.`)
      return batch
    },
    forgetFile(fileId) {
      for (const entry of entries.values()) detach(entry, fileId)
    },
    search(storeIds, query) {
      return storeIds
        .flatMap((storeId) => {
          const entry = entryOf(storeId)
          if (tell(entry).status === 'expired') {
            throw new ApiError({ code: 'invalid_value', message: `Vector store with id '${storeId}' has expired.` })
          }
          touch(entry)
          return searchEntry(entry, query)
        })
        .toSorted((a, b) => b.score - a.score)
        .slice(0, query.maxResults)
    },
  }
}

/** Each chunk once, with the best score that any of the queries gave it. */
function searchEntry({ index, files, store }: Entry, { queries, filters, scoreThreshold = 0 }: SearchQuery): SearchResult[] {
  const attributesOf = (fileId: string): Attributes => files.get(fileId)?.file.attributes ?? {}
  const accepts = (fileId: string) => files.has(fileId) && (filters == null || matchFilter(filters, attributesOf(fileId)))
  const best = new Map<string, FoundChunk>()
  for (const hit of queries.flatMap((query) => index.search(query, { accepts }))) {
    const key = `${hit.fileId} ${hit.text}`
    if (hit.score > (best.get(key)?.score ?? -1)) best.set(key, hit)
  }
  return Array.from(best.values())
    .filter(({ score }) => score >= scoreThreshold)
    .map((hit) => ({ ...hit, attributes: attributesOf(hit.fileId), vectorStoreId: store.id }))
}

function toObject({ store, files }: Entry, now: number): VectorStoreObject {
  const { id, object, created_at, name, description, expires_after, last_active_at, metadata } = store
  const told = Array.from(files.values(), ({ file }) => file)
  const expiresAt = expiryOf(expires_after, last_active_at)
  return {
    id,
    object,
    created_at,
    name,
    description,
    usage_bytes: told.reduce((sum, { usage_bytes }) => sum + usage_bytes, 0),
    file_counts: countFiles(told),
    status: expiresAt !== null && expiresAt <= now ? 'expired' : 'completed',
    expires_after,
    expires_at: expiresAt,
    last_active_at,
    metadata,
  }
}

function expiryOf(expiresAfter: ExpiresAfter | null, lastActiveAt: number): number | null {
  return expiresAfter === null ? null : lastActiveAt + expiresAfter.days * 24 * 60 * 60
}

interface Failure {
  storeId: string
  fileId: string
  chunkSizes: ChunkSizes
  attributes: Attributes | null | undefined
  reason: unknown
  at: number
}

function toFailed({ storeId, fileId, chunkSizes, attributes, reason, at }: Failure): VectorStoreFileObject {
  if (!(reason instanceof ApiError)) throw reason
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

function notFound(message: string, param: string | null = null): ApiError {
  return new ApiError({ code: null, status: 404, param, message })
}
