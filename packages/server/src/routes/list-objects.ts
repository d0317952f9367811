import { DEFAULT_PAGE_SIZE } from '@goldwire/schemas'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

import { ApiError } from '../run/api-error.ts'
import { parseQueryOf } from './parse.ts'

const order = z.enum(['asc', 'desc']).exactOptional()
const cursors = { order, after: z.string().exactOptional(), before: z.string().exactOptional() }
const pageQuerySchema = z.object({ limit: z.int().min(1).max(100).exactOptional(), ...cursors })
/** The list of files alone takes up to 10,000 a page, and gives them when asked for none. */
const longPageQuerySchema = z.object({ limit: z.int().min(1).max(10_000).exactOptional(), ...cursors })

export interface ObjectList<Entry> {
  object: 'list'
  data: Entry[]
  first_id: string | null
  last_id: string | null
  has_more: boolean
}

/**
 * A page of objects that were kept oldest first: `order` desc unless asked for, `after` and `before` an object's id, exclusive.
 *
 * @throws ApiError 400 for a query it does not understand, or a cursor that is not in the list
 */
export function listObjects<Entry extends { id: string }>(
  request: FastifyRequest,
  entries: readonly Entry[],
  { isLong = false }: { isLong?: boolean } = {},
): ObjectList<Entry> {
  const query = parseQueryOf(request, isLong ? longPageQuerySchema : pageQuerySchema)
  const limit = query.limit ?? (isLong ? 10_000 : DEFAULT_PAGE_SIZE)
  const ordered = query.order === 'asc' ? entries : entries.toReversed()
  const start = query.after === undefined ? 0 : placeOf(ordered, query.after, 'after') + 1
  const end = query.before === undefined ? ordered.length : placeOf(ordered, query.before, 'before')
  const within = ordered.slice(start, end)
  // Walking backwards, the page is the one that ends at the cursor.
  const isBackwards = query.before !== undefined && query.after === undefined
  const data = isBackwards ? within.slice(-limit) : within.slice(0, limit)
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: data.length < within.length,
  }
}

function placeOf(entries: readonly { id: string }[], id: string, param: string): number {
  const place = entries.findIndex((entry) => entry.id === id)
  if (place !== -1) return place
  const message = `Invalid '${param}': no object with id '${id.slice(0, 100)}' in this list.`
  throw new ApiError({ code: 'invalid_value', param, message })
}
