import { DEFAULT_PAGE_SIZE, type Include, listItemsQuerySchema } from '@goldwire/schemas'
import type { FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'
import { type ItemPage, type ItemPageQuery, pageOf } from '../store/conversation-store.ts'
import type { StoredItem } from '../store/store.ts'
import { parseQueryOf } from './parse.ts'

export interface ItemList {
  object: 'list'
  data: object[]
  first_id: string | null
  has_more: boolean
  last_id: string | null
}

export interface ItemListQuery extends ItemPageQuery {
  include: readonly Include[]
}

/**
 * A page of items: `limit` 1 to 100 (20), `order` asc or desc (desc), `after` an item's id. Keys in the recorded order.
 *
 * @throws ApiError 400 for a query it does not understand, or an `after` that is not among the items
 */
export function listItems(request: FastifyRequest, items: readonly StoredItem[]): ItemList {
  const query = readListQuery(request)
  return toItemList(pageOf(items, query), query)
}

/** @throws ApiError 400 for a query it does not understand */
export function readListQuery(request: FastifyRequest): ItemListQuery {
  const { limit = DEFAULT_PAGE_SIZE, order = 'desc', after, include = [] } = parseQueryOf(request, listItemsQuerySchema)
  return { limit, order, after, include }
}

/**
 * A page as the API tells it.
 *
 * @param show - how each item is told
 * @throws ApiError 400 for an `after` that is not among the items
 */
export function toItemList(
  { items, hasMore, knowsAfter }: ItemPage,
  { after = '' }: ItemPageQuery,
  show: (item: StoredItem) => object = (item) => item,
): ItemList {
  if (!knowsAfter) {
    throw new ApiError({
      code: 'invalid_value',
      param: 'after',
      message: `Invalid 'after': no item with id '${after.slice(0, 100)}' in this list.`,
    })
  }
  return {
    object: 'list',
    data: items.map(show),
    first_id: items[0]?.id ?? null,
    has_more: hasMore,
    last_id: items.at(-1)?.id ?? null,
  }
}
