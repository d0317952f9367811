import type { RealReading } from './read-cases.ts'

/** What became of a stream: as from the sound base, an error, or no error and another text or other calls. */
export type Outcome = 'ok' | 'error' | 'degraded'
export const outcomes = ['ok', 'error', 'degraded'] as const

/** What a client really did, held against what it did with the base. */
export function realOutcome(reading: RealReading, base: RealReading): Outcome {
  if (reading.read === 'error') return 'error'
  // A base that the client refuses says nothing about what its user should have got.
  if (base.read === 'error') return 'ok'
  return reading.text === base.text && callsOf(reading) === callsOf(base) ? 'ok' : 'degraded'
}

/** Calls with their arguments as values: clients write JSON in their own ways. */
export function callsOf({ calls }: { calls?: readonly { name?: unknown; arguments?: unknown }[] | null }): string {
  return JSON.stringify((calls ?? []).map(({ name, arguments: text }) => [name ?? null, valueOf(text)]))
}

function valueOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : text
  } catch {
    return text
  }
}
