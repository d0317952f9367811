import type { InputItem } from '@goldwire/schemas'

import { mcpOutputText } from './mcp-content-text.ts'
import { mcpFunctionName } from './mcp-function-name.ts'
import type { MessageList } from './message-list.ts'
import { refuseItem } from './refuse-item.ts'

/** The kinds `toChatMessages` handles itself. */
type SpokenType = 'message' | 'reasoning' | 'function_call' | 'custom_tool_call' | 'function_call_output' | 'custom_tool_call_output'
export type HostedItem = Exclude<InputItem, { type?: SpokenType | null }>

/**
 * Tells a hosted or client-side tool item of the history as tool call and tool result, so that a model that knows only functions still
 * knows what happened. A call that carries its own result (web search, MCP, code interpreter) becomes both messages.
 *
 * @throws ApiError 400 for items whose meaning is an image, or is encrypted, or must be resolved before the engine
 */
export function toToolExchange(list: MessageList, item: HostedItem, param: string): void {
  const call = (id: string, name: string, args: unknown) =>
    list.addCall({ id, name, arguments: typeof args === 'string' ? args : JSON.stringify(args) })
  const output = (id: string | null, content: unknown) =>
    list.addOutput({ id, param, content: typeof content === 'string' ? content : JSON.stringify(content) })

  // A call that carries its own result needs an id only to join the two messages.
  const ownId = item.id ?? param

  switch (item.type) {
    case 'shell_call':
      call(item.call_id, 'shell', item.action)
      return
    case 'shell_call_output':
      output(item.call_id, item.output)
      return
    case 'local_shell_call':
      list.addCall({ id: item.call_id, alias: item.id, name: 'local_shell', arguments: JSON.stringify(item.action) })
      return
    case 'local_shell_call_output':
      output(item.call_id ?? item.id ?? null, item.output)
      return
    case 'apply_patch_call':
      call(item.call_id, 'apply_patch', item.operation)
      return
    case 'apply_patch_call_output':
      output(item.call_id, item.output ?? item.status)
      return
    case 'web_search_call':
      call(ownId, 'web_search', item.action ?? {})
      output(ownId, item.status)
      return
    case 'file_search_call':
      call(ownId, 'file_search', { queries: item.queries })
      output(ownId, item.results ?? item.status)
      return
    case 'code_interpreter_call':
      call(ownId, 'code_interpreter', { code: item.code })
      output(ownId, (item.outputs ?? []).map((entry) => (entry.type === 'logs' ? entry.logs : '[image]')).join('\n'))
      return
    case 'mcp_call':
      call(ownId, mcpFunctionName(item.server_label, item.name), item.arguments)
      output(ownId, item.output == null ? (item.error ?? item.status ?? '') : mcpOutputText(item.output))
      return
    case 'mcp_list_tools':
    case 'mcp_approval_request':
    case 'mcp_approval_response':
    case 'additional_tools':
      // They change what may be called, which the request's tools already say; there is nothing to tell the model.
      return
    case 'tool_search_call':
      // The tools it found are among those that may be called now, which says it all.
      return
    case 'tool_search_output':
      // A search in vain must be told, or the model would go on searching.
      if (item.tools.length > 0) return
      call(ownId, 'tool_search', {})
      output(ownId, 'No such tool was found.')
      return
    case 'image_generation_call':
      // The model cannot see it, but must know that there is one: the user may speak of it.
      call(ownId, 'image_generation', { prompt: item.revised_prompt ?? '' })
      output(ownId, item.status === 'failed' ? 'The image could not be made.' : 'An image was made and shown to the user.')
      return
    case 'program':
      call(item.call_id, 'program', { code: item.code })
      return
    case 'program_output':
      output(item.call_id, item.result)
      return
    case 'configuration_update':
      return refuseItem(item.type, param, 'Settings cannot change within a conversation here. Send them with the request.')
    case 'computer_call':
    case 'computer_call_output':
      return refuseItem(item.type, param, 'It shows the model an image, and this model reads text only.')
    case 'compaction':
      // Opened by the server: what is left of the conversation before it, in the clear.
      list.add({ role: 'system', content: `Summary of the conversation so far:\n${item.encrypted_content}` })
      return
    case 'compaction_trigger':
      return refuseItem(item.type, param, 'It asks for a compaction, which only the server can make.')
    case 'item_reference':
      return refuseItem(item.type, param, `No item with id '${item.id}' was found. Items are found only when they were stored.`)
    default:
      return refuseItem(String((item as { type: unknown }).type), param, 'The engine does not know this kind.')
  }
}
