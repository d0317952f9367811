import { isObject, textOf, type WireObject } from './wire-object.ts'

/** The fields of the final item that the announcement has already, by type. Types without a row are announced as `announcedBlank` tells. */
const announcedFields: { readonly [type: string]: readonly string[] } = {
  message: ['role', 'phase'],
  reasoning: [],
  function_call: ['async', 'call_id', 'caller', 'name', 'namespace'],
  custom_tool_call: ['async', 'call_id', 'caller', 'name', 'namespace'],
  web_search_call: [],
  file_search_call: [],
  code_interpreter_call: ['container_id'],
  image_generation_call: [],
  mcp_list_tools: ['server_label'],
  mcp_call: ['approval_request_id', 'name', 'server_label'],
  mcp_approval_request: ['arguments', 'name', 'server_label'],
  mcp_approval_response: ['approval_request_id', 'approve', 'reason'],
  shell_call: ['call_id', 'caller', 'created_by', 'environment'],
  shell_call_output: ['call_id', 'caller', 'created_by'],
  local_shell_call: ['call_id'],
  apply_patch_call: ['call_id', 'caller', 'created_by', 'operation'],
  tool_search_call: ['created_by', 'execution'],
  tool_search_output: ['call_id', 'created_by', 'execution', 'tools'],
  program: ['call_id'],
  program_output: ['call_id'],
  compaction: ['created_by'],
}

/**
 * What an engine would have known when the item began. Taken from the announcement, besides: that the status is the final one already,
 * ciphertexts, and the `call_id` of a tool search, which changes before its end (3 captures).
 */
export function deriveStart(item: WireObject, added: WireObject | null): WireObject {
  const type = textOf(item['type'])
  const fields = announcedFields[type]
  const start: WireObject = { id: item['id'], type }
  if (fields === undefined) return { ...start, ...announcedBlank(item, added) }
  for (const field of fields) {
    if (field in item) start[field] = item[field]
  }
  if (type === 'reasoning' && 'content' in item) start['content'] = []
  if (type === 'code_interpreter_call' && Array.isArray(item['outputs'])) start['outputs'] = []
  if (type === 'apply_patch_call' && isObject(item['operation']) && 'diff' in item['operation']) {
    start['operation'] = { ...item['operation'], diff: '' }
  }
  if (added !== null && item['status'] !== undefined && added['status'] === item['status']) start['status'] = item['status']
  for (const field of ['encrypted_content', 'fingerprint']) {
    if (field in item) start[field] = added?.[field] ?? item[field]
  }
  if (type === 'tool_search_call') start['call_id'] = added?.['call_id'] ?? item['call_id']
  return start
}

/** For items of which no announcement was ever recorded: the final item, less what this announcement leaves empty or out. */
function announcedBlank(item: WireObject, added: WireObject | null): WireObject {
  const start: WireObject = {}
  for (const [field, value] of Object.entries(item)) {
    if (added === null || field in added) start[field] = added !== null && isBlank(added[field]) ? added[field] : value
  }
  if (added !== null && typeof added['status'] === 'string') start['status'] = added['status']
  return start
}

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === '' || value === null || (isObject(value) && Object.keys(value).length === 0)
}
