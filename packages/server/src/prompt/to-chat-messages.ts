import type { InputItem } from '@goldwire/schemas'

import type { ChatMessage, SystemMessage, UserMessage, UserPart } from './chat-message.ts'
import { type ContentPart, contentText } from './content-text.ts'
import { createMessageList, type MessageList } from './message-list.ts'
import { qualifiedName } from './qualified-name.ts'
import { refuseItem } from './refuse-item.ts'
import { spacedJson } from './spaced-json.ts'
import { tellRefusal } from './tell-refusal.ts'
import { toToolExchange } from './to-tool-exchange.ts'

export interface Conversation {
  /** The whole conversation in order, references resolved. */
  items: readonly InputItem[]
  instructions: string | null
  /** Added to the end of the leading system message, where there is something to say: how long the answer is to be, its format. */
  closing?: readonly (string | null)[]
  /** What a user wrote, for a model that takes more than text; text alone unless given. */
  userContent?: UserContent
}

export type UserContent = (content: string | readonly ContentPart[], param: string) => UserMessage['content']

/**
 * Turns a conversation into the messages a chat template takes.
 *
 * - `instructions` and the system and developer messages that open the conversation become one system message, because many templates
 *   allow only one and only there; `developer` is `system` everywhere, since templates rarely know the word.
 * - Reasoning, text and calls that follow each other become one assistant message, which is what the model generated.
 * - Hosted calls in the history (shell, web search, MCP …) are told as a tool call with its result; lists and approvals say nothing, a refusal
 *   is told as the result of the call.
 *
 * @throws ApiError 400 naming `input[i]…` for what a model that reads text cannot be told (images, files, opaque items)
 */
export function toChatMessages({ items, instructions, closing = [], userContent = contentText }: Conversation): ChatMessage[] {
  const list = createMessageList()
  items.forEach((item, index) => {
    if (item.type === 'mcp_approval_response') tellRefusal(list, item, items)
    else addItem(list, item, { param: `input[${index}]`, userContent })
  })
  return withLeadingSystemMessage(list.messages, instructions, closing)
}

function addItem(list: MessageList, item: InputItem, place: { param: string; userContent: UserContent }): void {
  const { param, userContent } = place
  if (item.type == null || item.type === 'message') {
    if ('role' in item) addMessage(list, item, place)
    else refuseItem('item_reference', param, `No item with id '${item.id}' was found. Items are found only when they were stored.`)
  } else if (item.type === 'reasoning') {
    // A summary or an encrypted text is not what the model thought: only raw reasoning may go back into its mouth.
    if (item.content?.length) list.addReasoning(contentText(item.content, `${param}.content`))
  } else if (item.type === 'function_call') {
    list.addCall({ id: item.call_id, name: qualifiedName(item), arguments: item.arguments })
  } else if (item.type === 'custom_tool_call') {
    list.addCall({ id: item.call_id, name: qualifiedName(item), arguments: spacedJson({ input: item.input }) })
  } else if (item.type === 'function_call_output' || item.type === 'custom_tool_call_output') {
    list.addOutput({ id: item.call_id ?? null, ...toOutput(userContent(item.output, `${param}.output`)), param })
  } else {
    toToolExchange(list, item, param)
  }
}

/** Results are text in every template: images are shown beside it. */
function toOutput(content: UserMessage['content']): { content: string; shown: UserPart[] } {
  if (typeof content === 'string') return { content, shown: [] }
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
  const shown = content.filter((part) => part.type !== 'text')
  return { content: text === '' ? 'The result is shown in the next message.' : text, shown }
}

type AnyMessage = Extract<InputItem, { role: 'user' | 'assistant' | 'system' | 'developer'; content: unknown }>

function addMessage(
  list: MessageList,
  { role, content }: AnyMessage,
  { param, userContent }: { param: string; userContent: UserContent },
): void {
  if (role === 'user') {
    list.add({ role: 'user', content: userContent(content, `${param}.content`) })
    return
  }
  const text = contentText(content, `${param}.content`)
  if (role === 'assistant') list.addAssistantText(text)
  else list.add({ role: 'system', content: text })
}

function withLeadingSystemMessage(
  messages: readonly ChatMessage[],
  instructions: string | null,
  closing: readonly (string | null)[],
): ChatMessage[] {
  const firstOther = messages.findIndex((message) => message.role !== 'system')
  const split = firstOther === -1 ? messages.length : firstOther
  const leading = messages.slice(0, split) as SystemMessage[]
  const lines = [instructions, ...leading.map((message) => message.content), ...closing].filter((line) => line != null && line !== '')
  const rest = messages.slice(split)
  return lines.length === 0 ? rest : [{ role: 'system', content: lines.join('\n') }, ...rest]
}
