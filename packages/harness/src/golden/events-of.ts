import type { WireEvent } from '../shape/shape.ts'
import type { Golden } from './golden.ts'

/** The events a golden holds, in order: what the server sent and has a `type`. Bodies, comments, `[DONE]` and messages of the client leave none. */
export function eventsOf({ lines }: Golden): WireEvent[] {
  return lines.flatMap((line) => (line.dir !== 'out' && isEvent(line.data) ? [line.data] : []))
}

export function isEvent(value: unknown): value is WireEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
