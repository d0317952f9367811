import { z } from 'zod'
import { countSchema } from '../items/scalars.ts'

/** The cache options that were used; the key is there only when the request had it. */
export const promptCacheOptionsEchoSchema = z.strictObject({
  comparison_response_id: z.string().nullable().exactOptional(),
  mode: z.enum(['implicit', 'explicit']),
  prewarm: z.boolean().exactOptional(),
  ttl: z.enum(['30m', '12h']),
})

/** Why the prompt cache was missed or hit (SDK of 2026-11; in no capture). */
export const promptCacheDiagnosticsSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('cache_miss'),
    cache_missed_tokens: countSchema,
    comparison_reusable_tokens: countSchema.exactOptional(),
    reason: z.enum([
      'model_changed',
      'prompt_cache_key_changed',
      'tools_changed',
      'text_format_changed',
      'reasoning_effort_changed',
      'verbosity_changed',
      'context_compacted',
      'input_changed',
      'service_tier_changed',
    ]),
  }),
  z.strictObject({ type: z.literal('cache_hit') }),
  z.strictObject({ type: z.literal('comparison_response_not_found') }),
  z.strictObject({ type: z.literal('unavailable') }),
])

/** @see {@link promptCacheOptionsEchoSchema} */
export type PromptCacheOptionsEcho = z.infer<typeof promptCacheOptionsEchoSchema>
/** @see {@link promptCacheDiagnosticsSchema} */
export type PromptCacheDiagnostics = z.infer<typeof promptCacheDiagnosticsSchema>
