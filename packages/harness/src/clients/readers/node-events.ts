import { type ClientStream, framesOf } from '../client-stream.ts'
import { added, at, broken, type Gathered, told } from '../reading.ts'

/**
 * Events as openai-node's `Stream` yields them (7.57, core/streaming): `[DONE]` ends it, what is no JSON throws, and so does an `event: error` or a
 * truthy member `error`. A frame of an `event:` line alone is read as one without data, which is no JSON.
 * The end of the stream closes its last frame, in older versions (`dropsCut`) it drops it.
 */
export function* nodeEvents(stream: ClientStream, { dropsCut = false } = {}): Generator<unknown, void> {
  for (const { event, data, isCut } of framesOf(stream)) {
    if (isCut && dropsCut) return
    const text = data ?? ''
    if (text === '[DONE]') return
    const value = parseJs(text)
    if (event === 'error') throw told('the event is called error')
    const error = typeof value === 'object' && value !== null && 'error' in value ? value.error : undefined
    if (error) throw told('an event has an error')
    yield value
  }
}

/** What users of raw events take: text of deltas, calls of items that are done. */
export function takeRaw(event: unknown, into: Gathered): void {
  const type = at(event, 'type')
  if (type === 'response.output_text.delta') into.text += added(at(event, 'delta'))
  if (type === 'response.output_item.done') {
    const item = at(event, 'item')
    if (at(item, 'type') === 'function_call')
      into.calls.push({ name: at(item, 'name') as string, arguments: at(item, 'arguments') as string })
  }
  if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed') at(at(event, 'response'), 'status')
}

export function readOpenaiNode(stream: ClientStream, into: Gathered): void {
  for (const event of nodeEvents(stream)) takeRaw(event, into)
}

function parseJs(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw broken('an event is no JSON')
  }
}
