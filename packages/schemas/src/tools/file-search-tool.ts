import { z } from 'zod'

import { searchFilterSchema } from './search-filter.ts'

/** Searches uploaded files. Defaults, as echoed: `max_num_results` 20, `ranking_options` `{ranker: "auto", score_threshold: 0}`, `filters` null. */
export const fileSearchToolSchema = z.strictObject({
  type: z.literal('file_search'),
  vector_store_ids: z.array(z.string()),
  /** 1 to 50. */
  max_num_results: z.int().min(1).max(50).exactOptional(),
  ranking_options: z
    .strictObject({
      ranker: z.enum(['auto', 'default-2024-11-15']).exactOptional(),
      /** 0 to 1; the nearer to 1, the fewer results. */
      score_threshold: z.number().min(0).max(1).exactOptional(),
      hybrid_search: z.strictObject({ embedding_weight: z.number(), text_weight: z.number() }).exactOptional(),
    })
    .exactOptional(),
  filters: searchFilterSchema.nullable().exactOptional(),
})
export type FileSearchTool = z.infer<typeof fileSearchToolSchema>
