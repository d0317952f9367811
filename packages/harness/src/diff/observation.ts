import { plural } from '../report/paint.ts'
import type { Divergence } from './divergence.ts'
import { withoutIndexes } from './pointers.ts'

/** One divergence as it is seen at one place, before those of one cause are told as one. */
export interface Observation extends Omit<Divergence, 'severity'> {
  severity: Divergence['severity'] | 'ignore'
  /** A line of the rules file has spoken: nothing else changes the severity. */
  settled?: boolean
  /** An error even where no rule of the protocol is broken: what the answer is differs, not how it is told. */
  grave?: boolean
  /** Of an event that one side has alone: the item it belongs to, in the actual stream. */
  outputIndex?: number
  /** Observations of one cause are one divergence. */
  cause: string
  /** Type of the event it is about; '' where there is none. */
  eventType: string
}

/** A divergence that may still have been ignored. */
export type Settled = Omit<Observation, 'cause' | 'eventType' | 'grave' | 'outputIndex'>

/** A divergence with all the places where its cause shows. */
export interface Cause {
  divergence: Settled
  observations: readonly Observation[]
}

/** Severities by weight. */
export const RANK = { error: 3, warning: 2, info: 1, ignore: 0 } as const

/** Tells observations of one cause once: the first place, the worst severity, and how often. */
export function foldCauses(observations: readonly Observation[]): Cause[] {
  const ordered = observations.toSorted((a, b) => (a.actual ?? a.expected ?? 0) - (b.actual ?? b.expected ?? 0))
  return [...Map.groupBy(ordered, ({ cause }) => cause).values()].map((group) => {
    const worst = group.reduce((a, b) => (RANK[b.severity] > RANK[a.severity] ? b : a))
    const { cause: _, grave: __, outputIndex: ___, eventType, ...divergence } = worst
    if (group.length === 1) return { divergence, observations: group }
    const isNamed = (type: string) => type === '' || type === eventType || divergence.message.includes(type)
    const others = [...new Set(group.map((each) => each.eventType))].filter((type) => !isNamed(type))
    const places =
      others.length === 0
        ? ''
        : others.length <= 3
          ? `, also in ${others.join(', ')}`
          : `, also in ${plural(others.length, 'other type')} of events`
    const message = `${divergence.message} (${group.length} times${places})`
    return { divergence: { ...divergence, message, count: group.length }, observations: group }
  })
}

/**
 * The cause of a difference in a field: the same field of the same noun, wherever that noun stands (an item is the same in `added`, in `done`
 * and in the final output), and ids by what they name.
 */
export function causeOfField(kind: Divergence['kind'], pointer: string, isReference: boolean): string {
  const path = withoutIndexes(pointer)
  const noun = NOUNS.find(([, place]) => place.test(path))
  const rest = noun === undefined ? path : path.replace(noun[1], '/')
  if (isReference && (rest === '/item_id' || (noun?.[0] === 'item' && rest === '/id'))) return 'reference to an item'
  if (isReference && rest.endsWith('/call_id')) return 'reference to a call'
  return `${kind} ${noun?.[0] ?? 'event'} ${rest}`
}

const NOUNS: readonly (readonly [string, RegExp])[] = [
  ['annotation', /^(?:\/annotation|(?:\/part|\/item\/content\/\*|\/response\/output\/\*\/content\/\*)\/annotations\/\*)\//],
  ['part', /^(?:\/part|(?:\/item|\/response\/output\/\*)\/(?:content|summary)\/\*)\//],
  ['item', /^(?:\/item|\/response\/output\/\*)\//],
  ['response', /^\/response\//],
]
