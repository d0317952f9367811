import type { InputItem } from '@goldwire/schemas'

import type { Store, StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { toStoredItem } from './to-stored-item.ts'

export interface ResolveItemsOptions {
  store: Store
  /** An id with this prefix that was never used before. */
  createId: (prefix: string) => string
}

/**
 * Items of a request as they are kept: with an id and a type, and what an `item_reference` stands for in its place.
 *
 * @throws ApiError 404 for a reference to an unknown item
 */
export async function resolveItems(given: readonly InputItem[], { store, createId }: ResolveItemsOptions): Promise<StoredItem[]> {
  const items: StoredItem[] = []
  for (const item of given) items.push(isReference(item) ? await findItem(item.id, store) : toStoredItem(item, createId))
  return items
}

/** Items of a conversation are asked for by their ids: messages that share one get their own. */
export function withOwnIds(items: readonly StoredItem[], createId: (prefix: string) => string): StoredItem[] {
  const seen = new Set<string>()
  return items.map((item) => {
    const isRepeated = seen.has(item.id) && item.type === 'message'
    seen.add(item.id)
    return isRepeated ? { ...item, id: createId('msg') } : item
  })
}

async function findItem(id: string, store: Store): Promise<StoredItem> {
  const item = await store.findItem(id)
  if (item !== null) return item
  const message =
    `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. ` +
    'Try again with `store` set to true, or remove this item from your input.'
  throw new ApiError({ code: null, status: 404, param: 'input', message })
}

function isReference(item: InputItem): item is Extract<InputItem, { type?: 'item_reference' | null }> & { id: string } {
  return item.type === 'item_reference' || (!('role' in item) && (item.type === undefined || item.type === null))
}
