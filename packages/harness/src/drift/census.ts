import { nounUnder, readContextOf, type Noun } from '@goldwire/schemas'

import { eventsOf } from '../golden/events-of.ts'
import type { Golden } from '../golden/golden.ts'
import { isFreeForm, isVocabulary } from '../shape/abstract-value.ts'
import { escapeStep } from '../diff/pointers.ts'

/** In which captures something was seen. */
export interface Sighting {
  captures: string[]
  /** ISO days of the first sighting, by provider. */
  firstSeen: { [provider: string]: string }
}

/** One field of a noun: which types and words stood there. */
export interface FieldCensus extends Sighting {
  types: Map<string, Sighting>
  /** Of protocol words (`status`, `phase`, …): each with where it was seen. */
  words: Map<string, Sighting>
}

/** One noun of the wire, `event response.created`, `item message`, `response`: its fields by JSON pointer, list indexes as `*`. */
export interface NounCensus extends Sighting {
  fields: Map<string, FieldCensus>
}

/** What a set of captures shows of the wire, counted by capture. */
export interface Census {
  captures: number
  nouns: Map<string, NounCensus>
}

interface Source {
  name: string
  provider: string
  day: string | null
}

/** Counts nouns, fields, types and words over a set of captures. */
export function takeCensus(goldens: Iterable<Golden>): Census {
  const census: Census = { captures: 0, nouns: new Map() }
  for (const golden of goldens) addCapture(census, golden)
  return census
}

/** Adds one capture to a census. */
export function addCapture(census: Census, golden: Golden): void {
  census.captures++
  const source = sourceOf(golden)
  const visit = (noun: Noun, value: unknown): void => visitNoun(census, source, noun, value)
  for (const event of eventsOf(golden)) visit('event', event)
  for (const { body } of golden.lines)
    if (isObject(body)) visit('error' in body && body['object'] === undefined ? 'error-body' : bodyNoun(body), body)
}

/** Bodies of other objects of the API are nouns of their own, named by what they say they are. */
function bodyNoun(body: { [key: string]: unknown }): Noun {
  return body['object'] === 'response' ? 'response' : 'error-body'
}

/** Who made a capture, and on which day. */
export function sourceOf({ header, lines }: Golden): Source {
  const { provider, recorded_at: recordedAt, name } = header
  const responses = lines
    .map(({ data, body }) => (isObject(data) ? data['response'] : body))
    .filter((each) => each !== undefined && each !== null)
  const context = readContextOf({ responses, provider: provider === 'unknown' ? null : provider, recordedAt })
  const seconds = context.createdAt ?? null
  return {
    name,
    provider: context.provider ?? provider,
    day: seconds === null ? null : new Date(seconds * 1000).toISOString().slice(0, 10),
  }
}

function visitNoun(census: Census, source: Source, noun: Noun, value: unknown): void {
  if (!isObject(value)) return
  const type = typeof value['type'] === 'string' ? value['type'] : null
  const name = type === null ? noun : `${noun} ${type}`
  let entry = census.nouns.get(name)
  if (entry === undefined) census.nouns.set(name, (entry = { captures: [], firstSeen: {}, fields: new Map() }))
  see(entry, source)
  for (const [key, inner] of Object.entries(value)) visitField({ census, source, noun, entry }, key, `/${escapeStep(key)}`, inner, true)
}

interface Place {
  census: Census
  source: Source
  noun: Noun
  entry: NounCensus
}

function visitField(place: Place, key: string, pointer: string, value: unknown, isTop: boolean): void {
  const { census, source, noun, entry } = place
  let field = entry.fields.get(pointer)
  if (field === undefined) entry.fields.set(pointer, (field = { captures: [], firstSeen: {}, types: new Map(), words: new Map() }))
  see(field, source)
  seeIn(field.types, jsonType(value), source)
  if (typeof value === 'string' && isVocabulary(key) && !(isTop && key === 'type')) seeIn(field.words, value, source)
  if (typeof value !== 'object' || value === null || isFreeForm(key, value)) return
  const inner = isTop ? nounUnder(noun, Array.isArray(value) ? `${key}[]` : key) : undefined
  if (Array.isArray(value)) {
    for (const element of value as unknown[]) {
      if (inner !== undefined) visitNoun(census, source, inner, element)
      else visitField(place, key, `${pointer}/*`, element, false)
    }
  } else if (inner !== undefined) visitNoun(census, source, inner, value)
  else for (const [name, each] of Object.entries(value)) visitField(place, name, `${pointer}/${escapeStep(name)}`, each, false)
}

function seeIn(map: Map<string, Sighting>, key: string, source: Source): void {
  let sighting = map.get(key)
  if (sighting === undefined) map.set(key, (sighting = { captures: [], firstSeen: {} }))
  see(sighting, source)
}

function see(sighting: Sighting, { name, provider, day }: Source): void {
  if (sighting.captures.at(-1) !== name) sighting.captures.push(name)
  const first = sighting.firstSeen[provider]
  if (day !== null && (first === undefined || day < first)) sighting.firstSeen[provider] = day
}

function jsonType(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
