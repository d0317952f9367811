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
}
