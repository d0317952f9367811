import type { PartIndex } from './item-grammar.ts'

/** What an event does to the item it belongs to. */
export type EventRole =
  | 'item.added'
  | 'item.done'
  | 'part.added'
  | 'part.done'
  /** A piece of text, code, arguments … */
  | 'delta'
  /** All of it. */
  | 'done'
  | 'annotation'
  | 'partial_image'
  /** A hosted tool says where it is. */
  | 'phase'

/** Which items an event type belongs to, and how it names its item and part. */
export interface EventOwner {
  /** Item types; empty = any. */
  readonly kinds: readonly string[]
  /** How the event names its item. All events of items carry `output_index`; `item_id` says that they carry the id as well. */
  readonly addressing: 'item_id' | 'output_index'
  /** The field that names the part; null for events about the whole item. */
  readonly index: PartIndex | null
  readonly role: EventRole
  /** The `type` of the part that the event speaks of; null for any and for events without part. */
  readonly partType: string | null
  /** For role `phase`: the last word of the type. */
  readonly phase: string | null
}
