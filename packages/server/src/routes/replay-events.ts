import type { StreamEvent } from '@goldwire/schemas'

import { type Obfuscate, obfuscatedDeltas } from '../run/obfuscation.ts'

/** Events sent with one write: far fewer writes, and still little to hold for a slow reader. */
const MOST_TOGETHER = 64

/**
 * Events as they are sent once more, numbered as they were. Without the padding they had: OpenAI's replays have none, and the lengths on the
 * wire were already seen once. With `obfuscate` they get new padding.
 */
export async function* replayEvents(
  batches: AsyncIterable<readonly StreamEvent[]>,
  obfuscate: Obfuscate | null,
): AsyncGenerator<readonly StreamEvent[]> {
  for await (const batch of batches) {
    for (let start = 0; start < batch.length; start += MOST_TOGETHER) {
      yield batch.slice(start, start + MOST_TOGETHER).map((event) => repad(event, obfuscate))
    }
  }
}

function repad(event: StreamEvent, obfuscate: Obfuscate | null): StreamEvent {
  if (obfuscate !== null && obfuscatedDeltas.has(event.type)) {
    return { ...event, obfuscation: obfuscate((event as { delta: string }).delta) } as StreamEvent
  }
  if (!('obfuscation' in event)) return event
  const { obfuscation: _padding, ...others } = event
  return others
}
