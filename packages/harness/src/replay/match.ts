import type { Interaction, RecordedRequest } from './interaction.ts'
import type { ReplayRequest } from './replay-request.ts'
import { compareBodies, type Difference, isObject } from './request-differences.ts'
import { responsePlace, toRoute } from './route.ts'

/**
 * Decides whether a recorded request answers the one at hand: true or false, or what differs (none: it does).
 * Called with the requests that have the method and the place (`/responses`) of the one at hand.
 */
export type CustomMatcher = (asked: ReplayRequest, recorded: RecordedRequest) => boolean | readonly Difference[]

/**
 * Which recorded interaction answers a request:
 * `exact` same method, path, query and body, to the last value;
 * `subset` everything that was recorded is asked again; more may be asked, and names of models and users do not count;
 * `tape` the next on the tape, whatever its body says, as long as method and place agree;
 * `any` the nearest, whatever its body says;
 * or a function.
 */
export type MatchMode = 'exact' | 'subset' | 'tape' | 'any' | CustomMatcher

export interface MatchOptions {
  match: MatchMode
  /** JSON pointers into the body that do not count. */
  ignore: readonly string[]
}

/** Members that say who asks or where it is to be computed, not what. */
export const VOLATILE_MEMBERS = [
  '/model',
  '/user',
  '/metadata',
  '/safety_identifier',
  '/prompt_cache_key',
  '/prompt_cache_retention',
  '/service_tier',
  '/stream_options',
  '/client_metadata',
] as const

/** A recorded interaction held against a request. */
export interface Candidate {
  interaction: Interaction
  differences: Difference[]
  /** How many values agree; of two that fit, the one with more fits better. */
  equal: number
  /** The stream that was recorded has to be told as one body, for that is what is asked. */
  folded: boolean
}

/** Every interaction of the same method and place, the best first; those without differences fit. */
export function rank(interactions: readonly Interaction[], asked: ReplayRequest, options: MatchOptions): Candidate[] {
  const candidates = interactions.filter((one) => isSamePlace(asked, one)).map((one) => judge(one, asked, options))
  return candidates.sort((a, b) => a.differences.length - b.differences.length || Number(a.folded) - Number(b.folded) || b.equal - a.equal)
}

/** Whether both go to the same place: an interaction whose path nobody recorded made or asked for a response. */
export function isSamePlace(asked: ReplayRequest, { request }: Interaction): boolean {
  const { place } = toRoute(asked.path)
  const recorded = request.path === null ? { place: '/responses' } : toRoute(request.path)
  return recorded.place === place && methodOf(request, recorded.place) === asked.method.toUpperCase()
}

/** Some recorders wrote POST for a stored response that was read again; there is no such POST. */
function methodOf({ method }: RecordedRequest, place: string): string {
  const stored = responsePlace(place)
  return method === 'POST' && stored !== null && stored.part === null ? 'GET' : method
}

function judge(interaction: Interaction, asked: ReplayRequest, { match, ignore }: MatchOptions): Candidate {
  const { request } = interaction
  const folded = interaction.streamed && !wantsStream(asked)
  if (typeof match === 'function') {
    const verdict = match(asked, request)
    const differences = verdict === true ? [] : verdict === false ? [refused] : [...verdict]
    return { interaction, differences, equal: 0, folded }
  }
  const isSubset = match !== 'exact'
  const queries = queryDifferences(request.path, asked.path, isSubset)
  const streams = streamDifference(interaction, asked)
  if (match === 'any' || match === 'tape') {
    const { differences, equal } = compareBodies(request.body, asked.body, { subset: true, ignore })
    return { interaction, differences: streams, equal: equal - differences.length, folded }
  }
  // The body of a request that nobody recorded asks for nothing in particular.
  const unknown = request.body === null && request.method === 'POST' && request.path === null
  const bodies = unknown
    ? { differences: [], equal: -1 }
    : compareBodies(bodyOf(request.body), bodyOf(asked.body), {
        subset: isSubset,
        ignore: isSubset ? ['/stream', ...VOLATILE_MEMBERS, ...ignore] : ignore,
      })
  const differences = [...queries, ...bodies.differences, ...streams]
  if (match === 'exact' && request.path !== null && toRoute(request.path).place !== toRoute(asked.path).place) {
    differences.unshift({ pointer: 'path', recorded: request.path, asked: asked.path })
  }
  return { interaction, differences, equal: bodies.equal, folded }
}

const refused: Difference = { pointer: '', recorded: 'refused by the matcher', asked: undefined }

/** No body, an empty one and null are the same. A message on an open connection is compared as the body of the same request over HTTP. */
function bodyOf(body: unknown): unknown {
  if (body === undefined || body === '') return null
  if (!isObject(body) || body['type'] !== 'response.create') return body
  const { type: _type, stream_id: _lane, ...fields } = body
  return fields
}

function queryDifferences(recorded: string | null, asked: string, subset: boolean): Difference[] {
  if (recorded === null) return []
  const before = toRoute(recorded).query
  const now = toRoute(asked).query
  const names = new Set([...before.keys(), ...now.keys()])
  return [...names].flatMap((name) => {
    // Which version of its API Azure is asked for is no part of the question.
    if (subset && (name === 'api-version' || (name === 'stream' && isFalse(before.get(name)) && isFalse(now.get(name))))) return []
    const [a, b] = [before.getAll(name), now.getAll(name)]
    return a.join('\n') === b.join('\n')
      ? []
      : [{ pointer: `query ${name}`, recorded: a.join(', ') || undefined, asked: b.join(', ') || undefined }]
  })
}

const isFalse = (value: string | null) => value === null || value === 'false'

/** Whether the request asks for events: by its body, its query, or because it is a message. */
export function wantsStream({ body, path, carrier }: ReplayRequest): boolean {
  return carrier === 'websocket' || (isObject(body) && body['stream'] === true) || toRoute(path).query.get('stream') === 'true'
}

/** A body cannot be told as events; events can be told as a body, once the response they make is whole. */
function streamDifference(interaction: Interaction, asked: ReplayRequest): Difference[] {
  const { request, streamed, golden } = interaction
  const askedStream = wantsStream(asked)
  if (streamed || !askedStream) return []
  const wasAskedToStream = isObject(request.body) && request.body['stream'] === true
  const isError = (golden.header.response.status ?? 200) >= 400
  return wasAskedToStream || isError ? [] : [{ pointer: '/stream', recorded: false, asked: true }]
}
