import type { WireEvent } from '../shape/shape.ts'
import { isEvent } from '../golden/events-of.ts'
import type { Finding } from '../lint/finding.ts'
import { optionsFrom } from '../lint/capture-linter.ts'
import { brokenRulesOfStreams } from './broken-rules.ts'
import { brokenRulesOfBodies, diffBodies } from './diff-bodies.ts'
import { diffExactly } from './diff-exactly.ts'
import type { DiffRule } from './diff-rules.ts'
import { diffShapes } from './diff-shapes.ts'
import type { Divergence } from './divergence.ts'
import { createRuleBook } from './rule-book.ts'
import type { LintPart } from './name-rules.ts'
import { settle, type TurnOptions } from './settle.ts'
import { type Comparable, type Turn, turnsOf } from './turns.ts'

export interface DiffOptions {
  /** Compare texts, counts and delta boundaries too; ids, times and obfuscation stay abstract. For the same model and seed. */
  exact?: boolean
  /** Turn down or ignore what is known to differ, or say what may stand at a place. First match wins. */
  rules?: readonly DiffRule[]
  /**
   * Lint both streams, to tell which rules the actual one breaks and the expected one keeps; `explain`: only where the streams differ, for a caller
   * who reports findings himself.
   * @defaultValue true
   */
  lint?: LintPart
}

export interface DiffResult {
  divergences: Divergence[]
  /** Rules that no divergence and no value needed: what they excused is mended, or they never fitted. */
  unusedRules: DiffRule[]
}

/**
 * Diffs two streams: first pairs output items, then the events inside them, then compares fields by JSON pointer. Texts, ids, times and
 * the number of deltas never matter (unless `exact`); a missing event, field or reference, another type or another status does, and so does a rule
 * of the protocol that the actual stream breaks and the expected one keeps. One cause is one divergence, however often it shows.
 *
 * Takes goldens of any framing, or lists of events. A body is compared with a body, or with the final response of a stream; a connection with a
 * connection, answer by answer.
 *
 * @returns divergences in the order of the actual stream; places count the lines of a golden, or the events of a list, from 0
 */
export function diffStreams(expected: Comparable, actual: Comparable, options: DiffOptions = {}): Divergence[] {
  return diffCaptures(expected, actual, options).divergences
}

/** Like {@link diffStreams}, and tells which rules were of no use. */
export function diffCaptures(
  expected: Comparable,
  actual: Comparable,
  { exact = false, lint = true, rules = [] }: DiffOptions = {},
): DiffResult {
  const book = createRuleBook(rules)
  const areAlike = isConnection(expected) === isConnection(actual)
  const [wanted, got] = [expected, actual].map((each) => (areAlike ? turnsOf(each) : turnsOf(each).map(withoutLane))) as [Turn[], Turn[]]
  const isBody = [...wanted, ...got].some(({ body }) => body !== undefined)
  const lintBoth = isBody ? brokenRulesOfBodies : brokenRulesOfStreams
  const findings = lint === false ? [] : lintBoth(expected, actual)
  const facts = 'header' in actual ? optionsFrom(actual) : {}
  const itemOf = ({ event }: Finding): number | null => {
    const data = event === null ? undefined : 'header' in actual ? actual.lines[event]?.data : actual[event]
    const index = isEvent(data) ? data['output_index'] : undefined
    return typeof index === 'number' ? index : null
  }
  const divergences = wanted.flatMap((turn, index) => {
    const twin = got[index]
    if (twin === undefined) return loneTurn('missing-event', turn, wanted.length, got.length)
    const own = findingsOf(findings, twin, index === 0, got)
    return (isBody ? diffBodies : diffTurns)(turn, twin, { exact, lint, findings: own, book, facts, itemOf })
  })
  for (const turn of got.slice(wanted.length)) divergences.push(...loneTurn('extra-event', turn, wanted.length, got.length))
  return { divergences, unusedRules: book.unused() }
}

function isConnection(stream: Comparable): boolean {
  return 'header' in stream && stream.header.response.framing === 'websocket'
}

/** `stream_id` names the lane of a connection; the same answer over SSE has none. */
function withoutLane(turn: Turn): Turn {
  return { ...turn, events: turn.events.map(({ stream_id: _, ...event }) => event) }
}

function diffTurns(expected: Turn, actual: Turn, options: TurnOptions): Divergence[] {
  const { exact, book, facts } = options
  book.begin()
  const onPair = (one: number, other: number): void =>
    book.judgePair(expected.events[one] as WireEvent, actual.events[other] as WireEvent, {
      expected: expected.places[one] ?? one,
      actual: actual.places[other] ?? other,
    })
  const seen = exact ? diffExactly(expected.events, actual.events, onPair) : diffShapes(expected.events, actual.events, { onPair, facts })
  const observations = seen.map((each) => ({
    ...each,
    expected: each.expected === null ? null : (expected.places[each.expected] ?? each.expected),
    actual: each.actual === null ? null : (actual.places[each.actual] ?? each.actual),
  }))
  return settle(observations, options)
}

/** The findings in one answer; what is about the whole capture, or about a line that is no event, goes with the first. */
function findingsOf(findings: readonly Finding[], turn: Turn, isFirst: boolean, all: readonly Turn[]): Finding[] {
  const placesOf = (each: Turn) => (each.body === undefined ? each.places : [each.body.place])
  const places = new Set(placesOf(turn))
  const elsewhere = new Set(all.filter((each) => each !== turn).flatMap(placesOf))
  return findings.filter(({ event }) => (event === null ? isFirst : places.has(event) || (isFirst && !elsewhere.has(event))))
}

function loneTurn(kind: 'missing-event' | 'extra-event', turn: Turn, expected: number, actual: number): Divergence[] {
  const place = turn.body?.place ?? turn.places[0] ?? null
  return [
    {
      kind,
      severity: 'error',
      expected: kind === 'missing-event' ? place : null,
      actual: kind === 'extra-event' ? place : null,
      pointer: '',
      message: `a whole answer is ${kind === 'missing-event' ? 'missing' : 'extra'}: ${expected} were expected, ${actual} came`,
    },
  ]
}
