import type { z } from 'zod'

import { includeQuerySchema } from '../request/include-query.ts'
import { listItemsQuerySchema } from '../request/list-items-query.ts'
import { retrieveResponseQuerySchema } from '../request/retrieve-response-query.ts'

/** One call of the API, as data. `body` and `answer` name components. */
export interface Endpoint {
  method: 'get' | 'post' | 'delete'
  path: string
  operationId: string
  summary: string
  description?: string
  body?: string
  /** The body may be left out. */
  bodyIsOptional?: boolean
  query?: z.ZodObject
  answer: string
  /** The answer may be a stream of events instead. */
  streams?: boolean
}

/** The 15 calls of the API: 7 of responses, 8 of conversations. */
export const endpoints: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/v1/responses',
    operationId: 'createResponse',
    summary: 'Create a response',
    description:
      'With `stream: true` the answer is a stream of events; an error before the first event is still a JSON body. With `background: true` the answer comes at once, with the status `queued`. The same path takes WebSocket connections: see the description of this document.',
    body: 'CreateResponseBody',
    answer: 'Response',
    streams: true,
  },
  {
    method: 'get',
    path: '/v1/responses/{response_id}',
    operationId: 'retrieveResponse',
    summary: 'Retrieve a response, or resume its stream',
    description:
      'With `stream: true` the events of a stored response once more, from the start or after the event `starting_after`; of one that still runs, the coming ones too. OpenAI does so only for responses with `background: true`.',
    query: retrieveResponseQuerySchema,
    answer: 'Response',
    streams: true,
  },
  {
    method: 'delete',
    path: '/v1/responses/{response_id}',
    operationId: 'deleteResponse',
    summary: 'Delete a response',
    answer: 'DeletedResponse',
  },
  {
    method: 'post',
    path: '/v1/responses/{response_id}/cancel',
    operationId: 'cancelResponse',
    summary: 'Cancel a background response',
    description: 'Cancelling twice is the same as once. No event tells of it: the stream ends.',
    answer: 'Response',
  },
  {
    method: 'get',
    path: '/v1/responses/{response_id}/input_items',
    operationId: 'listInputItems',
    summary: 'List what a response was made from',
    query: listItemsQuerySchema,
    answer: 'ConversationItemList',
  },
  {
    method: 'post',
    path: '/v1/responses/input_tokens',
    operationId: 'countInputTokens',
    summary: 'Count the tokens of an input',
    body: 'CountInputTokensBody',
    bodyIsOptional: true,
    answer: 'InputTokenCount',
  },
  {
    method: 'post',
    path: '/v1/responses/compact',
    operationId: 'compactResponse',
    summary: 'Compact a conversation',
    body: 'CompactResponseBody',
    answer: 'CompactedResponse',
  },
  {
    method: 'post',
    path: '/v1/conversations',
    operationId: 'createConversation',
    summary: 'Create a conversation',
    body: 'CreateConversationBody',
    bodyIsOptional: true,
    answer: 'Conversation',
  },
  {
    method: 'get',
    path: '/v1/conversations/{conversation_id}',
    operationId: 'retrieveConversation',
    summary: 'Retrieve a conversation',
    answer: 'Conversation',
  },
  {
    method: 'post',
    path: '/v1/conversations/{conversation_id}',
    operationId: 'updateConversation',
    summary: "Change a conversation's metadata",
    body: 'UpdateConversationBody',
    answer: 'Conversation',
  },
  {
    method: 'delete',
    path: '/v1/conversations/{conversation_id}',
    operationId: 'deleteConversation',
    summary: 'Delete a conversation',
    description: 'Its items are not deleted.',
    answer: 'DeletedConversation',
  },
  {
    method: 'post',
    path: '/v1/conversations/{conversation_id}/items',
    operationId: 'createConversationItems',
    summary: 'Add items to a conversation',
    query: includeQuerySchema,
    body: 'CreateConversationItemsBody',
    answer: 'ConversationItemList',
  },
  {
    method: 'get',
    path: '/v1/conversations/{conversation_id}/items',
    operationId: 'listConversationItems',
    summary: 'List the items of a conversation',
    query: listItemsQuerySchema,
    answer: 'ConversationItemList',
  },
  {
    method: 'get',
    path: '/v1/conversations/{conversation_id}/items/{item_id}',
    operationId: 'retrieveConversationItem',
    summary: 'Retrieve an item of a conversation',
    query: includeQuerySchema,
    answer: 'ConversationItem',
  },
  {
    method: 'delete',
    path: '/v1/conversations/{conversation_id}/items/{item_id}',
    operationId: 'deleteConversationItem',
    summary: 'Delete an item of a conversation',
    description: 'The answer is the conversation.',
    answer: 'Conversation',
  },
]
