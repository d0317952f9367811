import type { Finding } from '../lint/finding.ts'
import { consequencesOf, toDivergence } from './broken-rules.ts'
import { ENDS } from './lone.ts'
import { type Cause, RANK, type Settled } from './observation.ts'
import { withoutIndexes } from './pointers.ts'

/** How the linter takes part: it tells its own, it only explains differences, or it was not asked. */
export type LintPart = boolean | 'explain'

export interface NamingOptions {
  lint: LintPart
  exact: boolean
  /** The item (by output_index) that a finding is about; null where it is about none. */
  itemOf: (finding: Finding) => number | null
}

/**
 * Puts differences of shape and broken rules together: one defect is one divergence, with the place where the streams part and the rule that
 * says why it matters. A rule that no difference of shape explains (texts that do not add up) is a divergence of its own.
 */
export function nameRules(causes: readonly Cause[], findings: readonly Finding[], { lint, exact, itemOf }: NamingOptions): Settled[] {
  const named = new Map<Cause, Finding>()
  const left: Settled[] = []
  const alone = new Set<Finding>()
  const isToldAlready = (told: Finding | undefined, finding: Finding) =>
    told?.rule === finding.rule && itemOf(told) !== null && itemOf(told) === itemOf(finding)
  const link = (finding: Finding, isRelated: Test): boolean => {
    const related = causes.filter((cause) => !named.has(cause) && isRelated(cause, finding))
    for (const cause of related) named.set(cause, finding)
    return related.length > 0
  }
  // What is sure comes first, for every finding: a guess must not take a difference from the finding that is about it.
  const open = findings.filter((finding) => !link(finding, (cause) => SURE.some((test) => test(cause, finding))))
  for (const finding of open) {
    if (link(finding, isAtEvent)) continue
    if (causes.some((cause) => isToldAlready(named.get(cause), finding) || (named.has(cause) && isSamePlace(cause, finding)))) continue
    if (lint === true) left.push(toDivergence(finding))
    else alone.add(finding)
  }
  // What else is odd about the event, or missing or extra in the item, of which a rule is broken follows from it.
  for (const cause of causes) {
    if (named.has(cause) || cause.divergence.severity === 'info' || isFinal(cause)) continue
    const root = findings.find(
      (finding) =>
        !alone.has(finding) &&
        cause.observations.every(
          ({ outputIndex, actual }) =>
            (actual !== null && actual === finding.event) || (outputIndex !== undefined && outputIndex === itemOf(finding)),
        ),
    )
    if (root !== undefined) named.set(cause, root)
  }
  const free = causes.filter((cause) => !named.has(cause)).map((cause) => (lint === false || exact ? cause.divergence : allowed(cause)))
  const under = [...Map.groupBy(named.keys(), (cause) => named.get(cause) as Finding)].flatMap(([finding, group]) => [
    ...group
      .filter(({ divergence }) => divergence.settled === true)
      .map(({ divergence }) => ({ ...divergence, ...consequencesOf(finding) })),
    ...underOneRule(
      group.filter(({ divergence }) => divergence.settled !== true),
      finding,
    ),
  ])
  return [...free, ...under, ...left]
}

/**
 * The linter has read the place and finds no fault: two sound servers, or two answers of one, may differ here. What the golden shows and the
 * other never does (an item, how it ends) stays an error.
 */
function allowed(cause: Cause): Settled {
  const { divergence } = cause
  if (divergence.severity !== 'error' || isFinal(cause)) return divergence
  return { ...divergence, severity: 'warning', message: `${divergence.message} (the protocol allows both)` }
}

const isFinal = ({ divergence, observations }: Cause) => divergence.settled === true || observations.some((each) => each.grave === true)

type Test = (cause: Cause, finding: Finding) => boolean

const isSamePlace: Test = ({ observations }, { event, pointer }) =>
  event !== null && observations.some((each) => each.actual === event && withoutIndexes(each.pointer) === withoutIndexes(pointer))

const isWithinPlace: Test = ({ divergence, observations }, { event, pointer }) =>
  divergence.severity !== 'info' &&
  event !== null &&
  pointer !== '' &&
  observations.some((each) => each.actual === event && isWithin(each.pointer, pointer))

/** A finding stands for all events that lack the field: the linter tells the first. */
const isSameField: Test = ({ divergence, observations }, { pointer }) =>
  divergence.kind === 'missing-field' &&
  pointer !== '' &&
  observations.some((each) => withoutIndexes(each.pointer) === withoutIndexes(pointer))

const isNamed: Test = ({ divergence, observations }, { message }) =>
  divergence.severity !== 'info' &&
  divergence.pointer === '' &&
  observations.some((each) => each.eventType !== '' && tells(message, each.eventType))

/** A finding about the whole stream, and what is missing because the stream ends too soon. */
const isCut: Test = ({ divergence, observations }, { event }) =>
  event === null &&
  divergence.kind === 'missing-event' &&
  observations.some(({ grave, eventType }) => grave === true && ENDS.has(eventType))

const isAtEvent: Test = ({ divergence, observations }, { event }) =>
  divergence.severity !== 'info' && event !== null && observations.some((each) => each.actual === event)

/** Ways in which a difference of shape and a finding are surely about one thing. */
const SURE: readonly Test[] = [isSamePlace, isWithinPlace, isSameField, isNamed, isCut]

const isWithin = (one: string, other: string) => one.startsWith(`${other}/`) || other.startsWith(`${one}/`)

/** A finding may leave out `response.` when it names an event. */
function tells(message: string, eventType: string): boolean {
  return message.includes(eventType.replace(/^response\./, ''))
}

/** Several differences that one broken rule explains: the worst of them speaks. */
function underOneRule(group: readonly Cause[], finding: Finding): Settled[] {
  if (group.length === 0) return []
  const worst = group.reduce((a, b) => (RANK[b.divergence.severity] > RANK[a.divergence.severity] ? b : a)).divergence
  const count = group.reduce((sum, { observations }) => sum + observations.length, 0)
  const severity = RANK[finding.severity] > RANK[worst.severity] ? finding.severity : worst.severity
  return [{ ...worst, severity, ...(count > 1 ? { count } : {}), ...consequencesOf(finding) }]
}
