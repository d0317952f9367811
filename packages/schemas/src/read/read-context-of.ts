import { unixSeconds } from './applies.ts'
import type { Deviation, Noun } from './deviation.ts'
import { deviations } from './deviations.ts'
import { segmentsOf } from './find-deviation.ts'
import { isObject, valueAt } from './json-path.ts'
import type { ReadContext } from './read-context.ts'

/** What is known about a stream or body before it is read. */
export interface WireFacts {
  /** Every Response object at hand: a body, or those inside lifecycle events. The more, the surer the date. */
  readonly responses: readonly unknown[]
  readonly provider?: string | null
  /** ISO time of the recording; used where `created_at` was replaced. */
  readonly recordedAt?: string | null
  /** True for a recording of OpenAI's or Azure's own wire. Only then is an unknown date or a missing null excused. */
  readonly capture?: boolean
}

/** No Response is older than the API (11 March 2025; SDK betas a few days earlier). */
const firstDay = unixSeconds('2025-03-01')

/**
 * Works out the context a stream is to be read in: who sent it (Azure gives itself away by `content_filters`), how old it is, which
 * fields it proves to have known, and whether its recorder dropped nulls.
 *
 * The date is `created_at` where that can be true, else the recording's. A capture that lost both is as old as the newest dated field
 * it carries: everything older than that field is demanded. Anything else without a date is expected to speak today's wire.
 */
export function readContextOf(
  { responses, provider = null, recordedAt = null, capture = false }: WireFacts,
  dated: readonly Deviation[] = deviations,
): ReadContext {
  const objects = responses.filter(isObject)
  const azure =
    provider === 'azure' ||
    ((provider === null || provider === 'openai') && objects.some((response) => Object.hasOwn(response, 'content_filters')))
  const dialect = azure ? 'azure' : 'openai'
  const seen = new Set<string>()
  let newest = 0
  forEachNoun(objects, (noun, value) => {
    for (const { id, types, segments, since } of datedByNoun(dated).get(noun) ?? none) {
      if (seen.has(id) || (types !== null && !types.includes(String(value['type']))) || valueAt(value, segments) === undefined) continue
      seen.add(id)
      if (noun === 'response') newest = Math.max(newest, since[dialect])
    }
  })
  const stated =
    plausible(objects.map((response) => response['created_at'])) ?? plausible([recordedAt === null ? null : Date.parse(recordedAt) / 1000])
  return {
    createdAt: stated ?? (capture ? newest : null),
    provider: azure ? 'azure' : provider,
    nullsDropped: capture && dropsNulls(objects),
    seen,
  }
}

interface Dated {
  readonly id: string
  readonly types: readonly string[] | null
  readonly segments: readonly string[]
  readonly since: { readonly openai: number; readonly azure: number }
}

const none: readonly never[] = []
const datedFields = new WeakMap<readonly Deviation[], ReadonlyMap<Noun, readonly Dated[]>>()

/** The deviations that have a date, arranged once: this is asked at the begin of every stream. */
function datedByNoun(list: readonly Deviation[]): ReadonlyMap<Noun, readonly Dated[]> {
  const known = datedFields.get(list)
  if (known !== undefined) return known
  const byNoun = new Map<Noun, Dated[]>()
  for (const { id, at, since } of list) {
    if (since === undefined) continue
    const types = at.type === undefined ? null : [at.type].flat()
    const days = { openai: unixSeconds(since.openai), azure: unixSeconds(since.azure) }
    byNoun.set(at.in, [...(byNoun.get(at.in) ?? []), { id, types, segments: segmentsOf(at.pointer), since: days }])
  }
  datedFields.set(list, byNoun)
  return byNoun
}

/** Every response with its items, their parts, and its tools. */
function forEachNoun(responses: readonly JsonObject[], visit: (noun: Noun, value: JsonObject) => void): void {
  for (const response of responses) {
    visit('response', response)
    for (const item of listAt(response, 'output')) {
      visit('item', item)
      for (const part of listAt(item, 'content')) visit('part', part)
      visitTools(item, visit)
    }
    visitTools(response, visit)
  }
}

function visitTools(owner: JsonObject, visit: (noun: Noun, value: JsonObject) => void): void {
  for (const tool of listAt(owner, 'tools')) {
    visit('tool', tool)
    for (const inner of listAt(tool, 'tools')) visit('tool', inner)
  }
}

type JsonObject = Record<string, unknown>

function listAt(owner: JsonObject, key: string): readonly JsonObject[] {
  const list = owner[key]
  return Array.isArray(list) && list.length > 0 ? list.filter(isObject) : none
}

function plausible(times: readonly unknown[]): number | null {
  const found = times.find((time) => typeof time === 'number' && time >= firstDay)
  return typeof found === 'number' ? found : null
}

/**
 * OpenAI and Azure have sent `error: null` and `incomplete_details: null` in every Response since the first day. A recording in which
 * neither key is there, and in which nothing else is null either, went through a serializer that leaves nulls out.
 */
function dropsNulls(responses: readonly Record<string, unknown>[]): boolean {
  return (
    responses.length > 0 &&
    responses.every((response) => !Object.hasOwn(response, 'error') || !Object.hasOwn(response, 'incomplete_details')) &&
    !responses.some(containsNull)
  )
}

function containsNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value).some(containsNull))
}
