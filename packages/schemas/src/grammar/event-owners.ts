import type { EventOwner, EventRole } from './event-owner.ts'
import type { PartIndex } from './item-grammar.ts'

const owner = (kinds: string | readonly string[], role: EventRole, more: Partial<EventOwner> = {}): EventOwner => ({
  kinds: typeof kinds === 'string' ? [kinds] : kinds,
  addressing: 'item_id',
  index: null,
  role,
  partType: null,
  phase: null,
  ...more,
})

/** `response.<kind>.<phase>` for each phase. */
const phases = (kind: string, names: readonly string[]): Record<string, EventOwner> =>
  Object.fromEntries(names.map((phase) => [`response.${kind}.${phase}`, owner(kind, 'phase', { phase })]))

/** `<prefix>.delta` and `<prefix>.done`. */
const streamed = (
  prefix: string,
  kind: string,
  index: PartIndex | null = null,
  partType: string | null = null,
): Record<string, EventOwner> => ({
  [`${prefix}.delta`]: owner(kind, 'delta', { index, partType }),
  [`${prefix}.done`]: owner(kind, 'done', { index, partType }),
})

/** `shell_call_command` events name their item by `output_index` alone, as the only ones of all (96 of 96 recorded). */
const command = { index: 'command_index', addressing: 'output_index' } as const

/**
 * Every event type that belongs to an output item: to which kinds, how it names item and part, and what it does. Types that are not here
 * concern the whole response (see `streamGrammar`) or are unknown.
 */
export const eventOwners: Readonly<Record<string, EventOwner>> = {
  'response.output_item.added': owner([], 'item.added', { addressing: 'output_index' }),
  'response.output_item.done': owner([], 'item.done', { addressing: 'output_index' }),

  'response.content_part.added': owner(['message', 'reasoning'], 'part.added', { index: 'content_index' }),
  'response.content_part.done': owner(['message', 'reasoning'], 'part.done', { index: 'content_index' }),
  ...streamed('response.output_text', 'message', 'content_index', 'output_text'),
  'response.output_text.annotation.added': owner('message', 'annotation', { index: 'content_index', partType: 'output_text' }),
  ...streamed('response.refusal', 'message', 'content_index', 'refusal'),

  'response.reasoning_summary_part.added': owner('reasoning', 'part.added', { index: 'summary_index', partType: 'summary_text' }),
  'response.reasoning_summary_part.done': owner('reasoning', 'part.done', { index: 'summary_index', partType: 'summary_text' }),
  ...streamed('response.reasoning_summary_text', 'reasoning', 'summary_index', 'summary_text'),
  ...streamed('response.reasoning_text', 'reasoning', 'content_index', 'reasoning_text'),

  ...streamed('response.function_call_arguments', 'function_call'),
  ...streamed('response.custom_tool_call_input', 'custom_tool_call'),

  'response.shell_call_command.added': owner('shell_call', 'part.added', command),
  'response.shell_call_command.delta': owner('shell_call', 'delta', command),
  'response.shell_call_command.done': owner('shell_call', 'part.done', command),
  'response.shell_call_output_content.delta': owner('shell_call_output', 'delta', { index: 'command_index' }),
  'response.shell_call_output_content.done': owner('shell_call_output', 'part.done', { index: 'command_index' }),
  ...streamed('response.apply_patch_call_operation_diff', 'apply_patch_call'),

  ...phases('web_search_call', ['in_progress', 'searching', 'completed']),
  ...phases('file_search_call', ['in_progress', 'searching', 'completed']),
  ...phases('code_interpreter_call', ['in_progress', 'interpreting', 'completed']),
  ...streamed('response.code_interpreter_call_code', 'code_interpreter_call'),
  ...phases('image_generation_call', ['in_progress', 'generating', 'completed']),
  'response.image_generation_call.partial_image': owner('image_generation_call', 'partial_image'),
  ...phases('mcp_list_tools', ['in_progress', 'completed', 'failed']),
  ...phases('mcp_call', ['in_progress', 'completed', 'failed']),
  ...streamed('response.mcp_call_arguments', 'mcp_call'),
  ...phases('compaction', ['compacting']),
}
