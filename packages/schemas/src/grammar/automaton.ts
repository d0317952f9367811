import { derive, isNullable, simplify } from './derivative.ts'
import type { Pattern } from './pattern.ts'

/** Where a sequence of events stands. States are shared and immutable: compare them, keep them, never change them. */
export interface AutomatonState {
  /** Where each event type that may come next leads. */
  readonly next: ReadonlyMap<string, AutomatonState>
  /** Names of the patterns that still fit, in the order they were given. */
  readonly alive: readonly string[]
  /** Names of the patterns that are complete here, in the same order. */
  readonly ends: readonly string[]
}

/** The start state of a compiled set of patterns. */
export interface Automaton {
  readonly start: AutomatonState
}

/**
 * Compiles named patterns into one deterministic automaton that follows all of them at once, so that a step costs one Map lookup however many
 * variations a grammar knows. Put the regular pattern first.
 */
export function compileAutomaton(patterns: Readonly<Record<string, Pattern>>): Automaton {
  const names = Object.keys(patterns)
  const types = [...new Set(Object.values(patterns).flatMap(eventTypes))]
  const known = new Map<string, AutomatonState>()

  function stateOf(residues: readonly (Pattern | null)[]): AutomatonState {
    const key = JSON.stringify(residues)
    const existing = known.get(key)
    if (existing !== undefined) return existing
    const next = new Map<string, AutomatonState>()
    const state: AutomatonState = {
      next,
      alive: names.filter((_, index) => residues[index] !== null),
      ends: names.filter((_, index) => {
        const residue = residues[index] ?? null
        return residue !== null && isNullable(residue)
      }),
    }
    known.set(key, state)
    for (const type of types) {
      const after = residues.map((residue) => (residue === null ? null : derive(residue, type)))
      if (after.some((residue) => residue !== null)) next.set(type, stateOf(after))
    }
    return state
  }

  return { start: stateOf(Object.values(patterns).map(simplify)) }
}

/** The state after one more event; null when no pattern allows it here. */
export const advance = (state: AutomatonState, type: string): AutomatonState | null => state.next.get(type) ?? null

/** The event types that may come next, those of the first pattern first. */
export const expected = (state: AutomatonState): string[] => [...state.next.keys()]

/** Whether a sequence may stop here. */
export const canEnd = (state: AutomatonState): boolean => state.ends.length > 0

export type Match =
  /** The sequence fits; `as` names the first pattern it fits. */
  | { ok: true; as: string }
  /** `at` is the index of the first event that may not be there; the length of the sequence when it may not end there. */
  | { ok: false; at: number; expected: string[] }

/** Tells whether a whole sequence of event types fits, and where it first does not. */
export function matchSequence({ start }: Automaton, types: readonly string[]): Match {
  let state = start
  for (const [at, type] of types.entries()) {
    const next = advance(state, type)
    if (next === null) return { ok: false, at, expected: expected(state) }
    state = next
  }
  const [as] = state.ends
  return as === undefined ? { ok: false, at: types.length, expected: expected(state) } : { ok: true, as }
}

/** Every event type a pattern mentions, in order of appearance. */
export function eventTypes(pattern: Pattern): string[] {
  if ('event' in pattern) return [pattern.event]
  const parts =
    'seq' in pattern
      ? pattern.seq
      : 'alt' in pattern
        ? pattern.alt
        : ['star' in pattern ? pattern.star : 'plus' in pattern ? pattern.plus : pattern.opt]
  return [...new Set(parts.flatMap(eventTypes))]
}
