/** What a recorder keeps while an exchange runs: a piece of the answer's body, or a WebSocket message, and when it came. */
export interface Entry {
  kind: EntryKind
  /** Milliseconds since the request was sent. */
  t: number
  bytes: Uint8Array
}

/** `chunked`: of a body in chunked transfer coding, with its size lines. `in` and `out` as the client sees it: what the server sent, what the client sent. */
export type EntryKind = 'body' | 'chunked' | 'in-text' | 'in-binary' | 'out-text' | 'out-binary'

export const entryKinds: readonly EntryKind[] = ['body', 'chunked', 'in-text', 'in-binary', 'out-text', 'out-binary']

/** Milliseconds to three places: a recorder's clock is no better, and a file full of digits no clearer. */
export function roundTime(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1000) / 1000)
}
