import { type Noun, nounUnder, readContextOf, readEvent, readResponse, type ReadResult } from '@goldwire/schemas'

import { withoutIndexes } from '../diff/pointers.ts'
import { eventsOf } from '../golden/events-of.ts'
import type { Golden } from '../golden/golden.ts'
import { sourceOf } from './census.ts'
import { type Drift, MOST_EXAMPLES } from './drift.ts'

/** Where captures depart from the schemas: keys that no schema knows, and what the schemas refuse. Counted by capture, of those that have the noun. */
export function driftFromSchemas(goldens: Iterable<Golden>): Drift[] {
  const found = new Map<string, { drift: Omit<Drift, 'old' | 'new' | 'examples'>; captures: Set<string> }>()
  const nouns = new Map<string, Set<string>>()
  for (const golden of goldens) {
    const { name, provider, day } = sourceOf(golden)
    const note = (kind: Drift['kind'], root: unknown, rootNoun: Noun, pointer: string, detail: string): void => {
      const place = placeOf(root, rootNoun, pointer)
      const key = `${kind} ${place.noun} ${place.pointer} ${detail}`
      let entry = found.get(key)
      if (entry === undefined) found.set(key, (entry = { drift: { kind, ...place, detail, firstSeen: {} }, captures: new Set() }))
      entry.captures.add(name)
      const first = entry.drift.firstSeen[provider]
      if (day !== null && (first === undefined || day < first)) entry.drift.firstSeen[provider] = day
    }
    for (const { value, noun, result } of readingsOf(golden)) {
      for (const each of nounsIn(value, noun)) nouns.set(each, (nouns.get(each) ?? new Set()).add(name))
      for (const pointer of result.unknownKeys) note('unknown-field', value, noun, pointer, 'is known to no schema')
      for (const { pointer, kind, message, deviation } of result.issues)
        note('refused', value, noun, pointer, `${kind}: ${message}${deviation === undefined ? '' : ` (${deviation})`}`)
    }
  }
  return [...found.values()]
    .map(({ drift, captures }) => ({
      ...drift,
      old: null,
      new: { captures: captures.size, of: nouns.get(drift.noun)?.size ?? captures.size },
      examples: [...captures].slice(0, MOST_EXAMPLES),
    }))
    .sort((a, b) => b.new.captures - a.new.captures)
}

interface Reading {
  value: unknown
  noun: Noun
  result: ReadResult<unknown>
}

function* readingsOf(golden: Golden): Generator<Reading> {
  const { provider, recorded_at: recordedAt, response } = golden.header
  const events = eventsOf(golden)
  const bodies = response.framing === 'json' ? golden.lines.map(({ body }) => body).filter(isResponse) : []
  const responses = [...events.map((event) => event['response']).filter((each) => each !== undefined), ...bodies]
  const capture = ['openai', 'azure', 'chatgpt'].includes(provider)
  const context = readContextOf({ responses, provider: provider === 'unknown' ? null : provider, recordedAt, capture })
  for (const event of events) yield { value: event, noun: 'event', result: readEvent(event, context) }
  for (const body of bodies) yield { value: body, noun: 'response', result: readResponse(body, context) }
}

/** The innermost noun that a pointer goes through, and the way from there. */
function placeOf(root: unknown, rootNoun: Noun, pointer: string): { noun: string; pointer: string } {
  let [noun, value, rest] = [rootNoun, root, pointer.split('/').slice(1)]
  let at = { noun: nameOf(noun, value), pointer: withoutIndexes(pointer) }
  while (rest.length > 1) {
    const [key = '', index = ''] = rest
    const direct = nounUnder(noun, key)
    const listed = nounUnder(noun, `${key}[]`)
    const inner = isObject(value) ? value[key] : undefined
    if (direct !== undefined) [noun, value, rest] = [direct, inner, rest.slice(1)]
    else if (listed !== undefined && Array.isArray(inner))
      [noun, value, rest] = [listed, (inner as unknown[])[Number(index)], rest.slice(2)]
    else break
    if (rest.length > 0) at = { noun: nameOf(noun, value), pointer: withoutIndexes(`/${rest.join('/')}`) }
  }
  return at
}

function* nounsIn(value: unknown, noun: Noun): Generator<string> {
  if (!isObject(value)) return
  yield nameOf(noun, value)
  for (const [key, inner] of Object.entries(value)) {
    const [direct, listed] = [nounUnder(noun, key), nounUnder(noun, `${key}[]`)]
    if (direct !== undefined) yield* nounsIn(inner, direct)
    else if (listed !== undefined && Array.isArray(inner)) for (const element of inner as unknown[]) yield* nounsIn(element, listed)
  }
}

function nameOf(noun: Noun, value: unknown): string {
  return isObject(value) && typeof value['type'] === 'string' ? `${noun} ${value['type']}` : noun
}

const isResponse = (body: unknown) => isObject(body) && body['object'] === 'response'

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
