import { type ClientProfile, clientStreamOf, predictReading, saidBy } from '@goldwire/harness/clients'

import { isHeldOut, type ProofCase } from './cases.ts'
import { callsOf, type Outcome, realOutcome } from './outcomes.ts'
import type { RealReading } from './read-cases.ts'

/** One stream that a client read: what was expected of it, what it did. */
export interface ProvedCase {
  id: string
  predicted: Outcome
  real: Outcome
  /** Kept from those who wrote the profiles; null for a sound base. */
  isHeldOut: boolean | null
  /** The same error or not, the same text, the same calls: not only the same outcome. */
  isSameReading: boolean
  because: string[]
  /** What the client said, where it failed. */
  error: string | null
}

/** What the programs ask in their `read` mode. */
const ASKED = { tools: ['get_weather'], turns: 1 }

/** Holds what a profile expects of streams against what the client did with them. */
export function proveClient(profile: ClientProfile, cases: readonly ProofCase[], readings: readonly RealReading[]): ProvedCase[] {
  const bases = new Map(cases.map(({ base, mutation }, index) => [mutation === null ? base : '', readings[index]]))
  return cases.flatMap((one, index): ProvedCase[] => {
    const [reading, base] = [readings[index], bases.get(one.base)]
    if (reading === undefined || base === undefined) return []
    const { reading: expected, verdict } = predictReading(profile, clientStreamOf(one.golden, ASKED), saidBy(one.golden))
    const isError = expected.outcome !== 'ok'
    const isSame =
      (reading.read === 'error') === isError && (isError || (reading.text === expected.text && callsOf(reading) === callsOf(expected)))
    const isLost = verdict.verdict === 'degrades'
    return [
      {
        id: one.id,
        predicted: isError ? 'error' : isLost && one.mutation !== null ? 'degraded' : 'ok',
        // What a stream should have said is known by its base; of a stream that is one itself, only that it was read as expected.
        real: one.mutation === null && reading.read === 'ok' && !isError && !isSame ? 'degraded' : realOutcome(reading, base),
        isHeldOut: one.mutation === null ? null : isHeldOut(one),
        isSameReading: isSame,
        because: isError ? [expected.because ?? ''] : verdict.because,
        error: reading.error ?? null,
      },
    ]
  })
}
