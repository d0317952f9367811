/** How bad a finding is: `error` breaks the protocol, `warning` breaks some client or is legal but unwise, `info` explains a documented deviation. */
export type Severity = 'error' | 'warning' | 'info'

/** One breach of a rule, with its place. */
export interface Finding {
  /** The rule's id and name, e.g. `GW101 sequence-gap`. */
  rule: string
  severity: Severity
  /** Index of the event in the stream (0-based); null when the finding is about the whole stream. */
  event: number | null
  /** JSON pointer inside the event; '' = the event itself. */
  pointer: string
  message: string
}
