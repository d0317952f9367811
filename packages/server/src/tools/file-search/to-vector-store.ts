import { countFiles, type ExpiresAfter, type VectorStoreFileObject, type VectorStoreObject } from './vector-store-objects.ts'
import type { VectorStoreRecord } from './vector-store-records.ts'

/** A vector store as the API tells it: the record, its files, and whether it has expired at `now` (Unix seconds). */
export function toVectorStore(record: VectorStoreRecord, files: readonly VectorStoreFileObject[], now: number): VectorStoreObject {
  const { id, object, created_at, name, description, expires_after, last_active_at, metadata } = record
  const expiresAt = expiryOf(expires_after, last_active_at)
  return {
    id,
    object,
    created_at,
    name,
    description,
    usage_bytes: files.reduce((sum, { usage_bytes }) => sum + usage_bytes, 0),
    file_counts: countFiles(files),
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
