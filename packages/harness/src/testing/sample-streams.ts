import type { WireEvent } from '../shape/shape.ts'

/** Settings of a made-up stream; whatever differs between two honest streams of the same kind can be set. */
export interface SampleOptions {
  /** Goes into every id. */
  seed?: string
  deltas?: string[]
  createdAt?: number
  /** Calls before the message, one per entry: their arguments. */
  calls?: string[]
  reasoning?: string[]
}

/** A small, complete stream as OpenAI sends it: optional reasoning with summary parts, optional function calls, then a message. */
export function sampleStream({
  seed = 'a',
  deltas = ['Hello', ' there'],
  createdAt = 1_780_000_000,
  calls = [],
  reasoning,
}: SampleOptions = {}): WireEvent[] {
  const id = (prefix: string, place: number) => `${prefix}_${seed.repeat(40)}${String(place).padStart(10, '0')}`
  const events: WireEvent[] = []
  const push = (type: string, fields: object) => void events.push({ type, sequence_number: events.length, ...fields })
  const response = (fields: object) => ({
    id: id('resp', 0),
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    completed_at: null,
    error: null,
    incomplete_details: null,
    model: 'm',
    output: [] as object[],
    store: true,
    tools: [],
    usage: null,
    user: null,
    metadata: {},
    ...fields,
  })
  const output: object[] = []
  push('response.created', { response: response({}) })
  push('response.in_progress', { response: response({}) })
  if (reasoning) {
    const item = { id: id('rs', output.length), type: 'reasoning', summary: [] as object[] }
    const at = { item_id: item.id, output_index: output.length }
    push('response.output_item.added', { output_index: output.length, item })
    reasoning.forEach((text, summary_index) => {
      push('response.reasoning_summary_part.added', { ...at, summary_index, part: { type: 'summary_text', text: '' } })
      push('response.reasoning_summary_text.delta', { ...at, summary_index, delta: text })
      push('response.reasoning_summary_text.done', { ...at, summary_index, text })
      push('response.reasoning_summary_part.done', { ...at, summary_index, part: { type: 'summary_text', text } })
    })
    const done = { ...item, summary: reasoning.map((text) => ({ type: 'summary_text', text })) }
    push('response.output_item.done', { output_index: output.length, item: done })
    output.push(done)
  }
  for (const [place, args] of calls.entries()) {
    const item = {
      id: id('fc', output.length),
      type: 'function_call',
      status: 'in_progress',
      arguments: '',
      call_id: `call_${seed.repeat(23)}${place}`,
      name: 'get_weather',
    }
    const at = { item_id: item.id, output_index: output.length }
    push('response.output_item.added', { output_index: output.length, item })
    push('response.function_call_arguments.delta', { ...at, delta: args })
    push('response.function_call_arguments.done', { ...at, arguments: args })
    const done = { ...item, status: 'completed', arguments: args }
    push('response.output_item.done', { output_index: output.length, item: done })
    output.push(done)
  }
  const text = deltas.join('')
  const part = (content: string) => ({ type: 'output_text', annotations: [], logprobs: [], text: content })
  const message = { id: id('msg', output.length), type: 'message', status: 'in_progress', content: [] as object[], role: 'assistant' }
  const at = { item_id: message.id, output_index: output.length, content_index: 0 }
  push('response.output_item.added', { output_index: output.length, item: message })
  push('response.content_part.added', { ...at, part: part('') })
  for (const delta of deltas)
    push('response.output_text.delta', { ...at, delta, logprobs: [], obfuscation: 'x'.repeat((16 - (delta.length % 16)) % 16) })
  push('response.output_text.done', { ...at, text, logprobs: [] })
  push('response.content_part.done', { ...at, part: part(text) })
  const done = { ...message, status: 'completed', content: [part(text)] }
  push('response.output_item.done', { output_index: output.length, item: done })
  output.push(done)
  const usage = {
    input_tokens: 9,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: deltas.length,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 9 + deltas.length,
  }
  push('response.completed', { response: response({ status: 'completed', completed_at: createdAt + 1, output, usage }) })
  return events
}

/** A deep copy with one change made to it. */
export function changed(events: readonly WireEvent[], change: (events: WireEvent[]) => void): WireEvent[] {
  const copy = structuredClone(events) as WireEvent[]
  change(copy)
  return copy
}
