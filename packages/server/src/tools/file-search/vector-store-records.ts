import type { ObjectKind, ObjectPlace } from '../../store/object-store.ts'
import type { FileBatchObject, VectorStoreFileObject, VectorStoreObject } from './vector-store-objects.ts'

/** A vector store as it is kept: without what follows from its files and the clock. */
export type VectorStoreRecord = Omit<VectorStoreObject, 'file_counts' | 'usage_bytes' | 'status' | 'expires_at'>

/** A file in a vector store as it is kept; its bytes are the chunks, an array of strings in JSON. */
export interface StoreFileRecord {
  file: VectorStoreFileObject
  filename: string
}

export interface FileBatchRecord {
  batch: FileBatchObject
  fileIds: readonly string[]
}

export const storeKind: ObjectKind<VectorStoreRecord> = { name: 'vector_store' }
export const storeFileKind: ObjectKind<StoreFileRecord> = { name: 'vector_store_file' }
export const fileBatchKind: ObjectKind<FileBatchRecord> = { name: 'vector_store_batch' }

export const storePlace = (storeId: string): ObjectPlace<VectorStoreRecord> => ({ kind: storeKind, id: storeId })

export const storeFilePlace = (storeId: string, fileId: string): ObjectPlace<StoreFileRecord> => ({
  kind: storeFileKind,
  id: fileId,
  parent: storePlace(storeId),
})

export const fileBatchPlace = (storeId: string, batchId: string): ObjectPlace<FileBatchRecord> => ({
  kind: fileBatchKind,
  id: batchId,
  parent: storePlace(storeId),
})

export function toChunkBytes(chunks: readonly string[]): Uint8Array {
  return chunks.length === 0 ? new Uint8Array() : Buffer.from(JSON.stringify(chunks))
}

export function readChunkBytes(bytes: Uint8Array | null): string[] {
  return bytes === null || bytes.length === 0 ? [] : (JSON.parse(Buffer.from(bytes).toString()) as string[])
}
