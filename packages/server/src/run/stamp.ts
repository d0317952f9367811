import type { StreamEvent } from '@goldwire/schemas'

import { type Obfuscate, obfuscatedDeltas } from './obfuscation.ts'
import type { UnstampedEvent } from './unstamped-event.ts'

export interface StampOptions {
  /** Number of the first event; 0 unless a stream goes on. */
  first?: number
  /** Pads deltas; null for background responses, replays, and `stream_options.include_obfuscation: false`. */
  obfuscate: Obfuscate | null
}

/** Gives an event its place. Call it once an event, in order. */
export type Stamp = (event: UnstampedEvent) => StreamEvent

/**
 * The one place where `sequence_number` (from 0, no gaps) and `obfuscation` are given. What comes out is a new object with the keys in
 * OpenAI's order since 2026-01: `type`, then the others alphabetically; the event that goes in is left as it is.
 */
export function createStamp({ first = 0, obfuscate }: StampOptions): Stamp {
  let next = first
  return (event) => {
    const sequenceNumber = next
    next += 1
    const padding = obfuscate !== null && obfuscatedDeltas.has(event.type) ? obfuscate((event as { delta: string }).delta) : undefined
    return stampDelta(event, sequenceNumber, padding) ?? stampAny(event, sequenceNumber, padding)
  }
}

/** The two deltas nearly every event is, written out: five times as fast as sorting keys. */
function stampDelta(event: UnstampedEvent, sequenceNumber: number, padding: string | undefined): StreamEvent | undefined {
  if (padding === undefined) return undefined
  if (event.type === 'response.output_text.delta') {
    return {
      type: event.type,
      content_index: event.content_index,
      delta: event.delta,
      item_id: event.item_id,
      logprobs: event.logprobs,
      obfuscation: padding,
      output_index: event.output_index,
      sequence_number: sequenceNumber,
    }
  }
  if (event.type === 'response.function_call_arguments.delta') {
    return {
      type: event.type,
      delta: event.delta,
      item_id: event.item_id,
      obfuscation: padding,
      output_index: event.output_index,
      sequence_number: sequenceNumber,
    }
  }
  return undefined
}

function stampAny(event: UnstampedEvent, sequenceNumber: number, padding: string | undefined): StreamEvent {
  const fields: { [key: string]: unknown } = { ...event, sequence_number: sequenceNumber }
  if (padding !== undefined) fields['obfuscation'] = padding
  const stamped: { [key: string]: unknown } = { type: event.type }
  for (const key of Object.keys(fields).sort()) stamped[key] = fields[key]
  return stamped as unknown as StreamEvent
}
