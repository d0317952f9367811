import type { StreamEvent } from '@goldwire/schemas'

import { type Obfuscate, obfuscatedDeltas } from '../run/obfuscation.ts'

/**
 * Events as they are sent once more, numbered as they were. Without the padding they had: OpenAI's replays have none, and the lengths on the
 * wire were already seen once. With `obfuscate` they get new padding.
 */
export async function* replayEvents(events: AsyncIterable<StreamEvent>, obfuscate: Obfuscate | null): AsyncGenerator<StreamEvent> {
  for await (const event of events) {
    if (obfuscate !== null && obfuscatedDeltas.has(event.type)) {
      yield { ...event, obfuscation: obfuscate((event as { delta: string }).delta) } as StreamEvent
    } else if ('obfuscation' in event) {
      const { obfuscation: _padding, ...others } = event
      yield others
    } else yield event
  }
}
