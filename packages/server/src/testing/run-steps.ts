import type { Response, StreamEvent } from '@goldwire/schemas'

import type { Step, StopStep } from '../engines/step.ts'
import { createEmitter, type EmitterOptions } from '../run/create-emitter.ts'
import type { ResponseBase } from '../run/emit/response-snapshot.ts'
import type { IdSource } from '../run/ids.ts'
import { createObfuscate } from '../run/obfuscation.ts'
import { createSeededBytes } from '../run/random-bytes.ts'
import { createStamp } from '../run/stamp.ts'
import type { UnstampedEvent } from '../run/unstamped-event.ts'

/** A response to the emptiest request, of a model that does not reason. */
export const plainBase: ResponseBase = {
  id: 'resp_0',
  created_at: 1_800_000_000,
  background: false,
  frequency_penalty: 0,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: 'test-model',
  moderation: null,
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
  user: null,
  metadata: {},
}

export const stop: StopStep = {
  type: 'stop',
  reason: 'completed',
  usage: {
    input_tokens: 5,
    input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 },
    output_tokens: 3,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 8,
  },
}

/** `resp_0`, `msg_0`, `rs_1`, `call_0`: numbered through. */
export function createCountingIds(): IdSource {
  let items = 0
  let calls = 0
  return { responseId: 'resp_0', item: (prefix) => `${prefix}_${items++}`, call: () => `call_${calls++}` }
}

export interface RunOptions {
  base?: Partial<ResponseBase>
  settle?: EmitterOptions['settle']
}

/** All events of a response, unstamped. The clock stands ten seconds after `created_at`. */
export function runSteps(steps: Iterable<Step>, { base = {}, settle }: RunOptions = {}): UnstampedEvent[] {
  const now = () => (plainBase.created_at + 10) * 1000
  const emitter = createEmitter({ ...plainBase, ...base }, { ids: createCountingIds(), now, ...(settle !== undefined && { settle }) })
  const events = [...emitter.start(), ...emitter.begin()]
  for (const step of steps) events.push(...emitter.step(step))
  return [...events, ...emitter.end()]
}

/** The events of the items alone: without what comes before the first and after the last. */
export function runItems(steps: readonly Step[], options?: RunOptions): UnstampedEvent[] {
  const isEnded = steps.some((step) => step.type === 'stop' || step.type === 'fail')
  return runSteps(isEnded ? steps : [...steps, stop], options).filter((event) => !('response' in event) && event.type !== 'error')
}

/** As they go to the reader: numbered, padded unless in the background. */
export function stampAll(events: readonly UnstampedEvent[], { obfuscated = true } = {}): StreamEvent[] {
  return events.map(createStamp({ obfuscate: obfuscated ? createObfuscate(createSeededBytes(1)) : null }))
}

/** The last Response object. */
export function finalResponse(events: readonly UnstampedEvent[]): Response {
  const last = events.findLast((event) => 'response' in event)
  if (last === undefined || !('response' in last)) throw new Error('These events carry no response.')
  return last.response
}
