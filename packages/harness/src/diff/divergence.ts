export type DivergenceKind = 'missing-event' | 'extra-event' | 'missing-field' | 'extra-field' | 'type' | 'value' | 'order'

/** One difference between two streams. `expected` and `actual` are event indexes (0-based) in the two streams, null where that side has no such event. */
export interface Divergence {
  kind: DivergenceKind
  severity: 'error' | 'warning' | 'info'
  expected: number | null
  actual: number | null
  /** JSON pointer inside the event; '' = the event itself. */
  pointer: string
  message: string
  /** How often it shows, where one cause shows in several places: this is the first. Absent = once. */
  count?: number
  /** The linter's rule that the actual stream breaks here and the expected one keeps, e.g. `GW101 sequence-gap`. */
  rule?: string
  /** What goes wrong for whom. */
  why?: string
  /** Clients that this breaks, as far as their types and code say. */
  clients?: string[]
}
