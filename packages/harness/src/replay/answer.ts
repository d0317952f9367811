import { type TimedChunk, toChunks } from './chunking.ts'
import type { Draft } from './draft.ts'
import type { Mismatch } from './explain.ts'

/** What a request is answered with: everything a carrier needs to know, and nothing of how it carries it. */
export interface ReplayAnswer {
  /** Name of the golden it is taken from; null for an answer that was made here. */
  golden: string | null
  /** `recorded` as it was, `derived` from what was recorded (a response read again, say), `error`, or `mismatch`: nothing fits. */
  kind: 'recorded' | 'derived' | 'error' | 'mismatch'
  status: number
  headers: readonly (readonly [name: string, value: string])[]
  /** When status and headers are due, in milliseconds after the request; null: with the first bytes. */
  headersAt: number | null
  /** Over a WebSocket each is a message. */
  chunks: readonly TimedChunk[]
  /** Where the bytes are cut was asked for, or recorded: the reader has to see them cut there. */
  exact: boolean
  /** `never`: the connection stays open and silent. `at` null: right behind the last bytes. */
  end: Draft['end']
  /** Aborts when the stream has to end before its time, cleanly: its response was cancelled. */
  stop: AbortSignal | null
  /** To be told how many events of the recording the reader has. */
  deliver: (events: number) => void
  /** Over a WebSocket: how the connection is closed behind it; null: it stays open. */
  close: { code: number; reason: string } | null
  /** The faults that struck it. */
  faults: readonly string[]
  mismatch: Mismatch | null
}

/** An answer of a draft whose faults have been planted. */
export function toAnswer(draft: Draft, { kind, golden = null, ...rest }: Pick<ReplayAnswer, 'kind'> & Partial<ReplayAnswer>): ReplayAnswer {
  const chunks = toChunks(draft.pieces, draft.carrier === 'websocket' ? 'frame' : draft.chunking)
  return {
    golden,
    kind,
    status: draft.status,
    headers: draft.headers,
    headersAt: draft.headersAt,
    chunks,
    exact: isExact(draft),
    end: draft.end,
    stop: null,
    deliver: () => undefined,
    close: null,
    faults: [],
    mismatch: null,
    ...rest,
  }
}

function isExact({ chunking, pieces }: Draft): boolean {
  return chunking === 'recorded' ? pieces.some(({ starts }) => starts !== null) : chunking !== 'frame' && chunking !== 'whole'
}
