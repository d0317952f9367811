import { isObject, type JsonObject } from '../lint/json.ts'
import { renumberFrom } from './event-rows.ts'

/** A stream with one change that nobody thought of in advance. */
export interface Mutant {
  /** What was done, and where. */
  label: string
  events: JsonObject[]
}

const copy = (events: readonly JsonObject[]) => JSON.parse(JSON.stringify(events)) as JsonObject[]
const first = (events: readonly JsonObject[]) => Number(events[0]?.['sequence_number'] ?? 0)
const typeOf = (event: JsonObject | undefined) => String(event?.['type'])

function renumbered(events: JsonObject[], from: number): JsonObject[] {
  renumberFrom(events, from)
  return events
}

/** Leaves out each event in turn; the numbers are made whole again. */
export function* dropEach(events: readonly JsonObject[]): Generator<Mutant> {
  for (const [index, event] of events.entries())
    yield { label: `drop ${typeOf(event)}`, events: renumbered(copy(events.toSpliced(index, 1)), first(events)) }
}

/** Sends each event twice in turn. */
export function* duplicateEach(events: readonly JsonObject[]): Generator<Mutant> {
  for (const [index, event] of events.entries())
    yield { label: `duplicate ${typeOf(event)}`, events: renumbered(copy(events.toSpliced(index, 0, event)), first(events)) }
}

/** Exchanges each event with the next one in turn, unless they are the same but for their numbers. */
export function* swapEach(events: readonly JsonObject[]): Generator<Mutant> {
  const bare = (event: JsonObject) => JSON.stringify({ ...event, sequence_number: 0, obfuscation: '' })
  for (const [index, event] of events.entries()) {
    const next = events[index + 1]
    if (next === undefined || bare(event) === bare(next)) continue
    yield {
      label: `swap ${typeOf(event)} ${typeOf(next)}`,
      events: renumbered(copy(events.toSpliced(index, 2, next, event)), first(events)),
    }
  }
}

/** Changes each scalar of each event in turn: a text gets a letter more, a number one more, a boolean its opposite, null a text. */
export function* changeEachLeaf(events: readonly JsonObject[]): Generator<Mutant> {
  for (const [index, event] of events.entries()) {
    for (const path of leavesOf(event, [])) {
      const changed = copy(events)
      const holder = path.slice(0, -1).reduce<unknown>((value, key) => (value as JsonObject)[key], changed[index]) as JsonObject
      const key = path.at(-1) ?? ''
      holder[key] = another(holder[key])
      const place = path.map((one) => (/^\d+$/.test(one) ? '*' : one)).join('/')
      yield { label: `change ${typeOf(event)} /${place}`, events: changed }
    }
  }
}

function* leavesOf(value: unknown, path: string[]): Generator<string[]> {
  if (Array.isArray(value)) for (const [index, entry] of value.entries()) yield* leavesOf(entry, [...path, String(index)])
  else if (isObject(value)) for (const [key, entry] of Object.entries(value)) yield* leavesOf(entry, [...path, key])
  else yield path
}

function another(value: unknown): unknown {
  if (typeof value === 'string') return `${value}x`
  if (typeof value === 'number') return value + 1
  return typeof value === 'boolean' ? !value : 'x'
}
