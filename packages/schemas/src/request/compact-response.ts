import { z } from 'zod'

import { imageOptionsSchema } from './image-options.ts'
import { promptCacheRetentionSchema } from './prompt-cache-options.ts'
import { requestInputSchema } from './request-input.ts'

/** The body of POST /v1/responses/compact, which turns a long conversation into a short one. `model` must be there, and may be null. */
export const compactResponseBodySchema = z.strictObject({
  model: z.string().nullable(),
  input: requestInputSchema.nullable().exactOptional(),
  instructions: z.string().nullable().exactOptional(),
  previous_response_id: z.string().nullable().exactOptional(),
  prompt_cache_key: z.string().max(64).nullable().exactOptional(),
  prompt_cache_options: z
    .strictObject({ mode: z.enum(['implicit', 'explicit']).exactOptional(), ttl: z.literal('30m').exactOptional() })
    .nullable()
    .exactOptional(),
  prompt_cache_retention: promptCacheRetentionSchema.nullable().exactOptional(),
  service_tier: z.enum(['auto', 'default', 'fast', 'flex', 'priority']).nullable().exactOptional(),
  image: imageOptionsSchema.exactOptional(),
})
export type CompactResponseBody = z.infer<typeof compactResponseBodySchema>
