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
  const nouns = objects.flatMap(nounsOf)
  const witnesses = dated.filter(
    ({ at, since }) =>
      since !== undefined && nouns.some(({ noun, value }) => noun === at.in && hasType(value, at.type) && carries(value, at.pointer)),
  )
  const proven = witnesses.filter(({ at }) => at.in === 'response').map(({ since }) => unixSeconds(since?.[dialect] ?? '2025-03-01'))
  const stated =
    plausible(objects.map((response) => response['created_at'])) ?? plausible([recordedAt === null ? null : Date.parse(recordedAt) / 1000])
  return {
    createdAt: stated ?? (capture ? Math.max(0, ...proven) : null),
    provider: azure ? 'azure' : provider,
    nullsDropped: capture && dropsNulls(objects),
    seen: new Set(witnesses.map(({ id }) => id)),
  }
}

interface Found {
  readonly noun: Noun
  readonly value: Record<string, unknown>
}

/** The response with its items, their parts, and its tools. */
function nounsOf(response: Record<string, unknown>): Found[] {
  const items = listAt(response, 'output')
  const tools = [response, ...items].flatMap((owner) => listAt(owner, 'tools'))
  return [
    { noun: 'response', value: response },
    ...items.map((value): Found => ({ noun: 'item', value })),
    ...items.flatMap((item) => listAt(item, 'content')).map((value): Found => ({ noun: 'part', value })),
    ...[...tools, ...tools.flatMap((tool) => listAt(tool, 'tools'))].map((value): Found => ({ noun: 'tool', value })),
  ]
}

function listAt(owner: Record<string, unknown>, key: string): Record<string, unknown>[] {
  const list = owner[key]
  return Array.isArray(list) ? list.filter(isObject) : []
}

function hasType(value: Record<string, unknown>, type: string | readonly string[] | undefined): boolean {
  return type === undefined || [type].flat().includes(String(value['type']))
}

function plausible(times: readonly unknown[]): number | null {
  const found = times.find((time) => typeof time === 'number' && time >= firstDay)
  return typeof found === 'number' ? found : null
}

function carries(value: Record<string, unknown>, pointer: string): boolean {
  return valueAt(value, segmentsOf(pointer)) !== undefined
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
