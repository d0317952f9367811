import { z } from 'zod'

import { userLocationSchema } from './user-location.ts'

/** Searches the web. Defaults: `external_web_access` true (false reads the cache only), `search_context_size` `medium`. */
export const webSearchToolSchema = z.strictObject({
  type: z.enum(['web_search', 'web_search_2025_08_26']),
  external_web_access: z.boolean().exactOptional(),
  /** Subdomains of an allowed domain are allowed too; null or absent allows all. */
  filters: z
    .strictObject({ allowed_domains: z.array(z.string()).nullable().exactOptional() })
    .nullable()
    .exactOptional(),
  search_context_size: z.enum(['low', 'medium', 'high']).exactOptional(),
  user_location: userLocationSchema.nullable().exactOptional(),
})
export type WebSearchTool = z.infer<typeof webSearchToolSchema>
