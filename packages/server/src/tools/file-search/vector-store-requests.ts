import { fileSearchToolSchema, metadataSchema } from '@goldwire/schemas'
import { z } from 'zod'

import type { SearchFilter } from './match-filter.ts'
import { type ChunkSizes, defaultChunkSizes } from './split-text.ts'

const expiresAfterSchema = z.strictObject({ anchor: z.literal('last_active_at'), days: z.int().min(1).max(365) })

/** At most 16 pairs; keys up to 64 characters, texts up to 512. */
const attributesSchema = z
  .record(z.string().max(64), z.union([z.string().max(512), z.number(), z.boolean()]))
  .refine((attributes) => Object.keys(attributes).length <= 16, 'too many properties. Expected an object with at most 16 properties')

const chunkingStrategySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto') }),
  z.strictObject({
    type: z.literal('static'),
    static: z
      .strictObject({ max_chunk_size_tokens: z.int().min(100).max(4096), chunk_overlap_tokens: z.int().min(0) })
      .refine((sizes) => sizes.chunk_overlap_tokens * 2 <= sizes.max_chunk_size_tokens, {
        path: ['chunk_overlap_tokens'],
        message: 'it must not exceed half of max_chunk_size_tokens',
      }),
  }),
])

/** Named, because the published types cannot spell its recursion. */
const filterSchema: z.ZodType<SearchFilter> = fileSearchToolSchema.shape.filters.unwrap().unwrap()

const fileIdsSchema = z.array(z.string()).max(500)

/** POST /v1/vector_stores. */
export const createVectorStoreSchema = z.strictObject({
  name: z.string().nullable().exactOptional(),
  description: z.string().nullable().exactOptional(),
  file_ids: fileIdsSchema.exactOptional(),
  expires_after: expiresAfterSchema.nullable().exactOptional(),
  chunking_strategy: chunkingStrategySchema.exactOptional(),
  metadata: metadataSchema.nullable().exactOptional(),
})

/** POST /v1/vector_stores/{id}. What is left out stays. */
export const updateVectorStoreSchema = z.strictObject({
  name: z.string().nullable().exactOptional(),
  expires_after: expiresAfterSchema.nullable().exactOptional(),
  metadata: metadataSchema.nullable().exactOptional(),
})

const fileSettings = { attributes: attributesSchema.nullable().exactOptional(), chunking_strategy: chunkingStrategySchema.exactOptional() }

/** POST /v1/vector_stores/{id}/files. */
export const attachFileSchema = z.strictObject({ file_id: z.string(), ...fileSettings })

/** POST /v1/vector_stores/{id}/files/{file_id}. */
export const updateFileSchema = z.strictObject({ attributes: attributesSchema.nullable() })

/** POST /v1/vector_stores/{id}/file_batches: ids that share their settings, or files that each have their own. */
export const attachBatchSchema = z.strictObject({
  file_ids: fileIdsSchema.exactOptional(),
  files: z.array(attachFileSchema).max(2_000).exactOptional(),
  ...fileSettings,
})

/** POST /v1/vector_stores/{id}/search. */
export const searchVectorStoreSchema = z.strictObject({
  query: z.union([z.string(), z.array(z.string()).min(1)]),
  rewrite_query: z.boolean().exactOptional(),
  max_num_results: z.int().min(1).max(50).exactOptional(),
  filters: filterSchema.nullable().exactOptional(),
  ranking_options: z
    .strictObject({
      ranker: z.enum(['none', 'auto', 'default-2024-11-15']).exactOptional(),
      score_threshold: z.number().min(0).max(1).exactOptional(),
    })
    .exactOptional(),
})

/** The sizes a strategy means; `auto` and none at all are OpenAI's own. */
export function toChunkSizes(strategy: z.output<typeof chunkingStrategySchema> | undefined): ChunkSizes {
  return strategy?.type === 'static' ? strategy.static : defaultChunkSizes
}
