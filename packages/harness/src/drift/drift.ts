/** What kind of change was seen on the wire. */
export type DriftKind =
  | 'new-noun'
  | 'gone-noun'
  | 'new-field'
  | 'gone-field'
  | 'new-type'
  | 'gone-type'
  | 'new-value'
  | 'now-optional'
  | 'now-always'
  | 'unknown-field'
  | 'refused'

/** In how many captures something was seen, of how many in which it could have been. */
export interface Count {
  captures: number
  of: number
}

/** One change between two sets of captures, or between captures and the schemas. */
export interface Drift {
  kind: DriftKind
  /** `event response.created`, `item message`, `response`, …: where it was seen. */
  noun: string
  /** JSON pointer inside the noun, list indexes as `*`; '' = the noun itself. */
  pointer: string
  /** What is new or gone there, in words. */
  detail: string
  /** Null where captures are compared with the schemas. */
  old: Count | null
  new: Count
  /** ISO days of the first sighting, by provider. */
  firstSeen: { [provider: string]: string }
  /** Names of captures that show it; a few. */
  examples: string[]
}

/** How many names of captures are told. */
export const MOST_EXAMPLES = 3
