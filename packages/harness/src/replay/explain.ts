import type { Candidate } from './match.ts'
import type { ReplayRequest } from './replay-request.ts'
import type { Difference } from './request-differences.ts'
import { toRoute } from './route.ts'

/** Why no recorded interaction answers a request. */
export interface Mismatch {
  /** For people: what was asked, the nearest recording and what differs. One line, then one for each difference. */
  message: string
  /** The nearest golden; null when none has the method and place of the request. */
  nearest: string | null
  differences: readonly Difference[]
}

const MOST_SHOWN = 6

/**
 * @param places what can be asked, for a request to a place where nothing was recorded
 * @param usedUp the golden that fits but was given as often as it may be
 * @param onTape where a tape stands, and the place of what is next on it
 */
export function explain(
  asked: ReplayRequest,
  [nearest]: readonly Candidate[],
  places: readonly string[],
  usedUp: string | null = null,
  onTape: { name: string; place: string } | null = null,
): Mismatch {
  const what = `${asked.method.toUpperCase()} ${toRoute(asked.path).place}`
  if (nearest === undefined && onTape !== null) {
    const message = `The tape stands at ${onTape.name}, which answers ${onTape.place}; asked was ${what}.`
    return { message, nearest: onTape.name, differences: [] }
  }
  if (nearest === undefined) {
    const known = places.length === 0 ? 'nothing was recorded at all' : `there is ${[...new Set(places)].slice(0, MOST_SHOWN).join(', ')}`
    return { message: `No recorded interaction answers ${what}: ${known}.`, nearest: null, differences: [] }
  }
  const { interaction, differences } = nearest
  if (usedUp !== null) {
    const message = `Every recorded interaction that answers this ${what} was given already; the last was ${usedUp} (repeat: never).`
    return { message, nearest: usedUp, differences: [] }
  }
  const shown = differences.slice(0, MOST_SHOWN).map(describe)
  const more = differences.length > shown.length ? [`… and ${differences.length - shown.length} more`] : []
  const message = [
    `No recorded interaction answers this ${what}. The nearest is ${interaction.name}; it differs at`,
    ...shown,
    ...more,
  ].join('\n  ')
  return { message, nearest: interaction.name, differences }
}

/** One difference as a line. */
export function describe({ pointer, recorded, asked }: Difference): string {
  return `${pointer || 'the body'}: recorded ${show(recorded)}, asked ${show(asked)}`
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 100 ? `${text.slice(0, 60)} … ${text.slice(-30)}` : text
}
