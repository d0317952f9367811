import { isObject } from '../../lint/json.ts'
import { type ClientStream, framesOf } from '../client-stream.ts'
import { broken, type Gathered, told } from '../reading.ts'

/** openai-go (v3): no field is asked for; lines end with LF, a member `error` ends the stream, what is no JSON is an error. */
export function readOpenaiGo(stream: ClientStream, into: Gathered): void {
  for (const { data, isCut } of framesOf(stream, { lines: 'lf' })) {
    if (isCut || data === null) continue
    if (data.startsWith('[DONE]')) return
    const event = parsed(data)
    if (event === null) continue
    if (!isObject(event)) throw broken('an event is no object')
    if ('error' in event) throw told('an event has an error')
    const { type, delta, item } = event
    if (type === 'response.output_text.delta') into.text += textOf(delta)
    if (type === 'response.output_item.done' && isObject(item) && item['type'] === 'function_call')
      into.calls.push({ name: textOf(item['name']), arguments: textOf(item['arguments']) })
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown
  } catch {
    throw broken('an event is no JSON')
  }
}

/** A field of another type is given as the JSON it came as. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value))
