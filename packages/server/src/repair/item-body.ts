import type { EventOwner } from '@goldwire/schemas'

import type { RepairStep } from './repair-step.ts'
import type { Fields } from './wire.ts'

/** What happens inside one of the upstream's items, told as steps. Never asks where in the stream it is. */
export interface ItemBody {
  /** @throws UnrepairableError when it contradicts what was sent already */
  event(event: Fields, owner: EventOwner): RepairStep[]
  /**
   * What is left to send before the item ends.
   * @param item the upstream's finished item; null where it never said what it is
   * @throws UnrepairableError when it contradicts what was sent already
   */
  finish(item: Fields | null): RepairStep[]
  /** Nothing more is to be expected of it. */
  readonly complete: boolean
  /** Text, arguments or the like was sent, or waits to be. */
  readonly begun: boolean
  /** The upstream told that the call has failed. */
  readonly failed?: boolean
  /** All text that was sent, by where it stands: `content`, `summary`, `arguments` … */
  texts(): { [field: string]: string }
}

/** What a body needs to know of its item. */
export interface BodyContext {
  kind: string
  /** The announcement, whatever the upstream put into it. */
  added: Fields
  place: string
  note: (rule: string, message: string) => void
  giveUp: (rule: string, message: string) => void
}
