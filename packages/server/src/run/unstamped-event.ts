import type { StreamEvent } from '@goldwire/schemas'

type Unstamped<Event> = Event extends unknown ? Omit<Event, 'sequence_number' | 'obfuscation'> : never

/** An event before it is given its place in the stream: without `sequence_number` and `obfuscation`. */
export type UnstampedEvent = Unstamped<StreamEvent>
