import type { Step } from '../../engines/step.ts'
import type { IdSource } from '../ids.ts'
import type { UnstampedEvent } from '../unstamped-event.ts'
import type { Fields } from './order-keys.ts'

/** A step inside an item. */
export type InnerStep = Exclude<Step, { type: 'item.start' | 'item.end' | 'stop' | 'fail' }>

/** What an item needs to know of its surroundings. */
export interface ItemContext {
  id: string
  outputIndex: number
  ids: IdSource
  /** The model thinks before it answers (`reasoning.effort` of the response is set). */
  reasons: boolean
  /** Open beside other items: nothing may be sent that was not asked for, since the order among them is the tools' to decide. */
  keyed: boolean
}

/** How an item ends: `cut` = the response stopped while it was open, `other` = its own `item.end` gives a status out of the ordinary. */
export type Outcome = 'completed' | 'failed' | 'cut' | 'other'

/** What goes on between announcement and end of an item. Its events are in the order they are sent. */
export interface ItemBody {
  /** Right after `output_item.added`. */
  open(): UnstampedEvent[]
  /** @throws TypeError when the item knows no such step, or not here */
  step(step: InnerStep): UnstampedEvent[]
  /** Whatever is left to send before `output_item.done`. `known` = the fields given with the item's start and end. */
  close(end: { outcome: Outcome; known: Fields }): UnstampedEvent[]
  /** The fields of the finished item that went through the body; asked for after `close`. */
  fields(): Fields
}

/** One of the 28 kinds of output item: how it is announced, what it sends, how it ends. */
export interface ItemKind {
  /** Of its id, without the underscore. */
  prefix: string
  /** Statuses it goes through; null for kinds that carry none. `failed` where it has such a status. */
  status: { announced: string; done: string; cut: string; failed?: string } | null
  /** Where the status at the end depends on the item. */
  doneStatus?: (item: Fields) => string
  /** Fields with the value they have when nobody gives one. */
  defaults?: (context: ItemContext, start: Fields) => Fields
  /** Fields that are announced empty whatever is known of them, because they fill up later. */
  blank?: (start: Fields) => Fields
  /** Where the announcement is not simply defaults, start and blanks. Gets those joined, and `start` alone. */
  announce?: (fields: Fields, context: ItemContext, start: Fields) => Fields
  body: (context: ItemContext, start: Fields) => ItemBody
}
