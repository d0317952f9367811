import { judgeClients } from '../clients/judge-clients.ts'
import { eventsOf, isEvent } from '../golden/events-of.ts'
import type { Finding } from '../lint/finding.ts'
import { lintStream } from '../lint/lint-stream.ts'
import { ruleLabel } from '../lint/rule.ts'
import { rules } from '../lint/rules.ts'
import type { WireEvent } from '../shape/shape.ts'
import type { Divergence, DivergenceKind } from './divergence.ts'
import { valueAtPointer, withoutIndexes } from './pointers.ts'
import type { Comparable } from './turns.ts'

/** Findings of one capture, and its events. */
export interface Linted {
  /** The events a finding may point into, by its `event`. */
  eventAt: (place: number) => unknown
  /** All events, in order. */
  events: readonly WireEvent[]
  findings: readonly Finding[]
}

/**
 * Rules of the linter that the actual stream breaks and the expected one keeps. A shape hides texts, and leaves the number of items to the model: what
 * a stream says in two ways (deltas and the text they add up to, items and the final output) can only be held against itself.
 *
 * @param expected asked for only when the actual stream breaks a rule at all
 */
export function brokenRules(expected: () => Linted, actual: Linted): Finding[] {
  const found = actual.findings.filter(isSerious)
  if (found.length === 0) return []
  const { findings, events } = expected()
  const known = new Set(findings.filter(isSerious).map(placeOf))
  return found.filter((finding) => !known.has(placeOf(finding)) && !isYounger(finding, events, actual))
}

/** {@link brokenRules} of two captures, with what their headers say about them. */
export function brokenRulesOfStreams(expected: Comparable, actual: Comparable): Finding[] {
  return brokenRules(() => lintComparable(expected), lintComparable(actual))
}

/** Lints a capture with what its header says about it, or a list of events. */
function lintComparable(stream: Comparable): Linted {
  if (!('header' in stream)) return { eventAt: (place) => stream[place], events: stream, findings: lintStream(stream) }
  return { eventAt: (place) => stream.lines[place]?.data, events: eventsOf(stream), findings: lintStream(stream) }
}

/** Which rule a divergence breaks, what that does, and to whom. */
export function consequencesOf({ rule }: Pick<Finding, 'rule'>): Pick<Divergence, 'rule' | 'why' | 'clients'> {
  const why = rules.find((each) => ruleLabel(each) === rule)?.why
  const clients = judgeClients([{ rule, severity: 'error', event: null, pointer: '', message: '' }])
    .filter(({ verdict }) => verdict === 'breaks')
    .map(({ client }) => client)
  return { rule, ...(why === undefined ? {} : { why }), ...(clients.length === 0 ? {} : { clients }) }
}

const KINDS: readonly (readonly [DivergenceKind, RegExp])[] = [
  ['extra-event', /unknown-event|twice|after-terminal|phantom-close|unexpected-event|text-sent-again|response-done|event-of-another-kind/],
  ['order', /not-first|-order|overlap|after-done|sequence-(?!missing|not-a)|keepalive-first|too-early/],
  ['type', /field-type|field-null|not-integer|not-a-number|index-invalid|-nulls?$/],
  ['missing-event', /no-terminal|(?:item|text|part|arguments|summary|reasoning|progress).*-(?:missing|absent)|only-at-end|only-in-item/],
  ['missing-field', /missing|absent/],
]

/** A rule that no difference of shapes explains, told as a divergence. */
export function toDivergence(finding: Finding): Divergence {
  const name = finding.rule.slice(6)
  const isField = finding.pointer !== ''
  const kind = KINDS.find(([each, pattern]) => pattern.test(name) && !(isField && each === 'missing-event'))?.[0] ?? 'value'
  const { severity, event, pointer, message } = finding
  return {
    kind,
    severity: severity === 'info' ? 'info' : severity,
    expected: null,
    actual: event,
    pointer,
    message,
    ...consequencesOf(finding),
  }
}

const isSerious = ({ severity }: Finding) => severity !== 'info'
const placeOf = ({ rule, pointer }: Finding) => `${rule} ${withoutIndexes(pointer)}`

/** A field that only the date of the actual stream demands, and that nothing of its kind in the expected one has. */
function isYounger({ event, pointer }: Finding, expected: readonly WireEvent[], { eventAt }: Linted): boolean {
  const there = event === null ? undefined : eventAt(event)
  if (!isEvent(there) || pointer === '' || valueAtPointer(there, pointer) !== undefined) return false
  const at = pointer.lastIndexOf('/')
  const [parent, key] = [pointer.slice(0, at), pointer.slice(at)]
  const kind = typeOf(valueAtPointer(there, parent))
  const twins = expected
    .filter(({ type }) => type === there.type)
    .flatMap((twin) => holdersAt(twin, parent))
    .filter((holder) => typeOf(holder) === kind)
  return twins.length > 0 && twins.every((twin) => valueAtPointer(twin, key) === undefined)
}

/** The objects at a pointer; of an element of a list, all elements. */
function holdersAt(event: WireEvent, pointer: string): unknown[] {
  const list = /^(.*)\/\d+$/.exec(pointer)?.[1]
  const value = valueAtPointer(event, list ?? pointer)
  const holders: unknown[] = list !== undefined && Array.isArray(value) ? value : [value]
  return holders.filter((each) => each !== undefined)
}

const typeOf = (value: unknown) => (isEvent(value) ? value.type : undefined)
