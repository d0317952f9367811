import { z } from 'zod'

/** Prompt caching of gpt-5.6 and later: up to four breakpoints are written a request, the latest 80 are considered. `ttl` defaults to `30m`. */
export const promptCacheOptionsSchema = z.strictObject({
  mode: z.enum(['implicit', 'explicit']).exactOptional(),
  ttl: z.enum(['30m', '12h']).exactOptional(),
  /** Fill the cache and generate nothing; over WebSocket it overrides `generate`. */
  prewarm: z.boolean().exactOptional(),
  /** Asks for `prompt_cache_diagnostics` against that response. */
  comparison_response_id: z.string().nullable().exactOptional(),
})
export type PromptCacheOptions = z.infer<typeof promptCacheOptionsSchema>

/** The older way to say how long a prompt stays cached. Spelt with an underscore: the API refuses `in-memory`. */
export const promptCacheRetentionSchema = z.enum(['in_memory', '24h'])
export type PromptCacheRetention = z.infer<typeof promptCacheRetentionSchema>
