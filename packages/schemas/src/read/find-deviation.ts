import type { Deviation, DeviationKind, Noun } from './deviation.ts'
import { isObject, type JsonPath, valueAt } from './json-path.ts'
import { nounsAlong, type NounOnPath } from './noun-path.ts'

/** Something at one place: an issue, or a key too many. */
export interface Departure {
  readonly path: JsonPath
  readonly kind: DeviationKind
}

/** The deviations that describe `departure`, the ones about the innermost noun first. Whether they apply is another question. */
export function findDeviations(
  deviations: readonly Deviation[],
  root: unknown,
  rootNoun: Noun,
  departure: Departure,
): readonly Deviation[] {
  const index = indexOf(deviations)
  const nouns = nounsAlong(root, rootNoun, departure.path)
  const eventType = rootNoun === 'event' ? nouns.at(-1)?.type : undefined
  const found: Deviation[] = []
  for (const place of nouns) {
    const byKey = index.get(place.noun)
    if (byKey === undefined) continue
    for (const deviation of byKey.get(String(place.rest.at(-1))) ?? none)
      if (describes(deviation, departure, place, eventType, root)) found.push(deviation)
    for (const deviation of byKey.get('*') ?? none) if (describes(deviation, departure, place, eventType, root)) found.push(deviation)
  }
  return found
}

type Index = ReadonlyMap<Noun, ReadonlyMap<string, readonly Deviation[]>>

const none: readonly never[] = []
const indexes = new WeakMap<readonly Deviation[], Index>()

/** Deviations by noun and by the key they are about; those that end in a wildcard under `*`. Old captures ask at every Response. */
function indexOf(deviations: readonly Deviation[]): Index {
  const known = indexes.get(deviations)
  if (known !== undefined) return known
  const index = new Map<Noun, Map<string, Deviation[]>>()
  for (const deviation of deviations) {
    const byKey = index.get(deviation.at.in) ?? new Map<string, Deviation[]>()
    const last = segmentsOf(deviation.at.pointer).at(-1) ?? ''
    const key = last === '**' ? '*' : last
    byKey.set(key, [...(byKey.get(key) ?? []), deviation])
    index.set(deviation.at.in, byKey)
  }
  indexes.set(deviations, index)
  return index
}

function describes(
  { at, kind, values, beside, having }: Deviation,
  departure: Departure,
  place: NounOnPath,
  eventType: string | undefined,
  root: unknown,
): boolean {
  return (
    includes(kind, departure.kind) &&
    (at.type === undefined || (place.type !== undefined && includes(at.type, place.type))) &&
    (at.event === undefined || (eventType !== undefined && includes(at.event, eventType))) &&
    pointerMatches(at.pointer, place.rest) &&
    (values === undefined || values.some((one) => one === valueAt(root, departure.path))) &&
    (beside === undefined || valueAt(place.value, segmentsOf(beside)) !== undefined) &&
    (having === undefined || hasAll(place.value, having))
  )
}

/** Whether a pointer with wildcards names `path`. */
export function pointerMatches(pattern: string, path: JsonPath): boolean {
  const segments = segmentsOf(pattern)
  const open = segments.at(-1) === '**'
  const length = open ? segments.length - 1 : segments.length
  if (open ? path.length < length : path.length !== length) return false
  for (let index = 0; index < length; index += 1) {
    if (segments[index] !== '*' && segments[index] !== String(path[index])) return false
  }
  return true
}

const split = new Map<string, readonly string[]>()

/** `/a/0/b` as `['a', '0', 'b']`, with `~1` and `~0` undone. For the pointers of deviations, which are few: they are remembered. */
export function segmentsOf(pointer: string): readonly string[] {
  const known = split.get(pointer)
  if (known !== undefined) return known
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  split.set(pointer, segments)
  return segments
}

function hasAll(value: unknown, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([pointer, expected]) => isObject(value) && valueAt(value, segmentsOf(pointer)) === expected)
}

function includes<T>(oneOrMany: T | readonly T[], value: T): boolean {
  return Array.isArray(oneOrMany) ? (oneOrMany as readonly T[]).includes(value) : oneOrMany === value
}
