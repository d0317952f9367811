import type { Deviation, DeviationKind, DeviationPlace, Noun } from './deviation.ts'
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
  const nouns = nounsAlong(root, rootNoun, departure.path)
  const eventType = rootNoun === 'event' ? nouns.at(-1)?.type : undefined
  const value = valueAt(root, departure.path)
  return nouns.flatMap((place) =>
    deviations.filter(
      (deviation) =>
        includes(deviation.kind, departure.kind) &&
        standsAt(deviation.at, place, eventType) &&
        (deviation.values === undefined || deviation.values.some((one) => one === value)) &&
        (deviation.beside === undefined || valueAt(place.value, segmentsOf(deviation.beside)) !== undefined) &&
        hasAll(place.value, deviation.having ?? {}),
    ),
  )
}

function standsAt(at: DeviationPlace, place: NounOnPath, eventType: string | undefined): boolean {
  return (
    at.in === place.noun &&
    (at.type === undefined || (place.type !== undefined && includes(at.type, place.type))) &&
    (at.event === undefined || (eventType !== undefined && includes(at.event, eventType))) &&
    pointerMatches(at.pointer, place.rest)
  )
}

/** Whether a pointer with wildcards names `path`. */
export function pointerMatches(pattern: string, path: JsonPath): boolean {
  const segments = segmentsOf(pattern)
  const open = segments.at(-1) === '**'
  const fixed = open ? segments.slice(0, -1) : segments
  if (open ? path.length < fixed.length : path.length !== fixed.length) return false
  return fixed.every((segment, index) => segment === '*' || segment === String(path[index]))
}

/** `/a/0/b` as `['a', '0', 'b']`, with `~1` and `~0` undone. */
export function segmentsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function hasAll(value: unknown, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([pointer, expected]) => isObject(value) && valueAt(value, segmentsOf(pointer)) === expected)
}

function includes<T>(oneOrMany: T | readonly T[], value: T): boolean {
  return Array.isArray(oneOrMany) ? (oneOrMany as readonly T[]).includes(value) : oneOrMany === value
}
