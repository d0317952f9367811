import { ApiError } from '../run/api-error.ts'
import type { AssistantMessage, ChatMessage, UserPart } from './chat-message.ts'

/** Collects chat messages; what one assistant turn produced piece by piece ends up in one message. */
export interface MessageList {
  readonly messages: readonly ChatMessage[]
  add(message: ChatMessage): void
  addAssistantText(text: string): void
  addReasoning(text: string): void
  /** @param call - `alias` is another id by which its output may name it */
  addCall(call: { id: string; name: string; arguments: string; alias?: string | null | undefined }): void
  /**
   * @param output - `shown` are images of the result; they become a message of the user after all results that stand together
   * @throws ApiError 400 when `id` belongs to no earlier call
   */
  addOutput(output: { id: string | null; content: string; shown?: readonly UserPart[]; param: string }): void
}

export function createMessageList(): MessageList {
  const messages: ChatMessage[] = []
  let waiting: UserPart[] = []
  const callNames = new Map<string, string>()

  const show = (): void => {
    if (waiting.length > 0) messages.push({ role: 'user', content: waiting })
    waiting = []
  }

  /** The assistant message at the end, if `fits` says that more may join it; otherwise a fresh one. */
  function assistant(fits: (last: AssistantMessage) => boolean): AssistantMessage {
    const last = messages.at(-1)
    if (last?.role === 'assistant' && fits(last)) return last
    show()
    const fresh: AssistantMessage = { role: 'assistant', content: null }
    messages.push(fresh)
    return fresh
  }

  return {
    get messages() {
      show()
      return messages
    },
    add(message) {
      show()
      messages.push(message)
    },
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
    addOutput({ id, content, shown = [], param }) {
      if (shown.length > 0) waiting.push({ type: 'text', text: `The result of the tool call ${id ?? ''}:` }, ...shown)
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
