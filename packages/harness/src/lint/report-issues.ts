import { deviations, type ReadIssue } from '@goldwire/schemas'
import { classifyIssue, placeOf, valueAt } from './classify-issue.ts'
import type { LintContext } from './context.ts'
import { scopeOf } from './faults.ts'
import { asText, type JsonObject, listed, show } from './json.ts'
import {
  fieldMissing,
  newerFieldMissing,
  responseFlattened,
  responseIncomplete,
  responseNulls,
  responseSparse,
} from './rules/schema-rules.ts'
import type { Rule } from './rule.ts'
import { noteMissing, reportBadNumber, type SequenceState } from './rules/sequence.ts'

const reasons = new Map(deviations.map((deviation) => [deviation.id, deviation.reason]))

/** Response fields that even the SDK's type requires; without the others a client may still live. */
export const requiredResponseFields: ReadonlySet<string> = new Set(
  'id object created_at status model output parallel_tool_calls tools tool_choice error instructions metadata temperature top_p text'.split(
    ' ',
  ),
)

/** So many required fields are not forgotten one by one: the Response was never made whole. */
const minimal = 3

/** Fields of the Response whose absence has a rule of its own. */
const named = new Set(['output', 'incomplete_details'])
const terminal = new Set(['response.completed', 'response.incomplete', 'response.failed'])

/** Reports what the schemas refuse in an event, one finding for what is one fault. */
export function reportIssues(event: JsonObject, issues: readonly ReadIssue[], sequence: SequenceState, context: LintContext): void {
  noteFaults(event, issues, context)
  const gaps = issues.filter((issue) => isGap(issue, event))
  const required = gaps.filter(({ pointer }) => requiredResponseFields.has(pointer.slice('/response/'.length))).length
  const isMinimal = required >= minimal || context.isMinimal
  context.isMinimal = isMinimal
  const folded = isMinimal ? issues.filter(({ kind, pointer }) => kind === 'missing' && /^\/response\/[^/]+$/.test(pointer)) : gaps
  // What a Response lacked before it lacks again.
  const news = folded.filter(({ pointer }) => !context.lacking.has(pointer))
  for (const { pointer } of news) context.lacking.add(pointer)
  if (news.length > 0) reportGaps(event, news, isMinimal, context)
  const nulls = issues.filter((issue) => issue.kind === 'null' && classifyIssue(event, issue).rule === responseNulls)
  if (nulls.length > 1) reportNulls(event, nulls, context)
  const left = issues.filter((issue) => !folded.includes(issue) && (nulls.length < 2 || !nulls.includes(issue)))
  const siblings = groupByParent(left)
  for (const group of siblings) {
    if (group.length === 1 && group[0] !== undefined) reportIssue(event, group[0], sequence, context)
    else reportSiblings(event, group, context)
  }
}

/** Comparisons leave alone what is at fault; an object that lacks several fields, or the one that says what it is, is so as a whole. */
function noteFaults(event: JsonObject, issues: readonly ReadIssue[], { faults }: LintContext): void {
  const missing = issues.filter(({ kind }) => kind === 'missing').map(({ pointer }) => parentOf(pointer))
  for (const { kind, pointer } of issues) {
    const parent = parentOf(pointer)
    const isWhole = kind === 'missing' && (pointer.endsWith('/type') || missing.indexOf(parent) !== missing.lastIndexOf(parent))
    const place = scopeOf(event, isWhole && !['', '/response', '/item', '/part'].includes(parent) ? parent : pointer)
    if (place !== null) faults.note(place.scope, place.pointer)
  }
}

function parentOf(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))
}

/** Missing fields of one object inside the event make one group; every other issue stands alone. */
function groupByParent(issues: readonly ReadIssue[]): ReadIssue[][] {
  const groups: ReadIssue[][] = []
  const byParent = new Map<string, ReadIssue[]>()
  for (const issue of issues) {
    const parent = parentOf(issue.pointer)
    const group = issue.kind === 'missing' && parent !== '' && parent !== '/response' ? byParent.get(parent) : undefined
    if (group !== undefined) group.push(issue)
    else {
      const alone = [issue]
      groups.push(alone)
      if (issue.kind === 'missing') byParent.set(parent, alone)
    }
  }
  return groups
}

function reportSiblings(event: JsonObject, group: readonly ReadIssue[], { reporter, at }: LintContext): void {
  const judged = group.map((issue) => ({ issue, ...judge(event, issue) }))
  const [first] = judged.toSorted((a, b) => weight(b.rule) - weight(a.rule))
  if (first === undefined) return
  const parent = parentOf(first.issue.pointer)
  const names = group.map(({ pointer }) => pointer.slice(parent.length + 1))
  const message = `${asText(event['type'])}: ${parent} lacks ${listed(names)}`
  const key = `${placeOf(parent)} ${names.toSorted().join(' ')}`
  reporter.report(first.rule, at, message, { pointer: parent, key, ...tagOf(parent, at) })
}

/** The rule that says most of what is missing. */
function weight(rule: Rule): number {
  return rule === newerFieldMissing ? 0 : rule === fieldMissing ? 1 : 2
}

function judge(event: JsonObject, issue: ReadIssue): { rule: Rule; key: string } {
  return isNewer(issue) ? { rule: newerFieldMissing, key: placeOf(issue.pointer) } : classifyIssue(event, issue)
}

/** A field of the Response that is not there and has no rule of its own. */
function isGap({ kind, pointer }: ReadIssue, event: JsonObject): boolean {
  const field = /^\/response\/([^/]+)$/.exec(pointer)?.[1]
  if (kind !== 'missing' || field === undefined || named.has(field)) return false
  return field !== 'usage' || !terminal.has(asText(event['type']))
}

function reportIssue(event: JsonObject, issue: ReadIssue, sequence: SequenceState, context: LintContext): void {
  const { reporter, at } = context
  if (issue.pointer === '/sequence_number') {
    if (issue.kind === 'missing') noteMissing(event, sequence, context)
    else reportBadNumber(event['sequence_number'], sequence, context)
    return
  }
  if (issue.pointer === '/response' && issue.kind !== 'type') {
    if ('id' in event && ('object' in event || 'output' in event || 'model' in event)) {
      const message = `${asText(event['type'])} has the fields of the response at its top level, expected them in \`response\``
      reporter.report(responseFlattened, at, message, { key: '' })
      return
    }
  }
  const { rule, key } = judge(event, issue)
  const what = `${asText(event['type'])}: ${issue.pointer === '' ? 'the event' : issue.pointer} ${describe(issue, valueAt(event, issue.pointer))}`
  reporter.report(rule, at, `${what}${because(issue)}`, { pointer: issue.pointer, key, ...tagOf(issue.pointer, at) })
}

/** What is known of such a fault. */
function because({ deviation }: ReadIssue): string {
  if (deviation === undefined) return ''
  const reason = reasons.get(deviation) ?? deviation
  return deviation.endsWith('-not-yet') ? `. ${reason.replace(/\.$/, '')}` : ` (known elsewhere: ${reason})`
}

/** An item that changed its type is not one of that type with everything missing. */
function tagOf(pointer: string, at: number): { tag?: string } {
  return /^\/item(?:\/|$)/.test(pointer) ? { tag: `schema ${at}` } : {}
}

/** A field that older servers cannot know; `logprobs` is old enough, and every SDK demands it. */
function isNewer({ kind, deviation, pointer }: ReadIssue): boolean {
  return kind === 'missing' && deviation?.endsWith('-not-yet') === true && !pointer.endsWith('/logprobs')
}

function describe(issue: ReadIssue, value: unknown): string {
  if (issue.kind === 'missing') return 'is missing'
  if (issue.kind === 'null') return `is null: ${issue.message}`
  return `is ${show(value)}: ${issue.message}`
}

function reportNulls(event: JsonObject, nulls: readonly ReadIssue[], { reporter, at }: LintContext): void {
  const names = nulls.map(({ pointer }) => pointer.slice('/response/'.length))
  const message = `${asText(event['type'])}: ${listed(names)} of the response are null`
  reporter.report(responseNulls, at, message, { pointer: '/response', key: names.toSorted().join(' ') })
}

function reportGaps(event: JsonObject, gaps: readonly ReadIssue[], isMinimal: boolean, { reporter, at }: LintContext): void {
  const names = gaps.map((issue) => issue.pointer.slice('/response/'.length))
  const groups = isMinimal
    ? [{ rule: responseIncomplete, fields: names }]
    : [
        { rule: responseIncomplete, fields: names.filter((name) => requiredResponseFields.has(name)) },
        { rule: responseSparse, fields: names.filter((name) => !requiredResponseFields.has(name)) },
      ]
  for (const { rule, fields } of groups) {
    if (fields.length === 0) continue
    const message = `${asText(event['type'])}: the response lacks ${listed(fields)}`
    reporter.report(rule, at, message, { pointer: '/response', key: isMinimal ? '' : fields.toSorted().join(' ') })
  }
}
