import type { z } from 'zod'

import { conversationItemListSchema } from '../conversations/conversation-item-list.ts'
import { conversationSchema } from '../conversations/conversation.ts'
import { createConversationItemsBodySchema } from '../conversations/create-conversation-items.ts'
import { createConversationBodySchema } from '../conversations/create-conversation.ts'
import { deletedConversationSchema } from '../conversations/deleted-conversation.ts'
import { updateConversationBodySchema } from '../conversations/update-conversation.ts'
import { apiErrorBodySchema, apiErrorObjectSchema } from '../errors/api-error-body.ts'
import { eventSchemas, streamEventSchema } from '../events/stream-event.ts'
import { annotationSchema } from '../items/annotation.ts'
import { conversationItemSchema, storedMessageSchema } from '../items/conversation-item.ts'
import {
  messagePartSchema,
  outputTextPartSchema,
  reasoningTextPartSchema,
  refusalPartSchema,
  summaryTextPartSchema,
} from '../items/content-part.ts'
import { inputItemSchema, typedInputItemSchema } from '../items/input-item.ts'
import { inputPartSchema } from '../items/input-content-part.ts'
import { logProbSchema } from '../items/logprob.ts'
import { outputItemSchema, outputItemSchemas } from '../items/output-item.ts'
import { compactResponseBodySchema } from '../request/compact-response.ts'
import { countInputTokensBodySchema } from '../request/count-input-tokens.ts'
import { createResponseBodySchema } from '../request/create-response.ts'
import { includeSchema } from '../request/include.ts'
import { reasoningConfigSchema } from '../request/reasoning-config.ts'
import { textConfigSchema } from '../request/text-config.ts'
import { textFormatSchema } from '../request/text-format.ts'
import { compactedResponseSchema } from '../response/compacted-response.ts'
import { deletedResponseSchema } from '../response/deleted-response.ts'
import { inputTokenCountSchema } from '../response/input-token-count.ts'
import { responseErrorSchema } from '../response/response-error.ts'
import { responseSchema } from '../response/response.ts'
import { usageSchema } from '../response/usage.ts'
import { echoedToolSchema } from '../tools/echoed-tool.ts'
import { compoundFilterSchema } from '../tools/search-filter.ts'
import { toolChoiceSchema } from '../tools/tool-choice.ts'
import { toolSchema } from '../tools/tool.ts'
import { clientMessageSchema } from '../websocket/client-message.ts'
import { createMessageSchema } from '../websocket/create-message.ts'
import { serverMessageSchema } from '../websocket/server-message.ts'
import { steerAcceptedEventSchema, steerFailedEventSchema, steerPendingEventSchema } from '../websocket/steer-event.ts'
import { steerMessageSchema } from '../websocket/steer-message.ts'
import { websocketErrorSchema } from '../websocket/websocket-error.ts'

const named: Record<string, z.ZodType> = {
  Annotation: annotationSchema,
  ApiErrorBody: apiErrorBodySchema,
  ApiErrorObject: apiErrorObjectSchema,
  ClientMessage: clientMessageSchema,
  CompactResponseBody: compactResponseBodySchema,
  CompactedResponse: compactedResponseSchema,
  CompoundFilter: compoundFilterSchema,
  Conversation: conversationSchema,
  ConversationItem: conversationItemSchema,
  ConversationItemList: conversationItemListSchema,
  CountInputTokensBody: countInputTokensBodySchema,
  CreateConversationBody: createConversationBodySchema,
  CreateConversationItemsBody: createConversationItemsBodySchema,
  CreateMessage: createMessageSchema,
  CreateResponseBody: createResponseBodySchema,
  DeletedConversation: deletedConversationSchema,
  DeletedResponse: deletedResponseSchema,
  EchoedTool: echoedToolSchema,
  Include: includeSchema,
  InputItem: inputItemSchema,
  InputPart: inputPartSchema,
  InputTokenCount: inputTokenCountSchema,
  LogProb: logProbSchema,
  MessagePart: messagePartSchema,
  OutputItem: outputItemSchema,
  OutputTextPart: outputTextPartSchema,
  ReasoningConfig: reasoningConfigSchema,
  ReasoningTextPart: reasoningTextPartSchema,
  RefusalPart: refusalPartSchema,
  Response: responseSchema,
  ResponseError: responseErrorSchema,
  ServerMessage: serverMessageSchema,
  SteerAcceptedEvent: steerAcceptedEventSchema,
  SteerFailedEvent: steerFailedEventSchema,
  SteerMessage: steerMessageSchema,
  SteerPendingEvent: steerPendingEventSchema,
  StoredMessage: storedMessageSchema,
  StreamEvent: streamEventSchema,
  SummaryTextPart: summaryTextPartSchema,
  TextConfig: textConfigSchema,
  TextFormat: textFormatSchema,
  Tool: toolSchema,
  ToolChoice: toolChoiceSchema,
  UpdateConversationBody: updateConversationBodySchema,
  Usage: usageSchema,
  WebsocketError: websocketErrorSchema,
}

const lifecycle = /^response\.(created|queued|in_progress|completed|incomplete|failed)$/

/** `response.output_text.delta` -> `OutputTextDeltaEvent`; the six of the response itself keep its name: `ResponseCreatedEvent`. */
function eventName(type: string): string {
  return `${pascalCase(lifecycle.test(type) ? type : type.replace(/^response\./, ''))}Event`
}

function pascalCase(name: string): string {
  return name
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

/** The first of the types a schema takes; what tells the members of a union apart. */
function typeOf(schema: z.ZodType): string {
  const { shape } = schema as unknown as { shape: { type: { values?: Set<string>; options?: string[]; value?: string } } }
  return shape.type.options?.[0] ?? shape.type.value ?? ''
}

/** Every schema that gets a name of its own in the OpenAPI document, under that name. */
export function componentSchemas(): ReadonlyMap<string, z.ZodType> {
  const components = new Map(Object.entries(named))
  for (const [type, schema] of Object.entries(eventSchemas)) components.set(eventName(type), schema)
  for (const [type, schema] of Object.entries(outputItemSchemas)) components.set(pascalCase(type), schema)
  for (const schema of toolSchema.options) components.set(toolName(typeOf(schema)), schema)
  for (const schema of typedInputItemSchema.options) {
    if ('shape' in schema) components.set(`Input${pascalCase(typeOf(schema))}`, schema)
    else components.set('InputMessage', schema)
  }
  return components
}

/** `function` -> `FunctionTool`. */
function toolName(type: string): string {
  return `${pascalCase(type)}Tool`
}
