import { itemGrammars } from '@goldwire/schemas'

import { isItemKind } from '../item-track.ts'
import type { IdBook } from '../repair-ids.ts'
import { type Fields, isFields, stringOf } from '../wire.ts'

/** The body of a request as the upstream knows its ids: of earlier responses, items and calls. Ids that were made up here are left out. */
export function toTheirIds(body: unknown, ids: IdBook): unknown {
  if (!isFields(body)) return body
  const mapped: Fields = { ...body }
  const previous = body['previous_response_id']
  if (typeof previous === 'string') mapped['previous_response_id'] = ids.theirs(previous) ?? previous
  if (Array.isArray(body['input']))
    mapped['input'] = body['input'].map((item) => (isFields(item) ? itemWithTheirIds(item, ids) : (item as unknown)))
  return mapped
}

function itemWithTheirIds({ id, call_id: callId, ...item }: Fields, ids: IdBook): Fields {
  const mapped: Fields = { ...item }
  if (callId !== undefined) mapped['call_id'] = typeof callId === 'string' ? (ids.theirs(callId) ?? callId) : callId
  if (typeof id !== 'string') return id === undefined ? mapped : { id, ...mapped }
  const theirs = ids.theirs(id)
  const isNeeded = item['type'] === 'item_reference' || item['type'] === 'reasoning'
  return theirs === null && !isNeeded ? mapped : { id: theirs ?? id, ...mapped }
}

/** An answer of another endpoint (input items, a deletion) with the ids that the client knows. */
export function toOurIds(body: unknown, ids: IdBook): unknown {
  if (!isFields(body)) return body
  const mapped: Fields = { ...body }
  const object = stringOf(body['object'])
  if (typeof body['id'] === 'string' && object.startsWith('response')) mapped['id'] = ids.ours(body['id'], ['resp_'])
  if (Array.isArray(body['data'])) mapped['data'] = body['data'].map((item) => ourItem(item, ids))
  for (const end of ['first_id', 'last_id']) {
    const at = end === 'first_id' ? 0 : -1
    const item: unknown = Array.isArray(mapped['data']) ? mapped['data'].at(at) : undefined
    if (typeof body[end] === 'string' && isFields(item)) mapped[end] = item['id']
  }
  return mapped
}

function ourItem(item: unknown, ids: IdBook): unknown {
  if (!isFields(item) || typeof item['id'] !== 'string' || !isItemKind(item['type'])) return item
  const { idPrefixes } = itemGrammars[item['type']]
  return idPrefixes.length === 0 ? item : { ...item, id: ids.ours(item['id'], idPrefixes) }
}
