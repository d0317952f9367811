import type { Conversation, Metadata } from '@goldwire/schemas'

import type { StoredItem, StoredResponse } from './store.ts'

/**
 * Where conversations are kept: lists of items that requests read from and add to. They do not belong to responses: a response's end adds to
 * one (`ResponseLog.finish`), deleting either leaves the other. Every method may be called at the same time as any other; what is added
 * together is seen together.
 */
export interface ConversationStore {
  create(conversation: Conversation, items: readonly StoredItem[]): Promise<void>
  /** `null` for what was never kept, was deleted, or had to make room. */
  get(conversationId: string): Promise<Conversation | null>
  /** Replaces the metadata as a whole. @returns the conversation as it is now; `null` when there is none */
  setMetadata(conversationId: string, metadata: Metadata): Promise<Conversation | null>
  /** False when there was none. Its items can still be found by their ids: they are not deleted with it. */
  delete(conversationId: string): Promise<boolean>
  /** Adds items at the end, all or none. @returns false when there is no such conversation */
  append(conversationId: string, items: readonly StoredItem[]): Promise<boolean>
  /** All items, oldest first. */
  items(conversationId: string): Promise<readonly StoredItem[] | null>
  page(conversationId: string, query: ItemPageQuery): Promise<ItemPage | null>
  item(conversationId: string, itemId: string): Promise<StoredItem | null>
  /** False when there was nothing to delete. */
  deleteItem(conversationId: string, itemId: string): Promise<boolean>
}

export interface ItemPageQuery {
  limit: number
  /** `asc`: oldest first. */
  order: 'asc' | 'desc'
  /** Id of the last item of the page before. */
  after?: string | undefined
}

export interface ItemPage {
  items: readonly StoredItem[]
  hasMore: boolean
  /** False when `after` names no item of the list; the page is empty then. */
  knowsAfter: boolean
}

/** What a finished response adds to its conversation: what it was asked and what it answered; nothing when it failed. */
export function itemsToAdd({ response, input }: StoredResponse): readonly StoredItem[] {
  const isWhole = response.status === 'completed' || response.status === 'incomplete'
  return isWhole && response.conversation ? [...input, ...(response.output as StoredItem[])] : []
}

/** A page of items that are all there. */
export function pageOf(items: readonly StoredItem[], { limit, order, after }: ItemPageQuery): ItemPage {
  const ordered = order === 'asc' ? items : items.toReversed()
  const start = after === undefined ? 0 : ordered.findLastIndex((item) => item.id === after) + 1
  if (after !== undefined && start === 0) return { items: [], hasMore: false, knowsAfter: false }
  return { items: ordered.slice(start, start + limit), hasMore: start + limit < ordered.length, knowsAfter: true }
}
