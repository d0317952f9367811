import type { StreamEvent } from '@goldwire/schemas'

/**
 * The events after number `startingAfter`, numbered as they were. Without padding: OpenAI's replays have none, and the lengths on the wire
 * were already seen once.
 */
export async function* replayEvents(events: readonly StreamEvent[], startingAfter: number): AsyncGenerator<StreamEvent> {
  for (const event of events) {
    if (event.sequence_number <= startingAfter) continue
    if (!('obfuscation' in event)) yield event
    else {
      const { obfuscation: _padding, ...others } = event
      yield others
    }
  }
}
