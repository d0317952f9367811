import type { JsonObject } from '../../lint/json.ts'
import { typeOf } from '../reading.ts'

/** The kind of item that events are about, by the beginning of their type behind `response.`. */
const OWNERS: Readonly<Record<string, string>> = {
  'output_text.': 'message',
  'refusal.': 'message',
  'function_call_arguments.': 'function_call',
  'custom_tool_call_input.': 'custom_tool_call',
  'mcp_call_arguments.': 'mcp_call',
  'mcp_call.': 'mcp_call',
  'shell_call_command.': 'shell_call',
  'shell_call_output_content.': 'shell_call_output',
  'reasoning_text.': 'reasoning',
  'reasoning_summary_part.': 'reasoning',
  'reasoning_summary_text.': 'reasoning',
  'code_interpreter_call_code.': 'code_interpreter_call',
  'code_interpreter_call.': 'code_interpreter_call',
  'file_search_call.': 'file_search_call',
  'web_search_call.': 'web_search_call',
  'image_generation_call.': 'image_generation_call',
  'mcp_list_tools.': 'mcp_list_tools',
  'compaction.': 'compaction',
}

/** The kind of item that an event has to be about; null where it may be about any or none. */
export function ownerOf(type: string, event: JsonObject): string | null {
  if (type.startsWith('response.content_part.')) return typeOf(event['part']) === 'reasoning_text' ? 'reasoning' : 'message'
  const name = type.replace(/^response\./, '')
  return Object.entries(OWNERS).find(([prefix]) => name.startsWith(prefix))?.[1] ?? null
}

const words = (text: string, ...ends: string[]) => ends.map((end) => `response.${text}${end}`)

/** Every event that openai-node 7.57 knows; any other ends its helper. */
export const nodeStreamEvents: ReadonlySet<string> = new Set([
  ...words('', 'created', 'queued', 'in_progress', 'completed', 'failed', 'incomplete'),
  ...words('output_item.', 'added', 'done'),
  ...words('content_part.', 'added', 'done'),
  ...words('output_text.', 'delta', 'done', 'annotation.added'),
  ...words('refusal.', 'delta', 'done'),
  ...words('function_call_arguments.', 'delta', 'done'),
  ...words('custom_tool_call_input.', 'delta', 'done'),
  ...words('mcp_call_arguments.', 'delta', 'done'),
  ...words('shell_call_command.', 'added', 'delta', 'done'),
  ...words('shell_call_output_content.', 'delta', 'done'),
  ...words('reasoning_text.', 'delta', 'done'),
  ...words('reasoning_summary_part.', 'added', 'done'),
  ...words('reasoning_summary_text.', 'delta', 'done'),
  ...words('code_interpreter_call_code.', 'delta', 'done'),
  ...words('code_interpreter_call.', 'in_progress', 'interpreting', 'completed'),
  ...words('file_search_call.', 'in_progress', 'searching', 'completed'),
  ...words('web_search_call.', 'in_progress', 'searching', 'completed'),
  ...words('image_generation_call.', 'in_progress', 'generating', 'completed', 'partial_image'),
  ...words('mcp_call.', 'in_progress', 'completed', 'failed'),
  ...words('mcp_list_tools.', 'in_progress', 'completed', 'failed'),
  ...words('audio.', 'delta', 'done', 'transcript.delta', 'transcript.done'),
  'response.compaction.compacting',
  'keepalive',
  'error',
])
