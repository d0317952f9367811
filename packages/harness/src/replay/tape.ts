import type { Interaction } from './interaction.ts'
import { isSamePlace, type Candidate, type MatchMode } from './match.ts'
import type { ReplayRequest } from './replay-request.ts'
import { responsePlace, toRoute } from './route.ts'

/**
 * What happens when everything that fits was given already: the last of it again, all of it again from the first, or nothing.
 */
export type Repeat = 'last' | 'cycle' | 'never'

/** Remembers which interactions were given, and picks the next. */
export interface Tape {
  /** What may be given for this request at this point: what was recorded behind the deletion of a response waits for that deletion. */
  eligible(asked: ReplayRequest): readonly Interaction[]
  /** The first of the best that was not given yet; else what `repeat` says. */
  pick(fitting: readonly Candidate[]): Candidate | null
  isUnused(interaction: Interaction): boolean
  use(interaction: Interaction): void
  rewind(): void
}

export function createTape(interactions: readonly Interaction[], match: MatchMode, repeat: Repeat): Tape {
  const uses = new Map<Interaction, number>()
  const usesOf = (interaction: Interaction): number => uses.get(interaction) ?? 0
  const order = new Map(interactions.map((interaction, index) => [interaction, index]))
  const places = new Map(interactions.map((interaction) => [interaction, placeOf(interaction)]))

  /** A deletion or cancellation of the same response that was recorded earlier and has not happened yet. */
  function waits(interaction: Interaction): boolean {
    const id = places.get(interaction)?.id
    if (id === undefined) return false
    const own = order.get(interaction) ?? 0
    return interactions.some((other) => {
      const place = places.get(other)
      const changes = place?.id === id && (place.method === 'DELETE' || place.part === 'cancel')
      return changes && (order.get(other) ?? 0) < own && usesOf(other) === 0
    })
  }

  return {
    eligible(asked) {
      if (match !== 'tape') return interactions.filter((one) => !waits(one))
      const next = interactions.find((one) => usesOf(one) === 0)
      if (next !== undefined) return [next]
      const last = repeat === 'never' ? undefined : interactions.findLast((one) => isSamePlace(asked, one))
      return last === undefined ? [] : [last]
    },
    pick(fitting) {
      const [best] = fitting
      if (best === undefined) return null
      const group = fitting
        .filter(({ equal, folded }) => equal === best.equal && folded === best.folded)
        .sort((a, b) => (order.get(a.interaction) ?? 0) - (order.get(b.interaction) ?? 0))
      const unused = group.find(({ interaction }) => usesOf(interaction) === 0)
      if (unused) return unused
      if (repeat === 'never') return null
      if (repeat === 'last') return group.at(-1) ?? null
      return group.toSorted((a, b) => usesOf(a.interaction) - usesOf(b.interaction))[0] ?? null
    },
    isUnused: (interaction) => usesOf(interaction) === 0,
    use: (interaction) => void uses.set(interaction, usesOf(interaction) + 1),
    rewind: () => uses.clear(),
  }
}

function placeOf({ request }: Interaction): { id: string; part: string | null; method: string } | null {
  const place = request.path === null ? null : responsePlace(toRoute(request.path).place)
  return place === null ? null : { ...place, method: request.method }
}
