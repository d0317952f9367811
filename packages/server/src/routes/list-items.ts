import { DEFAULT_PAGE_SIZE, listItemsQuerySchema } from '@goldwire/schemas'
import type { FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'
import type { StoredItem } from '../store/store.ts'
import { parseQueryOf } from './parse.ts'

export interface ItemList {
  object: 'list'
  data: StoredItem[]
  first_id: string | null
  has_more: boolean
  last_id: string | null
}

/**
 * A page of items: `limit` 1 to 100 (20), `order` asc or desc (desc), `after` an item's id. Keys in the recorded order.
 *
 * @throws ApiError 400 for a query it does not understand, or an `after` that is not among the items
 */
export function listItems(request: FastifyRequest, items: readonly StoredItem[]): ItemList {
  const { limit = DEFAULT_PAGE_SIZE, order = 'desc', after } = parseQueryOf(request, listItemsQuerySchema)
  const ordered = order === 'asc' ? items : items.toReversed()
  const start = after === undefined ? 0 : ordered.findIndex((item) => item.id === after) + 1
  if (after !== undefined && start === 0) {
    throw new ApiError({
      code: 'invalid_value',
      param: 'after',
      message: `Invalid 'after': no item with id '${after.slice(0, 100)}' in this list.`,
    })
  }
  const data = ordered.slice(start, start + limit)
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    has_more: start + limit < ordered.length,
    last_id: data.at(-1)?.id ?? null,
  }
}
