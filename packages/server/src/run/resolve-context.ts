import type { CreateResponseBody, InputItem } from '@goldwire/schemas'

import { hasEnded, type Store, type StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { checkItems } from './check-items.ts'
import { conversationIdOf, conversationNotFound } from './conversation-locks.ts'
import { toStoredItem } from './to-stored-item.ts'

export interface ResolvedContext {
  /** The whole conversation: every earlier turn's input and output, then this request's items. References are resolved. */
  items: StoredItem[]
  /** How many of `items` come from earlier turns. */
  earlierCount: number
  /** This request's items, each with an id; what the store keeps and `input_items` lists. */
  input: StoredItem[]
}

export interface ResolveContextOptions {
  store: Store
  /** An id with this prefix that was never used before. */
  createId: (prefix: string) => string
}

/**
 * Finds the conversation a request continues: what `previous_response_id` or `conversation` stands for (calls and reasoning included;
 * instructions are not inherited), and what each `item_reference` stands for.
 *
 * @throws ApiError 400 `previous_response_not_found`; 404 for an unknown conversation and a reference to an unknown item; 400 for calls and outputs that do not match up
 */
export async function resolveContext(body: CreateResponseBody, { store, createId }: ResolveContextOptions): Promise<ResolvedContext> {
  const conversationId = conversationIdOf(body)
  const earlier =
    conversationId === null ? await earlierItems(body.previous_response_id ?? null, store) : await conversationItems(conversationId, store)
  const given = typeof body.input === 'string' ? [{ role: 'user', content: body.input } as const] : (body.input ?? [])
  const input: StoredItem[] = []
  for (const item of given) {
    input.push(isReference(item) ? await findItem(item.id, store) : toStoredItem(item, createId))
  }
  const items = [...earlier, ...input]
  checkItems(items, earlier.length)
  if (conversationId === null) return { items, earlierCount: earlier.length, input }
  const own = withOwnIds(input, createId)
  return { items: [...earlier, ...own], earlierCount: earlier.length, input: own }
}

async function earlierItems(previousResponseId: string | null, store: Store): Promise<StoredItem[]> {
  const turns: StoredItem[][] = []
  for (let id = previousResponseId; id !== null;) {
    const record = await store.get(id)
    if (record === null) {
      const message = `Previous response with id '${id}' not found.`
      throw new ApiError({ code: 'previous_response_not_found', param: 'previous_response_id', message })
    }
    if (!hasEnded(record.response)) {
      const message = `Previous response with id '${id}' is still in progress. Wait until it has ended, or cancel it.`
      throw new ApiError({ code: null, param: 'previous_response_id', message })
    }
    const turn = [...record.input, ...(record.response.output as StoredItem[])]
    turns.unshift(turn)
    id = record.response.previous_response_id ?? null
    if (record.response.conversation) turns.unshift(await itemsBefore(turn, record.response.conversation.id, store))
  }
  return turns.flat()
}

async function conversationItems(id: string, store: Store): Promise<readonly StoredItem[]> {
  const items = await store.conversations.items(id)
  if (items === null) throw conversationNotFound(id)
  return items
}

/** What a conversation held before a turn of it; all of it where the turn was not added, nothing once it is deleted. */
async function itemsBefore(turn: readonly StoredItem[], conversationId: string, store: Store): Promise<StoredItem[]> {
  const items = (await store.conversations.items(conversationId)) ?? []
  const ids = new Set(turn.map(({ id }) => id))
  const start = items.findIndex(({ id }) => ids.has(id))
  return start === -1 ? [...items] : items.slice(0, start)
}

/** Items of a conversation are asked for by their ids: messages that share one get their own. */
export function withOwnIds(items: readonly StoredItem[], createId: (prefix: string) => string): StoredItem[] {
  const seen = new Set<string>()
  return items.map((item) => {
    const isRepeated = seen.has(item.id) && item.type === 'message'
    seen.add(item.id)
    return isRepeated ? ({ ...item, id: createId('msg') } as StoredItem) : item
  })
}

export async function findItem(id: string, store: Store): Promise<StoredItem> {
  const item = await store.findItem(id)
  if (item !== null) return item
  const message =
    `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. ` +
    'Try again with `store` set to true, or remove this item from your input.'
  throw new ApiError({ code: null, status: 404, param: 'input', message })
}

export function isReference(item: InputItem): item is Extract<InputItem, { type?: 'item_reference' | null }> & { id: string } {
  return item.type === 'item_reference' || (!('role' in item) && (item.type === undefined || item.type === null))
}
