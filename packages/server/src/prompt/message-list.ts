import { ApiError } from '../run/api-error.ts'
import type { AssistantMessage, ChatMessage } from './chat-message.ts'

/** Collects chat messages; what one assistant turn produced piece by piece ends up in one message. */
export interface MessageList {
  readonly messages: readonly ChatMessage[]
  add(message: ChatMessage): void
  addAssistantText(text: string): void
  addReasoning(text: string): void
  /** @param call - `alias` is another id by which its output may name it */
  addCall(call: { id: string; name: string; arguments: string; alias?: string | null | undefined }): void
  /** @throws ApiError 400 when `id` belongs to no earlier call */
  addOutput(output: { id: string | null; content: string; param: string }): void
}

export function createMessageList(): MessageList {
  const messages: ChatMessage[] = []
  const callNames = new Map<string, string>()

  /** The assistant message at the end, if `fits` says that more may join it; otherwise a fresh one. */
  function assistant(fits: (last: AssistantMessage) => boolean): AssistantMessage {
    const last = messages.at(-1)
    if (last?.role === 'assistant' && fits(last)) return last
    const fresh: AssistantMessage = { role: 'assistant', content: null }
    messages.push(fresh)
    return fresh
  }

  return {
    messages,
    add: (message) => void messages.push(message),
    addAssistantText(text) {
      assistant((last) => last.content === null && last.tool_calls === undefined).content = text
    },
    addReasoning(text) {
      // Reasoning opens a turn: it never joins a message that already says something.
      const message = assistant((last) => last.content === null && last.tool_calls === undefined)
      message.reasoning_content = message.reasoning_content === undefined ? text : `${message.reasoning_content}\n${text}`
    },
    addCall({ id, name, arguments: text, alias }) {
      const message = assistant(() => true)
      callNames.set(id, name)
      if (alias != null) callNames.set(alias, name)
      message.tool_calls = [...(message.tool_calls ?? []), { id, type: 'function', function: { name, arguments: text } }]
    },
    addOutput({ id, content, param }) {
      if (id === null) {
        messages.push({ role: 'tool', tool_call_id: '', content })
        return
      }
      const name = callNames.get(id)
      if (name === undefined) {
        throw new ApiError({ code: null, param: 'input', message: `No tool call found for the output at '${param}' with call_id ${id}.` })
      }
      messages.push({ role: 'tool', tool_call_id: id, name, content })
    },
  }
}
