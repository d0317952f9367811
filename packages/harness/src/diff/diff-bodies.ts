import type { Finding } from '../lint/finding.ts'
import { lintBody } from '../lint/lint-body.ts'
import { optionsFrom } from '../lint/capture-linter.ts'
import type { WireEvent } from '../shape/shape.ts'
import { brokenRules, type Linted } from './broken-rules.ts'
import { diffExactly } from './diff-exactly.ts'
import { diffShapes } from './diff-shapes.ts'
import type { Divergence } from './divergence.ts'
import type { Observation } from './observation.ts'
import { settle, type TurnOptions } from './settle.ts'
import { type Comparable, type Turn, turnsOf } from './turns.ts'

const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/**
 * Compares an answer that was not streamed with another, or with what a stream says at its end. Pointers are those of the body.
 */
export function diffBodies(expected: Turn, actual: Turn, options: TurnOptions): Divergence[] {
  const { exact, findings, book, facts } = options
  const [wanted, got] = [bodyOf(expected), bodyOf(actual)]
  if (wanted === null || got === null) {
    const message = `${wanted === null ? 'the expected' : 'the actual'} stream has no final response that a body could be compared with`
    return [{ kind: 'missing-event', severity: 'error', expected: wanted?.place ?? null, actual: got?.place ?? null, pointer: '', message }]
  }
  const [wantedNoun, gotNoun] = [nounOf(wanted.value), nounOf(got.value)]
  if (wantedNoun !== null && gotNoun !== null && wantedNoun.name !== gotNoun.name) {
    const message = `another thing came: expected ${wantedNoun.words}, got ${gotNoun.words}`
    return [{ kind: 'type', severity: 'error', expected: wanted.place, actual: got.place, pointer: '', message }]
  }
  book.begin()
  const asResponse = isResponse(wanted.value) && isResponse(got.value)
  const [one, other] = [toEvent(wanted.value, asResponse), toEvent(got.value, asResponse)]
  const seen = exact ? diffExactly([one], [other]) : diffShapes([one], [other], { facts })
  book.judgePair(asWire(wanted.value), asWire(got.value), { expected: 0, actual: 0 })
  // The linter judges Responses and errors only: of other bodies its silence says nothing.
  const asJudged = (each: Observation): Observation => (asResponse ? each : { ...each, grave: true })
  const own = findings.map((finding) => ({ ...finding, event: 0 }))
  return settle(seen.map(unwrap).map(asJudged), { ...options, findings: own }).map((divergence) => ({
    ...divergence,
    expected: divergence.expected === null ? null : wanted.place,
    actual: divergence.actual === null ? null : got.place,
  }))
}

function bodyOf(turn: Turn): { value: unknown; place: number } | null {
  if (turn.body !== undefined) return turn.body
  const index = turn.events.findLastIndex(({ type }) => TERMINAL.has(type))
  return index < 0 ? null : { value: turn.events[index]?.['response'], place: turn.places[index] ?? index }
}

/** A body is read as the response of a last event would be; anything else of the API stands by itself. */
function toEvent(value: unknown, asResponse: boolean): WireEvent {
  return asResponse ? { type: 'response.completed', response: value } : { type: 'body', body: value }
}

/** A body has no type of event; rules that name one do not mean it. */
function asWire(value: unknown): WireEvent {
  return { ...(typeof value === 'object' && value !== null ? value : { value }), type: 'body' }
}

/** What a body says it is; null when it does not. Of two different things every field differs, for that one reason. */
function nounOf(value: unknown): { name: string; words: string } | null {
  if (typeof value !== 'object' || value === null) return null
  if ('object' in value) return typeof value.object === 'string' ? { name: value.object, words: `the object "${value.object}"` } : null
  if (!('error' in value) || typeof value.error !== 'object' || value.error === null) return null
  const { message } = value.error as { message?: unknown }
  return { name: 'error', words: typeof message === 'string' ? `an error: ${message}` : 'an error' }
}

function isResponse(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'object' in value && value.object === 'response'
}

function unwrap(observation: Observation): Observation {
  return {
    ...observation,
    pointer: observation.pointer.replace(/^\/(?:response|body)(?=\/|$)/, ''),
    message:
      observation.message.replace(/^(?:response\.completed|body) ?/, '').replace(/^\/(?:response|body)(?=\/)/, '') || 'the body differs',
    eventType: '',
  }
}

/** Of bodies, what the linter says of the body alone: one that was streamed is judged as if it had not been. */
export function brokenRulesOfBodies(expected: Comparable, actual: Comparable): Finding[] {
  return brokenRules(() => lintBodies(expected), lintBodies(actual))
}

function lintBodies(stream: Comparable): Linted {
  const bodies = turnsOf(stream).flatMap((turn) => bodyOf(turn) ?? [])
  const options = 'header' in stream ? { ...optionsFrom(stream), status: stream.header.response.status } : {}
  return {
    eventAt: (place) => {
      const body = bodies.find((each) => each.place === place)
      return body === undefined ? undefined : asWire(body.value)
    },
    events: bodies.map(({ value }) => asWire(value)),
    findings: bodies.flatMap(({ value, place }) => lintBody(value, options).map((finding) => ({ ...finding, event: place }))),
  }
}
