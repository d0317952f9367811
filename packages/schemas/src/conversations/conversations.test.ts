import { expect, test } from 'vitest'

import { parseRequest } from '../errors/parse-request.ts'
import { conversationItemListSchema } from './conversation-item-list.ts'
import { conversationSchema } from './conversation.ts'
import { createConversationItemsBodySchema } from './create-conversation-items.ts'
import { createConversationBodySchema } from './create-conversation.ts'
import { deletedConversationSchema } from './deleted-conversation.ts'
import { updateConversationBodySchema } from './update-conversation.ts'

const items = (count: number): unknown[] => Array.from({ length: count }, () => ({ role: 'user', content: 'x' }))

test('a conversation, its items and its end are as documented', () => {
  expect(conversationSchema.safeParse({ id: 'conv_1', object: 'conversation', metadata: {}, created_at: 1 }).success).toBe(true)
  expect(deletedConversationSchema.safeParse({ id: 'conv_1', object: 'conversation.deleted', deleted: true }).success).toBe(true)
  const message = { id: 'msg_1', type: 'message', status: 'completed', content: [{ type: 'input_text', text: 'x' }], role: 'user' }
  const page = { object: 'list', data: [message], first_id: 'msg_1', has_more: false, last_id: 'msg_1' }
  expect(conversationItemListSchema.safeParse(page).success).toBe(true)
})

test('a conversation may begin empty, or with up to 20 items', () => {
  expect(parseRequest(createConversationBodySchema, {}).ok).toBe(true)
  expect(parseRequest(createConversationBodySchema, { metadata: null, items: items(20) }).ok).toBe(true)
  expect(parseRequest(createConversationBodySchema, { items: items(21) })).toMatchObject({
    error: { param: 'items', code: 'array_above_max_length' },
  })
})

test('adding needs items, changing needs metadata', () => {
  expect(parseRequest(createConversationItemsBodySchema, {})).toMatchObject({
    error: { param: 'items', code: 'missing_required_parameter' },
  })
  expect(parseRequest(createConversationItemsBodySchema, { items: items(21) })).toMatchObject({ error: { code: 'array_above_max_length' } })
  expect(parseRequest(updateConversationBodySchema, {})).toMatchObject({ error: { param: 'metadata', code: 'missing_required_parameter' } })
  expect(parseRequest(updateConversationBodySchema, { metadata: { a: 'b' } }).ok).toBe(true)
})
