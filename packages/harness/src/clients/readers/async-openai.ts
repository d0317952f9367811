import { type ClientStream, framesOf } from '../client-stream.ts'
import { at, broken, type Gathered, told } from '../reading.ts'
import { createFit } from '../shapes.ts'
import { asyncOpenaiShapes } from './async-openai-shapes.ts'
import { parseSerde } from './serde.ts'

const fit = createFit(asyncOpenaiShapes)

/** async-openai (0.43): a closed enum of events, each field of each type as declared; frames named keepalive are let be, an end is not asked for. */
export function readAsyncOpenai(stream: ClientStream, into: Gathered): void {
  // It panics on a byte order mark (eventsource-stream 0.2) in a task of its own, so that its user sees an empty stream.
  if (stream.hasMark) return
  for (const { event: name, data, isCut } of framesOf(stream)) {
    if (isCut || data === null) continue
    if (data === '[DONE]') return
    if (name === 'keepalive') continue
    const event = parseSerde(data)
    const misfit = fit('ResponseStreamEvent', event)
    if (misfit !== null) throw broken(misfit)
    const type = at(event, 'type')
    if (type === 'error') throw told('error')
    if (type === 'response.output_text.delta') into.text += String(at(event, 'delta'))
    const item = type === 'response.output_item.done' ? at(event, 'item') : undefined
    if (item !== undefined && at(item, 'type') === 'function_call')
      into.calls.push({ name: String(at(item, 'name')), arguments: String(at(item, 'arguments')) })
  }
}
