import type { OutputItem, SteerRequiredInput } from '@goldwire/schemas'

/** What the caller owes to a response before it can go on: a stub for each call that only the caller can answer, in the order of the output. */
export function requiredInput(output: readonly OutputItem[]): SteerRequiredInput[] {
  const answered = new Set(output.flatMap((item) => (item.type.endsWith('_output') && 'call_id' in item ? [item.call_id] : [])))
  return output.flatMap((item) => ('call_id' in item && answered.has(item.call_id) ? [] : (stubOf(item) ?? [])))
}

function stubOf(item: OutputItem): SteerRequiredInput | null {
  switch (item.type) {
    case 'function_call':
      return isAsync(item) ? null : { type: 'function_call_output', call_id: item.call_id, name: item.name }
    case 'custom_tool_call':
      return isAsync(item) ? null : { type: 'custom_tool_call_output', call_id: item.call_id }
    case 'computer_call':
      return { type: 'computer_call_output', call_id: item.call_id }
    case 'shell_call':
      return { type: 'shell_call_output', call_id: item.call_id }
    case 'apply_patch_call':
      return { type: 'apply_patch_call_output', call_id: item.call_id }
    case 'tool_search_call':
      return item.execution === 'client' && item.call_id !== null
        ? { type: 'tool_search_output', call_id: item.call_id, execution: 'client' }
        : null
    case 'mcp_approval_request':
      return { type: 'mcp_approval_response', approval_request_id: item.id }
    default:
      return null
  }
}

/** The output of an asynchronous call may come with any later request. */
function isAsync(item: object): boolean {
  return 'async' in item && item.async === true
}
