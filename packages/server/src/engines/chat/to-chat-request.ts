import type { ChatMessage } from '../../prompt/chat-message.ts'
import { offerTools, type ToolOffer } from '../../prompt/offer-tools.ts'
import { toChatMessages } from '../../prompt/to-chat-messages.ts'
import { verbosityInstruction } from '../../prompt/verbosity-instruction.ts'
import type { EngineRequest } from '../engine.ts'
import type { ChatDialect } from './chat-options.ts'
import { createForcedInput, type ForcedInput } from './forced-input.ts'
import type { JsonObject } from './json.ts'
import { createToolNames, type ToolNames } from './tool-names.ts'
import { userContent } from './user-content.ts'

export interface ChatRequest {
  /** The body for `POST /chat/completions`. */
  body: JsonObject & { messages: readonly object[] }
  offer: ToolOffer
  names: ToolNames
  forced: ForcedInput | null
}

/**
 * What a Chat Completions server is asked. Only fields that every such server knows are always there; the others only where the request makes use
 * of them, since some servers refuse fields they do not know.
 *
 * - Of `tool_choice`, only the words are sent: a choice of tools is told by offering no others, which all servers understand.
 * - Custom tools, shells and patches are functions there; `engines/answer/calls` turns the calls back.
 *
 * @throws ApiError 400 for what Chat Completions cannot say
 */
export function toChatRequest(request: EngineRequest, dialect: ChatDialect): ChatRequest {
  const offer = offerTools(request.tools, request.toolChoice)
  const names = createToolNames(offer.tools)
  const callable = offer.callable.map((tool) => ({ ...tool, wireName: names.toWire(tool.promptName) }))
  const forced = createForcedInput(offer, dialect.grammar, callable[0]?.wireName ?? '')
  const tools = forced === null ? callable : []
  const body = {
    model: request.model,
    messages: toMessages(request, dialect, names),
    stream: true,
    ...(dialect.streamUsage && { stream_options: { include_usage: true } }),
    ...samplingFields(request, dialect),
    ...(request.maxOutputTokens !== null && { [dialect.maxTokens]: request.maxOutputTokens }),
    ...(tools.length > 0 && {
      tools: tools.map(({ wireName, description, parameters, strict }) => ({
        type: 'function',
        function: { name: wireName, ...(description !== null && { description }), parameters, ...(strict && { strict }) },
      })),
      ...(offer.required && { tool_choice: 'required' }),
      ...(!request.parallelToolCalls && { parallel_tool_calls: false }),
    }),
    ...(forced === null ? formatFields(request.textFormat) : forced.fields),
    ...effortFields(request.askedEffort ?? null, dialect.effort),
    ...verbosityFields(request, dialect),
    ...(request.topLogprobs !== null && {
      logprobs: true,
      ...(request.topLogprobs > 0 && { top_logprobs: request.topLogprobs }),
    }),
    ...(request.seed !== null && { seed: request.seed }),
  }
  return { body, offer, names, forced }
}

function samplingFields({ temperature, topP, frequencyPenalty, presencePenalty }: EngineRequest, { sampling }: ChatDialect): JsonObject {
  const all = sampling === 'all'
  return {
    ...((all || temperature !== 1) && { temperature }),
    ...((all || topP !== 1) && { top_p: topP }),
    ...(frequencyPenalty !== 0 && { frequency_penalty: frequencyPenalty }),
    ...(presencePenalty !== 0 && { presence_penalty: presencePenalty }),
  }
}

function formatFields(format: EngineRequest['textFormat']): JsonObject {
  if (format.type === 'text') return {}
  if (format.type === 'json_object') return { response_format: { type: 'json_object' } }
  const { type, ...schema } = format
  return { response_format: { type, json_schema: schema } }
}

function effortFields(asked: EngineRequest['reasoningEffort'] | null, how: ChatDialect['effort']): JsonObject {
  if (asked === null || how === 'off') return {}
  if (how === 'reasoning_effort') return { reasoning_effort: asked }
  if (how === 'reasoning') return { reasoning: asked === 'none' ? { enabled: false } : { effort: asked } }
  return { chat_template_kwargs: { enable_thinking: asked !== 'none' } }
}

function verbosityFields({ verbosity = 'medium' }: EngineRequest, dialect: ChatDialect): JsonObject {
  return dialect.verbosity === 'field' && verbosity !== 'medium' ? { verbosity } : {}
}

function toMessages(request: EngineRequest, dialect: ChatDialect, names: ToolNames): object[] {
  const { items, instructions, verbosity } = request
  const { images, systemRole, sendReasoning } = dialect
  const closing = dialect.verbosity === 'prompt' ? [verbosityInstruction(verbosity)] : []
  const messages = toChatMessages({ items, instructions, closing, ...(images && { userContent }) })
  const lastUser = messages.findLastIndex(({ role }) => role === 'user')
  return messages.flatMap((message, index): object[] => {
    if (message.role === 'system') return [{ ...message, role: systemRole }]
    if (message.role === 'tool') return [{ role: 'tool', tool_call_id: message.tool_call_id, content: message.content }]
    if (message.role === 'user') return [message]
    const keepsThoughts = sendReasoning === 'all' || (sendReasoning === 'turn' && index > lastUser)
    return toAssistant(message, keepsThoughts, names)
  })
}

/** An assistant who only thought, and whose thoughts are not told, said nothing. */
function toAssistant(message: ChatMessage & { role: 'assistant' }, keepsThoughts: boolean, names: ToolNames): object[] {
  const { reasoning_content: thoughts, tool_calls: calls, content } = message
  const told = keepsThoughts && thoughts !== undefined
  if (content === null && calls === undefined && !told) return []
  return [
    {
      role: 'assistant',
      content: content ?? (calls === undefined ? '' : null),
      ...(told && { reasoning_content: thoughts }),
      ...(calls !== undefined && {
        tool_calls: calls.map((call) => ({
          ...call,
          function: { name: names.toWire(call.function.name), arguments: call.function.arguments || '{}' },
        })),
      }),
    },
  ]
}
