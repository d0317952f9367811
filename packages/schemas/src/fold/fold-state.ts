import type { Chain } from './chain.ts'
import type { ItemDraft } from './item-draft.ts'
import type { Json } from './json.ts'

/** What went wrong while folding. The fold goes on; the problem says what it made of it. */
export interface FoldProblem {
  /** Index of the event, 0 for the first one folded; null when the stream as a whole is meant. */
  readonly event: number | null
  readonly kind: FoldProblemKind
  readonly message: string
}

export type FoldProblemKind =
  /** Not an object with a `type`; skipped. */
  | 'not-an-event'
  /** A type that the API does not know; skipped. */
  | 'unknown-event'
  /** Says nothing usable (a delta without text, an item that is null); skipped or filled in. */
  | 'unusable-event'
  /** Belongs to an item, or part, that nobody announced; it was made up from what the event says. */
  | 'not-announced'
  /** Comes after its item, or the whole response, was finished; skipped. */
  | 'too-late'
  /** Two events tell the same thing differently; the later, more complete one counts. */
  | 'disagreement'
  /** Never finished; stands in the response as far as it got, or as the terminal event shows it. */
  | 'not-finished'
  /** No event of the stream showed it (a resumed stream); taken from the terminal event. */
  | 'not-in-stream'

/** Everything known after some events. Immutable, and shares its unchanged parts with the states before it. */
export interface FoldState {
  /** How many events were folded. */
  readonly events: number
  /** The newest Response object, over the ones before it; its own `output` counts only where the stream has nothing. */
  readonly response: Json | null
  /** Type of the terminal event; null while there is none. */
  readonly terminal: string | null
  /** One more than the highest `output_index` seen. */
  readonly nextIndex: number
  readonly closed: Chain<ClosedItem> | null
  readonly open: readonly ItemDraft[]
  readonly problems: Chain<FoldProblem> | null
}

export interface ClosedItem {
  readonly outputIndex: number
  readonly item: Json
}

/** The state before the first event. */
export const emptyFold = (): FoldState => ({
  events: 0,
  response: null,
  terminal: null,
  nextIndex: 0,
  closed: null,
  open: [],
  problems: null,
})
