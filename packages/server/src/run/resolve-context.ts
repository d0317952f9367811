import type { CreateResponseBody } from '@goldwire/schemas'

import { hasEnded, type Store, type StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { checkItems } from './check-items.ts'
import { conversationIdOf, conversationNotFound } from './conversation-locks.ts'
import { type ResolveItemsOptions, resolveItems, withOwnIds } from './resolve-items.ts'

export interface ResolvedContext {
  /** The whole conversation: every earlier turn's input and output, then this request's items. References are resolved. */
  items: StoredItem[]
  /** How many of `items` come from earlier turns. */
  earlierCount: number
  /** This request's items, each with an id; what the store keeps and `input_items` lists. */
  input: StoredItem[]
}

/**
 * Finds the conversation a request continues: what `previous_response_id` or `conversation` stands for (calls and reasoning included;
 * instructions are not inherited), and what each `item_reference` stands for.
 *
 * @throws ApiError 400 `previous_response_not_found`; 404 for an unknown conversation and a reference to an unknown item; 400 for calls and outputs that do not match up
 */
export async function resolveContext(body: CreateResponseBody, { store, createId }: ResolveItemsOptions): Promise<ResolvedContext> {
  const conversationId = conversationIdOf(body)
  const earlier =
    conversationId === null ? await earlierItems(body.previous_response_id ?? null, store) : await conversationItems(conversationId, store)
  const given = typeof body.input === 'string' ? [{ role: 'user', content: body.input } as const] : (body.input ?? [])
  const resolved = await resolveItems(given, { store, createId })
  checkItems([...earlier, ...resolved], earlier.length)
  const input = conversationId === null ? resolved : withOwnIds(resolved, createId)
  return { items: [...earlier, ...input], earlierCount: earlier.length, input }
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
