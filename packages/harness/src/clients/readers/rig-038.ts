import { type ClientStream, framesOf } from '../client-stream.ts'
import { at, type Gathered, told } from '../reading.ts'
import { createFit } from '../shapes.ts'
import { rig038Shapes } from './rig-038-shapes.ts'
import { assertEventStream, assertReadable, tryParseSerde } from './serde.ts'

const fit = createFit(rig038Shapes)

/**
 * Rig up to 0.38: what does not fit its types is left out without a word, text and calls included. Calls are given when the stream has ended; a
 * failed or incomplete response is an error, if it could be read.
 */
export function readRig038(stream: ClientStream, into: Gathered): void {
  assertReadable(stream)
  assertEventStream(stream)
  const calls: Gathered['calls'] = []
  for (const { data, isCut } of framesOf(stream)) {
    const event = data === null || isCut ? undefined : tryParseSerde(data)
    if (event === undefined || fit('StreamingCompletionChunk', event) !== null) continue
    const type = at(event, 'type')
    if ((type === 'response.failed' || type === 'response.incomplete') && fit('ResponseChunk', event) === null) throw told(type)
    if (type === 'response.output_text.delta' || type === 'response.refusal.delta') into.text += String(at(event, 'delta'))
    const item = type === 'response.output_item.done' ? at(event, 'item') : undefined
    if (item !== undefined && at(item, 'type') === 'function_call')
      calls.push({ name: String(at(item, 'name')), arguments: String(at(item, 'arguments')) })
  }
  into.calls.push(...calls)
}
