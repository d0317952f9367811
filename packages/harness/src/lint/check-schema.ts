import { type DeviationHit, deviations, eventSchemas, readEvent, type ReadResult } from '@goldwire/schemas'
import { type AgainAcceptor, compileAgain, type ReadBefore } from './accept-again.ts'
import type { Acceptor } from './accept-object.ts'
import { placeOf } from './classify-issue.ts'
import { compileAcceptor } from './compile-acceptor.ts'
import type { LintContext } from './context.ts'
import { asText, generalPointer, isObject, type JsonObject, listed, show } from './json.ts'
import { forgetRepetition, reduceEvent } from './reduce-response.ts'
import { reportIssues } from './report-issues.ts'
import { addedFields, placeOfNoun } from './newer-fields.ts'
import { openResponsesAccepts } from './open-responses.ts'
import { doneAlias } from './rules/lifecycle-rules.ts'
import { knownDeviation, unknownEvent, unknownKey } from './rules/schema-rules.ts'
import { noteMissing, type SequenceState } from './rules/sequence.ts'

type Event = JsonObject & { type: string }

const reasons = new Map(deviations.map((deviation) => [deviation.id, deviation.reason]))

/** The predicates of one event type. */
interface EventAcceptors {
  readonly accept: Acceptor
  /** For a later Response of a stream; null for events without one. */
  readonly again: AgainAcceptor | null
}

const acceptors = new Map<string, EventAcceptors>()

/** Made when an event type is first seen; undefined for types that the API does not know. */
function acceptorsOf(type: string): EventAcceptors | undefined {
  let found = acceptors.get(type)
  if (found === undefined && Object.hasOwn(eventSchemas, type)) {
    const schema = eventSchemas[type as keyof typeof eventSchemas]
    found = { accept: compileAcceptor(schema, placeOfNoun('event')), again: compileAgain(schema) }
    acceptors.set(type, found)
  }
  return found
}

/** Whether the schema of an event type looks at a Response. */
export function hasResponse(type: string): boolean {
  return (acceptorsOf(type)?.again ?? null) !== null
}

/** Reads one event by the schemas and reports what they refuse; returns whether its type is one the API knows. */
export function checkSchema(event: Event, sequence: SequenceState, context: LintContext, before: ReadBefore | null = null): boolean {
  const { repetition, read } = context
  if (repetition.isWhole || repetition.names.size > 0) forgetRepetition(repetition)
  // Most events are right, or as right as they can be at their age; to see that takes a fraction of reading them.
  if (isRight(event, sequence, context, before)) return true
  if (isTooDeep(event)) throw new RangeError('nested too deeply')
  const reduced = before === null ? event : reduceEvent(event, before.response, before.items(), repetition)
  const result = readEvent(reduced, read)
  if (result.ok && result.deviations.length === 0 && result.unknownKeys.length === 0) return true
  if (!result.known) {
    reportUnknown(event, context)
    if (!Object.hasOwn(event, 'sequence_number'))
      noteMissing(event, sequence, context, sequence.excused && sequence.present === 0 && sequence.missing > 0)
    return false
  }
  reportResult(event, result, sequence, context)
  return true
}

/** serde_json refuses what is deeper. */
const deepest = 128

function isTooDeep(event: JsonObject): boolean {
  let level: object[] = [event]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true
    level = level.flatMap((one) => Object.values(one).filter((value): value is object => typeof value === 'object' && value !== null))
  }
  return false
}

function isRight(event: Event, sequence: SequenceState, context: LintContext, before: ReadBefore | null): boolean {
  const found = acceptorsOf(event.type)
  if (found === undefined) return false
  const { leniency, repetition } = context
  if (leniency !== null && leniency.met.length > 0) leniency.met.length = 0
  const { accept, again } = found
  const right = before !== null && again !== null ? again(event, before, repetition, leniency) : accept(event, leniency)
  if (right && leniency !== null) {
    for (const id of leniency.met) {
      const added = addedFields.find((field) => field.id === id)
      const pointer = added?.pointer ?? (id === 'event.sequence-number-not-yet' ? '/sequence_number' : '')
      noteDeviation({ id, pointer }, event, sequence, context)
    }
  }
  return right
}

/** Notes a documented departure: the age of the stream is told once at the end, others at once. */
function noteDeviation({ id, pointer }: DeviationHit, event: JsonObject, sequence: SequenceState, context: LintContext): void {
  if (pointer === '/sequence_number') noteMissing(event, sequence, context, true)
  if (id.endsWith('-not-yet')) {
    if (!context.notYet.has(id)) context.notYet.set(id, context.at)
    return
  }
  const message = `${pointer}: ${reasons.get(id) ?? id} (${id})`
  context.reporter.report(knownDeviation, context.at, message, { pointer, key: id })
}

/** Reports everything a reader found in `event`. */
export function reportResult(
  event: JsonObject,
  result: Omit<ReadResult<unknown>, 'value'>,
  sequence: SequenceState,
  context: LintContext,
): void {
  const { reporter, at } = context
  const issues = context.profile === 'openai' ? result.issues : result.issues.filter((issue) => !openResponsesAccepts(issue, event))
  reportIssues(event, issues, sequence, context)
  for (const hit of result.deviations) noteDeviation(hit, event, sequence, context)
  for (const pointer of result.unknownKeys) {
    const place = placeOf(pointer)
    const known = ignoredKeys.has(place)
    if (!known)
      reporter.report(unknownKey, at, `The key ${generalPointer(pointer)} is known to no schema of the API`, { pointer, key: place })
  }
}

/** Keys that only streams of several lanes carry. */
const ignoredKeys = new Set(['event:/stream_id', 'event:/agent', 'item:/agent'])

/** One line for all fields that the stream is too old to have. */
export function reportAge({ notYet, reporter }: LintContext): void {
  const [at] = notYet.values()
  if (at === undefined) return
  const fields = [...notYet.keys()].map((id) => id.replace(/-not-yet$/, '')).toSorted()
  reporter.report(
    knownDeviation,
    at,
    `The stream is older than ${fields.length === 1 ? 'a field' : `${fields.length} fields`} of today's wire: ${listed(fields)}`,
  )
}

const foreign: Readonly<Record<string, string>> = {
  'response.keep_alive': 'OpenAI says `keepalive`',
  ping: 'OpenAI says `keepalive`',
  'response.error': 'OpenAI says `error`, then `response.failed`',
  'response.cancelled': 'OpenAI has no such event; the stream just ends',
  'response.reasoning.delta': 'OpenAI says `response.reasoning_text.delta`',
  'response.reasoning.done': 'OpenAI says `response.reasoning_text.done`',
  'response.reasoning_part.added': 'OpenAI says `response.content_part.added` or `response.reasoning_summary_part.added`',
  'response.reasoning_part.done': 'OpenAI says `response.content_part.done` or `response.reasoning_summary_part.done`',
}

function reportUnknown(event: JsonObject, { reporter, at, profile }: LintContext): void {
  const type = asText(event['type'])
  if (profile === 'open-responses' && (type.startsWith('response.reasoning.') || /^[\w.-]+:[\w.-]+$/.test(type))) return
  if (type === 'response.done') {
    reporter.report(
      doneAlias,
      at,
      'response.done is no event of the API; expected response.completed, response.incomplete or response.failed',
      { key: '' },
    )
    return
  }
  const hint =
    (Object.hasOwn(foreign, type) ? foreign[type] : null) ??
    (type.startsWith('codex.') ? 'events of the ChatGPT backend do not belong into a public stream' : null)
  const message = `No event of the API is named ${show(type)}${hint === null ? '' : `: ${hint}`}`
  reporter.report(unknownEvent, at, message, { pointer: '/type', key: type })
}

/** Whether a value is an event at all; says what it is if not. */
export function isEvent(value: unknown): value is Event {
  return isObject(value) && typeof value['type'] === 'string'
}
