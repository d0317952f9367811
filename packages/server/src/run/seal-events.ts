import type { Compaction, Reasoning, StreamEvent } from '@goldwire/schemas'

import { orderItem } from './emit/order-keys.ts'
import type { Sealer } from './sealer.ts'
import type { UnstampedEvent } from './unstamped-event.ts'

export interface SealEventsOptions {
  sealer: Sealer
  /** `include` has `reasoning.encrypted_content`. */
  reasoning: boolean
}

/** Puts the ciphertexts into one event. */
export type SealEvent = (event: UnstampedEvent) => UnstampedEvent

/**
 * Gives reasoning items their `encrypted_content`, the raw reasoning, where it was asked for, and encrypts what compaction items hold. Every event
 * gets a ciphertext of its own, so added, done and the final response never agree, as recorded.
 *
 * The raw reasoning stays readable in `reasoning_text` parts beside it: a local model has nothing to hide, and clients that show thoughts go on
 * doing so. Who only wants to carry them along needs `encrypted_content` alone.
 */
export function createSealEvent({ sealer, reasoning }: SealEventsOptions): SealEvent {
  const sealItem = <Item extends { type: string }>(item: Item): Item => {
    if (item.type === 'compaction')
      return withCiphertext(item, sealer.seal('compaction', (item as Partial<Compaction>).encrypted_content ?? ''))
    return item.type === 'reasoning' && reasoning ? withCiphertext(item, sealer.seal('reasoning', rawReasoning(item))) : item
  }
  return (event) => {
    const loose = event as StreamEvent
    if (loose.type === 'response.output_item.added') return { ...loose, item: sealItem(loose.item) }
    if (loose.type === 'response.output_item.done') return { ...loose, item: sealItem(loose.item) }
    if (!('response' in loose) || loose.response.output.length === 0) return event
    return { ...loose, response: { ...loose.response, output: loose.response.output.map(sealItem) } } as UnstampedEvent
  }
}

function withCiphertext<Item extends object>(item: Item, ciphertext: string): Item {
  return orderItem({ ...item, encrypted_content: ciphertext }) as Item
}

function rawReasoning(item: object): string {
  return ((item as Partial<Reasoning>).content ?? []).map((part) => part.text).join('\n')
}
