/**
 * Receives what an operator needs to see. Entries hold routes, statuses, durations and ids; never a body, a header, a key, a query string or
 * the message of an unexpected error, which could quote any of them.
 */
export type Logger = (entry: LogEntry) => void

export type LogEntry = RequestLogEntry | ResponseLogEntry | FaultLogEntry

export interface RequestLogEntry {
  level: 'info'
  event: 'request'
  requestId: string
  method: string
  /** The route's pattern, as `/v1/responses/:id`; null when none matched. */
  route: string | null
  status: number
  durationMs: number
  /** The reader left before the answer was complete. */
  aborted: boolean
}

/** A response that is over, however it was asked for. */
export interface ResponseLogEntry {
  level: 'info'
  event: 'response'
  responseId: string | null
  model: string
  /** `completed`, `incomplete`, `failed`, `cancelled`, `aborted` (its reader left), `refused` (an error instead of a response). */
  outcome: string
  inputTokens: number | null
  outputTokens: number | null
  firstEventMs: number | null
  firstDeltaMs: number | null
  durationMs: number
}

/** The server's own mistake: an exception nobody expected. */
export interface FaultLogEntry {
  level: 'error'
  event: 'fault'
  requestId: string
  /** Class of the error. */
  name: string
  /** Where it was thrown: stack frames without the message. */
  frames: string[]
}

export function toFaultLogEntry(error: unknown, requestId: string): FaultLogEntry {
  const { name, stack = '' } = error instanceof Error ? error : { name: typeof error }
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  return { level: 'error', event: 'fault', requestId, name, frames: frames.map((line) => line.trim()) }
}
