import { z } from 'zod'

import { includeSchema } from './include.ts'

/**
 * The query of GET /v1/responses/{id}/input_items and /v1/conversations/{id}/items. Defaults: `limit` 20 (1 to 100), `order` `desc`.
 * `after` is the id of the last item of the page before.
 */
export const listItemsQuerySchema = z.object({
  limit: z.int().min(1).max(100).exactOptional(),
  order: z.enum(['asc', 'desc']).exactOptional(),
  after: z.string().exactOptional(),
  include: z.array(includeSchema).exactOptional(),
})
export type ListItemsQuery = z.infer<typeof listItemsQuerySchema>

/** Items a page when `limit` is left out. */
export const DEFAULT_PAGE_SIZE = 20
