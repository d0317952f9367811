import { type ReadContext, readContextOf } from '@goldwire/schemas'
import type { Framing } from '../golden/golden.ts'
import { createDisplaced, type Displaced } from './displaced.ts'
import { createFaults, type Faults } from './faults.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Leniency } from './newer-fields.ts'
import type { Repetition } from './reduce-response.ts'
import { createReporter, type Reporter } from './reporter.ts'

/** By whose rules: OpenAI's API as it is really sent, or the Open Responses specification. */
export type Profile = 'openai' | 'open-responses'

export interface LintOptions {
  /** @defaultValue 'openai' */
  profile?: Profile
  /** Who sent the stream: `openai`, `azure`, `chatgpt`, or another name. Decides which documented deviations are explained. */
  provider?: string | null
  /** The request's JSON body, where known: what was asked for is then compared with what came. */
  request?: unknown
  /** The request's path with query, where known: tells a resumed stream (`starting_after`). */
  path?: string | null
  /** How the stream was kept; only `sse` says anything about `event:` lines. @defaultValue 'data-only' for events, else the golden's */
  framing?: Framing
  /** ISO time of the recording; dates a capture that lost its `created_at`. */
  recordedAt?: string | null
  /** A recording of OpenAI's or Azure's own wire: an unknown date or dropped nulls are then excused. */
  capture?: boolean
  /** When the body ended, in milliseconds since the request was sent, where known. */
  endedAt?: number | null
  /** HTTP status, where known. */
  status?: number | null
  /** Response headers, lower-case, where known. */
  headers?: Readonly<Record<string, unknown>> | null
}

/** What all checks of one stream share. */
export interface LintContext {
  readonly profile: Profile
  readonly provider: string | null
  readonly framing: Framing
  readonly reporter: Reporter
  /** Where the schemas found fault. */
  readonly faults: Faults
  /** Events that were reported as out of place. */
  readonly displaced: Displaced
  /** Request body, null where unknown. */
  readonly request: JsonObject | null
  /** `starting_after` of a resumed stream; null for a stream from its start. */
  readonly resumedAfter: number | null
  /** Path of the request with its query, where known. */
  readonly requestPath: string | null
  /** The id in the path of a response that is read again. */
  readonly responseId: string | null
  /** A resumed stream that began with an event of an item: what came before it is unknown. */
  joinedInside: boolean
  /** For the schemas: how old the wire is and who speaks. Settled when the first Response object is seen. */
  read: ReadContext
  /** The Response was never made whole, as was reported: what it lacks is no news. */
  isMinimal: boolean
  /** Fields of the Response that are missing, as was reported. */
  readonly lacking: Set<string>
  /** Which fields of the Response of this event are known to be as in the first. */
  readonly repetition: Repetition
  /** Dated deviations that were met: the stream is older than these fields. With the event that showed each first. */
  readonly notYet: Map<string, number | null>
  /** For streams older than today's wire; settled with `read`. */
  leniency: Leniency | null
  /** Index of the event that is being looked at. */
  at: number
}

export function createContext(options: LintOptions): LintContext {
  const { profile = 'openai', provider = null, request, path = null, framing = 'data-only' } = options
  return {
    profile,
    provider: provider === 'unknown' ? null : provider,
    framing,
    reporter: createReporter(),
    faults: createFaults(),
    displaced: createDisplaced(),
    request: typeof request === 'object' && request !== null && !Array.isArray(request) ? (request as JsonObject) : null,
    requestPath: path,
    resumedAfter: resumedAfter(path),
    responseId: path === null ? null : (/\/responses\/(resp_[^/?]+)(?:\?|$)/.exec(path)?.[1] ?? null),
    read: { createdAt: null, provider: provider === 'unknown' ? null : provider },
    joinedInside: false,
    isMinimal: false,
    lacking: new Set(),
    repetition: { isWhole: false, names: new Set() },
    leniency: null,
    notYet: new Map(),
    at: 0,
  }
}

/** The context to read events in, once Response objects are at hand. */
export function readContextFor(
  responses: readonly unknown[],
  { provider = null, recordedAt = null, capture = false }: LintOptions,
): ReadContext {
  const dated = responses.map((response) => (isObject(response) ? inSeconds(response) : response))
  return readContextOf({ responses: dated, provider: provider === 'unknown' ? null : provider, recordedAt, capture })
}

/** Milliseconds tell the age of a stream as well; that they are wrong is said by a rule of its own. */
function inSeconds(response: JsonObject): JsonObject {
  const { created_at: created } = response
  return typeof created === 'number' && created > 1e11 ? { ...response, created_at: Math.floor(created / 1000) } : response
}

function resumedAfter(path: string | null): number | null {
  const match = path === null ? null : /[?&]starting_after=(\d+)/.exec(path)
  if (match !== null) return Number(match[1])
  return path !== null && /\/responses\/[^/?]+\?.*\bstream=true/.test(path) ? -1 : null
}
