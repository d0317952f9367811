import { createEmitter } from '../run/create-emitter.ts'
import { createIds } from '../run/ids.ts'
import { createObfuscate } from '../run/obfuscation.ts'
import { createSeededBytes } from '../run/random-bytes.ts'
import { createStamp } from '../run/stamp.ts'
import type { UnstampedEvent } from '../run/unstamped-event.ts'
import { compareEvents } from './compare-values.ts'
import { deriveBase, deriveSettled } from './derive-base.ts'
import { deriveSteps } from './derive-steps.ts'
import { scheduleSteps } from './schedule-steps.ts'
import { type Trace, traceEvents } from './trace.ts'
import { createProjection } from './wire-dates.ts'
import { textOf, type WireObject } from './wire-object.ts'

/** The first place where a recording and what was emitted for it part. */
export interface FirstDivergence {
  /** Position in the recording, from 0. */
  event: number
  /** JSON pointer inside the event; '' = the event is missing, or one too many. */
  pointer: string
  /** What was recorded; `undefined` = nothing there. */
  expected: unknown
  /** What the emitter sent. */
  actual: unknown
}

export interface Resynthesis {
  /** Every event came out equal by value, and none more. */
  equal: boolean
  /** The recorded events. */
  expected: readonly WireObject[]
  /** The emitted ones. */
  actual: readonly WireObject[]
  /** Null when equal. */
  firstDivergence: FirstDivergence | null
  /** Why, in a sentence; null when equal. */
  reason: string | null
}

/**
 * Proves the emitter on a recording: derives the steps of the response from its **final** object, sends them through `createEmitter` and
 * `createStamp`, and compares what comes out with what was recorded, event by event, by value. Never throws on odd recordings.
 *
 * Taken from the recording besides the final Response, and nothing else:
 * - of deltas: their lengths (not their text), their log probabilities, and which of them an annotation followed;
 * - of text, or a part, that ends before its last annotation: that it does; the order of summary and raw reasoning in one item;
 * - of announcements: whether the `status` is the final one already, `encrypted_content` and `fingerprint`, the `call_id` of a tool search,
 *   and for item types whose announcement was never seen (computer calls, outputs of the caller's tools) which fields are empty;
 * - of `output_item.done`: `encrypted_content` and `fingerprint`; the third ciphertext, in the final response, is only checked for being there;
 * - of lists of MCP tools, which OpenAI fetches in parallel: the order of their events, and that one has no `output_item.done`;
 * - `status: "incomplete"` of a summary part; partial images, and whether an image's completion was told; lengths of a shell's output pieces;
 * - `service_tier` as asked for; `type` and `param` of an `error` event;
 * - whether deltas are padded (the padding itself is checked by its rule: alphanumeric, to a multiple of 16 code points);
 * - `keepalive` and `response.rate_limits.updated`, with their places;
 * - the number of the first event of a background response: a resumed stream is emitted whole and compared from there, with the log
 *   probabilities of the deltas it lacks from `output_text.done`;
 * - which keys exist (see `createProjection`), since the emitter speaks the newest wire and recordings do not.
 *
 * Everything else is the emitter's own: events and their order, numbers, indexes, ids of parts, texts, statuses, phases of hosted tools,
 * arguments, items, what changes between `response.created` and the end, `total_tokens`.
 */
export function resynthesise(recorded: readonly object[]): Resynthesis {
  const events = recorded as readonly WireObject[]
  const parts = splitResponses(events).map(resynthesiseOne)
  let offset = 0
  for (const { expected, firstDivergence, reason } of parts) {
    if (firstDivergence !== null) {
      const actual = parts.flatMap((part) => part.actual)
      return {
        equal: false,
        expected: events,
        actual,
        firstDivergence: { ...firstDivergence, event: firstDivergence.event + offset },
        reason,
      }
    }
    offset += expected.length
  }
  return { equal: true, expected: events, actual: parts.flatMap((part) => part.actual), firstDivergence: null, reason: null }
}

/** One connection may carry several responses, each numbered from 0 (WebSocket). */
function splitResponses(events: readonly WireObject[]): WireObject[][] {
  const responses: WireObject[][] = [[]]
  for (const event of events) {
    if (event['type'] === 'response.created' && responses.at(-1)?.length !== 0) responses.push([])
    responses.at(-1)?.push(event)
  }
  return responses
}

function resynthesiseOne(expected: readonly WireObject[]): Resynthesis {
  const trace = traceEvents(expected)
  const { final } = trace
  if (final === null) {
    const firstDivergence = { event: expected.length, pointer: '', expected: undefined, actual: undefined }
    return { equal: false, expected, actual: [], firstDivergence, reason: 'The recording has no terminal event to derive a response from.' }
  }
  const project = createProjection(expected)
  try {
    const actual = emitAll(final, trace, expected.length).map(project)
    return judge(expected, actual, trace)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const firstDivergence = { event: 0, pointer: '', expected: expected[0], actual: undefined }
    return { equal: false, expected, actual: [], firstDivergence, reason: `The emitter refused the derived steps. ${error.message}` }
  }
}

function judge(expected: readonly WireObject[], actual: readonly WireObject[], { final }: Trace): Resynthesis {
  for (let event = 0; event < Math.max(expected.length, actual.length); event += 1) {
    const recorded = expected[event]
    const emitted = actual[event]
    const difference =
      recorded === undefined || emitted === undefined
        ? { pointer: '', expected: recorded, actual: emitted }
        : compareEvents(recorded, emitted)
    if (difference !== null) {
      const isEmptied =
        difference.pointer.startsWith('/response/output') && Array.isArray(final?.['output']) && final['output'].length === 0
      const reason = isEmptied
        ? 'The final response has no output although items were sent, as the ChatGPT backend does.'
        : `Event ${event} (${textOf((recorded ?? emitted)?.['type'])}) differs${difference.pointer === '' ? '' : ` at ${difference.pointer}`}.`
      return { equal: false, expected, actual, firstDivergence: { event, ...difference }, reason }
    }
  }
  return { equal: true, expected, actual, firstDivergence: null, reason: null }
}

/** What the emitter and the stamp make of the derived steps, from where the recording begins. */
function emitAll(final: WireObject, trace: Trace, length: number): WireObject[] {
  const random = createSeededBytes(1)
  const end = final['completed_at'] ?? final['created_at']
  const now = () => (typeof end === 'number' ? end * 1000 : 0)
  const emitter = createEmitter(deriveBase(final, trace), {
    ids: createIds({ random, now, responseId: textOf(final['id']) }),
    now,
    settle: () => deriveSettled(final, trace),
  })
  const made = [...emitter.start(), ...emitter.begin()]
  for (const events of scheduleSteps(deriveSteps(final, trace), trace.interleaving, (step) => emitter.step(step))) made.push(...events)

  const unseen = trace.first === 0 ? 0 : Math.max(0, made.length + trace.injected.size - length)
  const seen = made.slice(unseen)
  for (const [position, { sequence_number: _number, ...event }] of trace.injected) {
    seen.splice(position, 0, event as unknown as UnstampedEvent)
  }
  // before the recording there may have been more deltas than were made here, and keepalives, but not less than this
  const first = unseen === 0 ? 0 : Math.max(trace.first, unseen)
  const stamp = createStamp({ first, obfuscate: trace.padded ? createObfuscate(random) : null })
  return seen.map((event) => stamp(event) as unknown as WireObject)
}
