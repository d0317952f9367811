import type { StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'

/** Calls the caller answers, each with the item that answers it. Both carry the same `call_id`. */
const answers: { [callType: string]: string } = {
  function_call: 'function_call_output',
  custom_tool_call: 'custom_tool_call_output',
  shell_call: 'shell_call_output',
  apply_patch_call: 'apply_patch_call_output',
  local_shell_call: 'local_shell_call_output',
  computer_call: 'computer_call_output',
}

/** Ids OpenAI looks at: "Expected an ID that begins with 'fc'". */
const checkedPrefixes: { [type: string]: string } = { message: 'msg', reasoning: 'rs', function_call: 'fc' }

/** As much of an item as is looked at. */
export interface LooseItem {
  id: string
  type?: string | null
  approval_request_id?: string | null
  call_id?: string | null
  async?: boolean | null
}

/**
 * Refuses a conversation no model could follow, in OpenAI's words: an id twice, an output without its call, a call without its output.
 *
 * @param items - the whole conversation
 * @param earlierCount - how many of them come from earlier turns; params count from there
 * @throws ApiError 400
 */
export function checkItems(items: readonly StoredItem[], earlierCount: number): void {
  const loose = items as readonly LooseItem[]
  checkIds(loose, earlierCount)
  checkApprovals(loose)
  const calls = new Set<string>()
  const answered = new Set<string>()
  const shellCalls = localShellCalls(loose)
  for (const { id, type, call_id: given } of loose) {
    // The reference joins the output of a local shell by `id`, with the call's own or its `call_id`; clients write `call_id`.
    const callId = type === 'local_shell_call_output' ? (shellCalls.get(given ?? id) ?? given ?? id) : given
    if (!type || !callId) continue
    if (type in answers) calls.add(key(answers[type] ?? '', callId))
    if (!Object.values(answers).includes(type)) continue
    if (!calls.has(key(type, callId))) throw mismatch(`No tool call found for ${inWords(type)} with call_id ${callId}.`)
    answered.add(key(type, callId))
  }
  for (const { type, call_id: callId, async } of loose) {
    const answer = answers[type ?? '']
    // The output of an asynchronous call may come with a later request.
    if (answer === undefined || !callId || async === true || answered.has(key(answer, callId))) continue
    throw mismatch(`No tool output found for ${inWords(type ?? '')} ${callId}.`)
  }
}

/** The `call_id` of each local shell call, by that and by the call's own id. */
function localShellCalls(items: readonly LooseItem[]): Map<string, string> {
  const calls = items.filter((item) => item.type === 'local_shell_call')
  return new Map(
    calls.flatMap(({ id, call_id: callId }) =>
      callId
        ? [
            [id, callId],
            [callId, callId],
          ]
        : [],
    ),
  )
}

/** What is approved or refused must have been asked for. */
function checkApprovals(items: readonly LooseItem[]): void {
  const requested = new Set(items.flatMap(({ type, id }) => (type === 'mcp_approval_request' ? [id] : [])))
  for (const { type, approval_request_id: id } of items) {
    if (type === 'mcp_approval_response' && id != null && !requested.has(id)) throw mismatch(`No MCP approval request found with id ${id}.`)
  }
}

/** The ids alone. @throws ApiError 400 */
export function checkIds(items: readonly LooseItem[], earlierCount: number): void {
  const earlier = new Set(items.slice(0, earlierCount).map(({ id }) => id))
  const seen = new Set<string>()
  items.forEach(({ id, type }, index) => {
    const prefix = checkedPrefixes[type ?? '']
    if (index >= earlierCount && prefix !== undefined && !id.startsWith(prefix)) {
      const param = `input[${index - earlierCount}].id`
      throw new ApiError({
        code: 'invalid_value',
        param,
        message: `Invalid '${param}': '${id}'. Expected an ID that begins with '${prefix}'.`,
      })
    }
    // Messages of one request may share an id: api.openai.com took three with one (chatlas, 2026-04), though its Codex backend refuses them.
    const mayRepeat = type === 'message' && !earlier.has(id)
    if (seen.has(id) && !mayRepeat && type !== 'local_shell_call_output')
      throw mismatch(`Duplicate item found with id ${id}. Remove duplicate items from your input and try again.`)
    seen.add(id)
  })
}

function mismatch(message: string): ApiError {
  return new ApiError({ code: null, param: 'input', message })
}

function key(type: string, callId: string): string {
  return `${type} ${callId}`
}

function inWords(type: string): string {
  return type.replaceAll('_', ' ')
}
