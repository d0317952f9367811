import type { ReadIssue } from '@goldwire/schemas'
import type { JsonObject } from './json.ts'

/** Response fields that Open Responses requires; the others may be left out. */
const required = new Set(
  (
    'id object created_at completed_at status incomplete_details model previous_response_id instructions output error tools tool_choice truncation ' +
    'parallel_tool_calls text top_p presence_penalty frequency_penalty top_logprobs temperature reasoning usage max_output_tokens max_tool_calls store ' +
    'background service_tier metadata safety_identifier prompt_cache_key'
  ).split(' '),
)

const names = new Map([
  ['response.reasoning.delta', 'response.reasoning_text.delta'],
  ['response.reasoning.done', 'response.reasoning_text.done'],
])

/** What OpenAI calls an event that Open Responses may call otherwise. */
export function openResponsesName(type: string): string {
  return names.get(type) ?? type
}

/**
 * Whether the Open Responses specification allows what OpenAI's schemas refuse: optional `logprobs`, fewer Response fields, plain-string
 * `status` and `service_tier`, vendor items `slug:type`, null items.
 */
export function openResponsesAccepts({ pointer, kind }: ReadIssue, event: JsonObject): boolean {
  if (pointer.endsWith('/logprobs') && kind === 'missing') return true
  const field = /^\/response\/([^/]+)$/.exec(pointer)?.[1]
  if (field !== undefined && kind === 'missing') return !required.has(field)
  if (pointer === '/response/service_tier') return kind === 'value'
  if (pointer.endsWith('/cache_write_tokens') && kind === 'missing') return true
  if (pointer === '/item' && kind === 'null') return true
  if (kind === 'unknown-type') return /^[\w.-]+:[\w.-]+$/.test(String(typeAt(event, pointer)))
  return false
}

function typeAt(root: unknown, pointer: string): unknown {
  let value = root
  for (const token of pointer.split('/').slice(1))
    value = typeof value === 'object' && value !== null ? (value as JsonObject)[token] : undefined
  return value
}
