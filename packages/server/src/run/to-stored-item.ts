import type { InputItem } from '@goldwire/schemas'

import type { StoredItem } from '../store/store.ts'

/** What the ids of items begin with when the server has to give them one; recorded for those OpenAI creates itself. */
const idPrefixes: { [type: string]: string } = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fco',
  custom_tool_call: 'ctc',
  custom_tool_call_output: 'ctco',
  shell_call: 'sh',
  shell_call_output: 'sho',
  apply_patch_call: 'apc',
  apply_patch_call_output: 'apco',
  local_shell_call: 'lsh',
  local_shell_call_output: 'lsho',
  web_search_call: 'ws',
  file_search_call: 'fs',
  code_interpreter_call: 'ci',
  image_generation_call: 'ig',
  mcp_list_tools: 'mcpl',
  mcp_call: 'mcp',
  mcp_approval_request: 'mcpr',
  mcp_approval_response: 'mcpa',
  computer_call: 'cu',
  computer_call_output: 'cuo',
  tool_search_call: 'tsc',
  tool_search_output: 'tso',
  compaction: 'cmp',
}

/**
 * An item of a request as `GET /v1/responses/{id}/input_items` shows it: with an id and a type, text content as a part
 * (`{id, type, status, content, role}` is the recorded key order of messages).
 */
export function toStoredItem(item: InputItem, createId: (prefix: string) => string): StoredItem {
  if (!('role' in item) || !('content' in item)) {
    const { id, ...others } = item as { id?: string | null; type: string }
    return { id: id ?? createId(idPrefixes[others.type] ?? 'item'), ...others } as StoredItem
  }
  const { id, type: _type, status, content, role, ...others } = item
  const partType = role === 'assistant' ? 'output_text' : 'input_text'
  const parts = typeof content === 'string' ? [toTextPart(partType, content)] : content
  return { id: id ?? createId('msg'), type: 'message', status: status ?? 'completed', content: parts, ...others, role } as StoredItem
}

function toTextPart(type: 'input_text' | 'output_text', text: string): object {
  return type === 'input_text' ? { type, text } : { type, annotations: [], logprobs: [], text }
}
