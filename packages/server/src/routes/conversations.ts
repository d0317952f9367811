import {
  type Conversation,
  conversationItemSchema,
  createConversationBodySchema,
  createConversationItemsBodySchema,
  includeQuerySchema,
  type InputItem,
  parameterPath,
  updateConversationBodySchema,
} from '@goldwire/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'

import type { AppContext } from '../app-context.ts'
import { ApiError } from '../run/api-error.ts'
import { checkIds } from '../run/check-items.ts'
import { completeItem } from '../run/complete-item.ts'
import { conversationNotFound } from '../run/conversation-locks.ts'
import { createId } from '../run/ids.ts'
import { rewordParam } from '../run/rebase-param.ts'
import { resolveItems, withOwnIds } from '../run/resolve-items.ts'
import { showItem } from '../run/show-item.ts'
import type { StoredItem } from '../store/store.ts'
import { readListQuery, toItemList } from './list-items.ts'
import { parseBody, parseQueryOf } from './parse.ts'
import { addRoutes } from './route-set.ts'

/** The eight calls of /v1/conversations. */
export function addConversationRoutes(app: FastifyInstance, context: AppContext): void {
  const { now } = context
  const { conversations } = context.store

  addRoutes(app, '/v1/conversations', {
    POST: async (request) => {
      const { metadata, items } = parseBody(request, createConversationBodySchema)
      const stored = await toStoredItems(items ?? [], [], context)
      const conversation: Conversation = {
        id: createId('conv', context),
        object: 'conversation',
        created_at: Math.floor(now() / 1000),
        metadata: metadata ?? {},
      }
      await conversations.create(conversation, stored)
      return conversation
    },
  })

  addRoutes(app, '/v1/conversations/:conversation_id', {
    GET: async (request) => await find(context, request),
    POST: async (request) => {
      const { metadata } = parseBody(request, updateConversationBodySchema)
      const conversation = await conversations.setMetadata(conversationId(request), metadata ?? {})
      return conversation ?? notFound(request)
    },
    DELETE: async (request) => {
      const id = conversationId(request)
      return (await conversations.delete(id)) ? { id, object: 'conversation.deleted', deleted: true } : notFound(request)
    },
  })

  addRoutes(app, '/v1/conversations/:conversation_id/items', {
    POST: async (request) => {
      const { include = [] } = parseQueryOf(request, includeQuerySchema)
      const { items } = parseBody(request, createConversationItemsBodySchema)
      const earlier = (await conversations.items(conversationId(request))) ?? notFound(request)
      const added = await toStoredItems(items, earlier, context)
      if (!(await conversations.append(conversationId(request), added))) notFound(request)
      return toItemList({ items: added, hasMore: false, knowsAfter: true }, { limit: added.length, order: 'asc' }, (item) =>
        showItem(item, include),
      )
    },
    GET: async (request) => {
      const query = readListQuery(request)
      const page = (await conversations.page(conversationId(request), query)) ?? notFound(request)
      return toItemList(page, query, (item) => showItem(item, query.include))
    },
  })

  addRoutes(app, '/v1/conversations/:conversation_id/items/:item_id', {
    GET: async (request) => {
      const { include = [] } = parseQueryOf(request, includeQuerySchema)
      await find(context, request)
      const item = await conversations.item(conversationId(request), itemId(request))
      return showItem(item ?? itemNotFound(request), include)
    },
    DELETE: async (request) => {
      const conversation = await find(context, request)
      return (await conversations.deleteItem(conversation.id, itemId(request))) ? conversation : itemNotFound(request)
    },
  })
}

/**
 * Items of a request as a conversation keeps them, references resolved, each with an id of its own.
 *
 * @throws ApiError 400 for an id that cannot be, or is there already; 404 for a reference to an unknown item
 */
async function toStoredItems(given: readonly InputItem[], earlier: readonly StoredItem[], context: AppContext): Promise<StoredItem[]> {
  try {
    const makeId = (prefix: string) => createId(prefix, context)
    const items = await resolveItems(given, { store: context.store, createId: makeId })
    checkIds([...earlier, ...items], earlier.length)
    const stored = withOwnIds(items, makeId)
    stored.forEach(checkShown)
    return stored
  } catch (error) {
    throw rewordParam(error, (param) => param.replace(/^input/, 'items'))
  }
}

/** What could not be shown as an item of the API later is not taken; the schemas of input let some of it pass. @throws ApiError 400 */
function checkShown(item: StoredItem, index: number): void {
  const issue = conversationItemSchema.safeParse(completeItem(item)).error?.issues[0]
  if (issue === undefined) return
  const param = parameterPath(['input', index, ...issue.path])
  throw new ApiError({ code: 'invalid_value', param, message: `Invalid value for '${param}' of an item of type '${item.type}'.` })
}

async function find({ store }: AppContext, request: FastifyRequest): Promise<Conversation> {
  return (await store.conversations.get(conversationId(request))) ?? notFound(request)
}

function conversationId(request: FastifyRequest): string {
  return (request.params as { conversation_id: string }).conversation_id
}

function itemId(request: FastifyRequest): string {
  return (request.params as { item_id: string }).item_id
}

function notFound(request: FastifyRequest): never {
  throw conversationNotFound(conversationId(request))
}

function itemNotFound(request: FastifyRequest): never {
  throw new ApiError({ code: null, status: 404, message: `Item with id '${itemId(request).slice(0, 200)}' not found in conversation.` })
}
