import { z } from 'zod'
import { countSchema } from '../items/scalars.ts'

/**
 * Tokens of a response. `cache_write_tokens` is on every response since 2026-07-09 and on none before. The `orchestration_*` keys belong to
 * multi-agent responses and are documented nowhere (vercel/ai types them).
 */
export const usageSchema = z.strictObject({
  input_tokens: countSchema,
  input_tokens_details: z.strictObject({
    cache_write_tokens: countSchema,
    cache_write_tokens_details: z.strictObject({ ttl_12h_tokens: countSchema, ttl_30m_tokens: countSchema }).exactOptional(),
    cached_tokens: countSchema,
    orchestration_input_cached_tokens: countSchema.exactOptional(),
    orchestration_input_tokens: countSchema.exactOptional(),
  }),
  output_tokens: countSchema,
  output_tokens_details: z.strictObject({
    orchestration_output_tokens: countSchema.exactOptional(),
    reasoning_tokens: countSchema,
  }),
  total_tokens: countSchema,
})

/** @see {@link usageSchema} */
export type Usage = z.infer<typeof usageSchema>
