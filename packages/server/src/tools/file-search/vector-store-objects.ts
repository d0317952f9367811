import type { Metadata } from '@goldwire/schemas'

import type { Attributes } from './match-filter.ts'
import type { ChunkSizes } from './split-text.ts'

export interface FileCounts {
  in_progress: number
  completed: number
  failed: number
  cancelled: number
  total: number
}

export interface ExpiresAfter {
  anchor: 'last_active_at'
  days: number
}

/** A vector store as the API tells it. Times in Unix seconds; keys in OpenAI's order. */
export interface VectorStoreObject {
  id: string
  object: 'vector_store'
  created_at: number
  name: string | null
  description: string | null
  usage_bytes: number
  file_counts: FileCounts
  status: 'completed' | 'in_progress' | 'expired'
  expires_after: ExpiresAfter | null
  expires_at: number | null
  last_active_at: number
  metadata: Metadata
}

export interface VectorStoreFileObject {
  id: string
  object: 'vector_store.file'
  usage_bytes: number
  created_at: number
  vector_store_id: string
  status: 'in_progress' | 'completed' | 'failed' | 'cancelled'
  last_error: { code: 'server_error' | 'unsupported_file' | 'invalid_file'; message: string } | null
  chunking_strategy: { type: 'static'; static: ChunkSizes }
  attributes: Attributes
}

export interface FileBatchObject {
  id: string
  object: 'vector_store.files_batch'
  created_at: number
  vector_store_id: string
  status: 'in_progress' | 'completed' | 'cancelled' | 'failed'
  file_counts: FileCounts
}

export function countFiles(files: Iterable<VectorStoreFileObject>): FileCounts {
  const counts: FileCounts = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 }
  for (const { status } of files) {
    counts[status] += 1
    counts.total += 1
  }
  return counts
}
