import { isEvent } from '../golden/events-of.ts'
import type { Golden } from '../golden/golden.ts'
import type { WireEvent } from '../shape/shape.ts'

/** One answer of a capture: a stream of events, or a JSON body. */
export interface Turn {
  events: WireEvent[]
  /** Where each event stands in the capture: its line, or its index in a list of events. */
  places: number[]
  /** Set for an answer that was not streamed. */
  body?: { value: unknown; place: number }
}

/** What can be compared: a golden, or the events of one stream. */
export type Comparable = Golden | readonly WireEvent[]

/**
 * The answers of a capture, in order. A connection carries several, one after the other or in lanes named by `stream_id`; every other capture
 * carries one.
 */
export function turnsOf(stream: Comparable): Turn[] {
  if (!('header' in stream)) return [{ events: [...stream], places: stream.map((_, index) => index) }]
  const { framing } = stream.header.response
  if (framing === 'json') return stream.lines.map((line, place) => ({ events: [], places: [], body: { value: line.body, place } }))
  const lanes = new Map<string, Turn>()
  const turns: Turn[] = []
  stream.lines.forEach((line, place) => {
    if (line.dir === 'out' || !isEvent(line.data)) return
    const event = line.data
    const lane = framing === 'websocket' && typeof event['stream_id'] === 'string' ? event['stream_id'] : ''
    let turn = lanes.get(lane)
    const begins =
      framing === 'websocket' && event.type === 'response.created' && turn?.events.some(({ type }) => type === 'response.created')
    if (turn === undefined || begins === true) {
      turn = { events: [], places: [] }
      lanes.set(lane, turn)
      turns.push(turn)
    }
    turn.events.push(event)
    turn.places.push(place)
  })
  return turns.length > 0 ? turns : [{ events: [], places: [] }]
}
