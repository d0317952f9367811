import { isEqual, isObject, type JsonObject } from './json.ts'

/**
 * A small Response that every schema accepts. A Response is repeated whole in each lifecycle event; what is the same as in the first one
 * need not be read again, and is replaced by the value given here.
 */
export const plainResponse: JsonObject = {
  id: 'resp_0',
  object: 'response',
  created_at: 0,
  status: 'in_progress',
  background: false,
  completed_at: null,
  error: null,
  frequency_penalty: 0,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: 'm',
  moderation: null,
  output: [],
  parallel_tool_calls: true,
  presence_penalty: 0,
  previous_response_id: null,
  prompt_cache_key: null,
  prompt_cache_retention: 'in_memory',
  reasoning: { context: null, effort: null, summary: null },
  safety_identifier: null,
  service_tier: 'auto',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tool_usage: {
    image_gen: {
      input_tokens: 0,
      input_tokens_details: { image_tokens: 0, text_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { image_tokens: 0, text_tokens: 0 },
      total_tokens: 0,
    },
    web_search: { num_requests: 0 },
  },
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  usage: null,
  user: null,
  metadata: {},
}

/** A small item that every schema accepts. */
export const plainItem: JsonObject = { id: 'mcpr_0', type: 'mcp_approval_request', arguments: '{}', name: 'n', server_label: 's' }

/** Fields that are never the same for the schemas, although their value may be: what is right depends on the event. */
export const neverRepeated: readonly string[] = ['status', 'output', 'usage', 'completed_at', 'error', 'incomplete_details']
const always = new Set(neverRepeated)

/** Which fields of a Response are as in the first of its stream. */
export interface Repetition {
  /** True: all fields that come again are as they were but for `names`. False: only `names` are known to be. */
  isWhole: boolean
  readonly names: Set<string>
}

export function forgetRepetition(repetition: Repetition): void {
  repetition.isWhole = false
  if (repetition.names.size > 0) repetition.names.clear()
}

const repeated = new Set(Object.keys(plainResponse).filter((key) => !always.has(key)))

/** Whether a field of the Response, once read, need not be read again in a later event that repeats it. */
export function isRepeated(field: string): boolean {
  return repeated.has(field)
}

/**
 * The event with everything replaced that was read before: fields of the Response that are as in `first`, and output items that are as in
 * their `output_item.done`. Names of fields that are as in `first` are noted.
 */
export function reduceEvent(
  event: JsonObject,
  first: JsonObject,
  readItems: readonly (JsonObject | null)[],
  repetition: Repetition,
): JsonObject {
  const { response } = event
  if (!isObject(response)) return event
  forgetRepetition(repetition)
  const reduced: JsonObject = {}
  for (const key of Object.keys(response)) {
    const same = !always.has(key) && Object.hasOwn(first, key) && isEqual(first[key], response[key])
    if (same) repetition.names.add(key)
    reduced[key] = same && Object.hasOwn(plainResponse, key) ? plainResponse[key] : response[key]
  }
  // A field that was missing before is missing again: reported once.
  for (const key of Object.keys(plainResponse)) {
    if (!always.has(key) && !Object.hasOwn(response, key) && !Object.hasOwn(first, key)) reduced[key] = plainResponse[key]
  }
  const { output } = response
  if (Array.isArray(output) && output.length > 0) {
    reduced['output'] = (output as unknown[]).map((item, index) => (isObject(item) && isEqual(item, readItems[index]) ? plainItem : item))
  }
  return { ...event, response: reduced }
}
