import type { Chunking, DuePiece } from './chunking.ts'
import type { Timetable } from './pace.ts'
import type { Carrier, Piece } from './piece.ts'

/** How an answer ends: cleanly, with its connection destroyed, or never. */
export type Ending = 'eof' | 'reset' | 'never'

/** A piece with its time. */
export interface DraftPiece extends DuePiece {
  event: Piece['event']
  data: Piece['data']
}

/** An answer while it is made: what the recording gives, then what faults make of it, before its bytes are cut into chunks. */
export interface Draft {
  carrier: Carrier
  status: number
  headers: [name: string, value: string][]
  /** When status and headers are due, in milliseconds after the request; null: with the first bytes. */
  headersAt: number | null
  pieces: DraftPiece[]
  /** `at` in milliseconds after the request; null: right after the last bytes. `early`: before all that belongs to the answer was sent. */
  end: { how: Ending; at: number | null; early: boolean }
  chunking: Chunking
}

/** Pieces with the times that `timetable` gives them, and the number of events that are out with each. */
export function toDue(pieces: readonly Piece[], timetable: Timetable): DraftPiece[] {
  let events = 0
  return pieces.map(({ bytes, t, starts, event, data }) => {
    // Starts first: a chunk cannot be due before one that began earlier, and a piece is there when its last chunk is.
    const due = starts?.map(([offset, start]) => [offset, timetable(start ?? t, events)] as const) ?? null
    const at = timetable(t, events)
    if (event !== null) events++
    return { bytes, at, starts: due, events, event, data }
  })
}

/** A piece that was made here, in place of `old` or behind it. */
export function madePiece(bytes: Uint8Array<ArrayBuffer>, old: Pick<DraftPiece, 'at' | 'events'>): DraftPiece {
  return { bytes, at: old.at, starts: null, events: old.events, event: null, data: null }
}

/** Everything from the `from`-th piece on, and the end, `ms` later. */
export function delay(draft: Draft, from: number, ms: number): void {
  draft.pieces = draft.pieces.map((piece, index) => {
    if (index < from) return piece
    return { ...piece, at: piece.at + ms, starts: piece.starts?.map(([offset, at]) => [offset, at + ms] as const) ?? null }
  })
  if (draft.end.at !== null) draft.end = { ...draft.end, at: draft.end.at + ms }
}

/** Index of the first piece behind the `count`-th event; all of them when there are not so many. */
export function behindEvent(draft: Draft, count: number): number {
  if (count <= 0) return 0
  let seen = 0
  const index = draft.pieces.findIndex(({ event, data }) => (event !== null || data !== null) && ++seen === count)
  return index < 0 ? draft.pieces.length : index + 1
}
