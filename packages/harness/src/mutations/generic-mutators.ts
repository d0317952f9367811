import type { Golden } from '../golden/golden.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { chooserOf } from './choose.ts'
import { copyOf, eventRows, goldenOfEvents, isGolden, renumberFrom } from './event-rows.ts'
import { eventPaths, valueAt } from './event-paths.ts'
import type { MutableStream, PlantOptions } from './mutation.ts'

/** A stream with one change that nobody thought of in advance. */
export interface Mutant {
  /** What was done, and where. */
  label: string
  events: JsonObject[]
}

/** A change that can be made; nothing is copied before it is. */
interface Site {
  label: string
  make: () => JsonObject[]
}

const first = (events: readonly JsonObject[]) => Number(events[0]?.['sequence_number'] ?? 0)
const typeOf = (event: JsonObject | undefined) => String(event?.['type'])

function renumbered(events: readonly JsonObject[], from: number): JsonObject[] {
  const copies = copyOf(events) as JsonObject[]
  renumberFrom(copies, from)
  return copies
}

const dropSites = (events: readonly JsonObject[]): Site[] =>
  events.map((event, index) => ({ label: `drop ${typeOf(event)}`, make: () => renumbered(events.toSpliced(index, 1), first(events)) }))

const duplicateSites = (events: readonly JsonObject[]): Site[] =>
  events.map((event, index) => ({
    label: `duplicate ${typeOf(event)}`,
    make: () => renumbered(events.toSpliced(index, 0, event), first(events)),
  }))

const bare = (event: JsonObject) => JSON.stringify({ ...event, sequence_number: 0, obfuscation: '' })

const swapSites = (events: readonly JsonObject[]): Site[] =>
  events.flatMap((event, index) => {
    const next = events[index + 1]
    if (next === undefined || bare(event) === bare(next)) return []
    return [
      { label: `swap ${typeOf(event)} ${typeOf(next)}`, make: () => renumbered(events.toSpliced(index, 2, next, event), first(events)) },
    ]
  })

/** A change of one value in one event; null where the value cannot be changed so. */
type ChangeValue = (holder: JsonObject, key: string) => boolean

const valueSites =
  (verb: string, which: 'leaves' | 'keys', change: ChangeValue) =>
  (events: readonly JsonObject[]): Site[] =>
    events.flatMap((event, index) =>
      eventPaths(event, which).flatMap((path) => {
        const place = path.map((one) => (/^\d+$/.test(one) ? '*' : one)).join('/')
        const trial = copyOf(event)
        if (!change(valueAt(trial, path.slice(0, -1)) as JsonObject, path.at(-1) ?? '')) return []
        return [{ label: `${verb} ${typeOf(event)} /${place}`, make: () => [...events.slice(0, index), trial, ...events.slice(index + 1)] }]
      }),
    )

/** A text gets a letter more, a number one more, a boolean its opposite, null a text. */
const changeSites = valueSites('change', 'leaves', (holder, key) => {
  const value = holder[key]
  holder[key] = typeof value === 'string' ? `${value}x` : typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : 'x'
  return true
})

/** A text becomes a number, a number or boolean a text, an object or a list the text of itself. */
const retypeSites = valueSites('retype', 'keys', (holder, key) => {
  const value = holder[key]
  if (value === null) return false
  holder[key] = typeof value === 'string' ? 1 : JSON.stringify(value)
  return true
})

const nullSites = valueSites('null', 'keys', (holder, key) => {
  if (holder[key] === null) return false
  holder[key] = null
  return true
})

const removeSites = valueSites('remove', 'keys', (holder, key) => {
  if (Array.isArray(holder)) return false
  delete holder[key]
  return true
})

const renameSites = valueSites('rename', 'keys', (holder, key) => {
  if (Array.isArray(holder)) return false
  holder[`${key}_`] = holder[key]
  delete holder[key]
  return true
})

function* made(sites: readonly Site[]): Generator<Mutant> {
  for (const { label, make } of sites) yield { label, events: make() }
}

/** Leaves out each event in turn; the numbers are made whole again. */
export const dropEach = (events: readonly JsonObject[]) => made(dropSites(events))
/** Sends each event twice in turn. */
export const duplicateEach = (events: readonly JsonObject[]) => made(duplicateSites(events))
/** Exchanges each event with the next one in turn, unless they are the same but for their numbers. */
export const swapEach = (events: readonly JsonObject[]) => made(swapSites(events))
/** Changes each scalar of each event in turn: a text gets a letter more, a number one more, a boolean its opposite, null a text. */
export const changeEachLeaf = (events: readonly JsonObject[]) => made(changeSites(events))

/** A way to change a stream at every place in turn. */
export interface GenericMutator {
  readonly id: 'drop' | 'duplicate' | 'swap' | 'change' | 'retype' | 'null' | 'remove' | 'rename'
  /** What is done at each place. */
  readonly title: string
  /** The mutants of a stream; with a `limit`, so many of them at most, drawn by the seed. Not every mutant is a defect. */
  mutants(stream: MutableStream, options?: PlantOptions & { limit?: number }): Generator<{ label: string; golden: Golden }>
}

/** Changes that nobody chose: what finds these finds defects that nobody has listed. */
export const genericMutators: readonly GenericMutator[] = [
  genericMutator('drop', 'an event is left out', dropSites),
  genericMutator('duplicate', 'an event is sent twice', duplicateSites),
  genericMutator('swap', 'two neighbours are exchanged', swapSites),
  genericMutator('change', 'a value is another', changeSites),
  genericMutator('retype', 'a value is of another type', retypeSites),
  genericMutator('null', 'a value is null', nullSites),
  genericMutator('remove', 'a key is left out', removeSites),
  genericMutator('rename', 'a key has another name', renameSites),
]

function genericMutator(id: GenericMutator['id'], title: string, sitesOf: (events: readonly JsonObject[]) => Site[]): GenericMutator {
  return {
    id,
    title,
    *mutants(stream, { seed = 0, limit = Number.POSITIVE_INFINITY } = {}) {
      const golden = isGolden(stream) ? stream : goldenOfEvents(stream)
      const events = eventRows(golden)?.events ?? []
      const sites = sitesOf(events)
      // A draw depends on the seed alone, so that seed 0 is a draw as well.
      const drawn = sites.length > limit ? chooserOf(seed + 1, id)(sites).slice(0, limit) : sites
      for (const { label, make } of drawn) yield { label, golden: aroundEvents(golden, make()) }
    },
  }
}

/** The golden with other events, framed as the first was. */
function aroundEvents({ header, lines }: Golden, events: readonly JsonObject[]): Golden {
  const { framing } = header.response
  const named = lines.some(({ event }) => typeof event === 'string')
  return {
    header,
    lines: events.map((data) =>
      framing === 'websocket'
        ? { t: null, dir: 'in', data }
        : { t: null, event: named && isObject(data) && typeof data['type'] === 'string' ? data['type'] : null, data },
    ),
  }
}
