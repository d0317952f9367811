import type { Severity } from './finding.ts'

/** One named protocol check. */
export interface Rule {
  /** `GW` and three digits; the first says the group (see {@link ruleGroups}). */
  readonly id: string
  readonly name: string
  readonly severity: Severity
  /** One line: what goes wrong for whom when the rule is broken. */
  readonly why: string
  /** Where the API's documentation (or, where it is silent, a thread) says so. */
  readonly docs: string
  /** Public threads that show the breach in the wild: `repository#issue` or `repository PRnumber`. */
  readonly threads: readonly string[]
  /** Rows of the collected list of defects that the rule covers. */
  readonly defect: readonly number[]
}

/** The groups of rules, by the first digit of their number. */
export const ruleGroups = {
  0: 'Framing',
  1: 'Sequence numbers',
  2: 'Schema and envelope',
  3: 'Lifecycle and final output',
  4: 'Items',
  5: 'Ids and indexes',
  6: 'Parts and text',
  7: 'Calls and arguments',
  8: 'Reasoning',
  9: 'Usage, errors and others',
} as const

const reference = 'https://platform.openai.com/docs/api-reference/'
/** Anchors of the documentation that rules point to. */
export const docs = {
  response: `${reference}responses/object`,
  streaming: `${reference}responses-streaming`,
  created: `${reference}responses-streaming/response/created`,
  completed: `${reference}responses-streaming/response/completed`,
  failed: `${reference}responses-streaming/response/failed`,
  error: `${reference}responses-streaming/error`,
  itemAdded: `${reference}responses-streaming/response/output_item/added`,
  itemDone: `${reference}responses-streaming/response/output_item/done`,
  partAdded: `${reference}responses-streaming/response/content_part/added`,
  partDone: `${reference}responses-streaming/response/content_part/done`,
  textDelta: `${reference}responses-streaming/response/output_text/delta`,
  textDone: `${reference}responses-streaming/response/output_text/done`,
  annotation: `${reference}responses-streaming/response/output_text/annotation/added`,
  argumentsDelta: `${reference}responses-streaming/response/function_call_arguments/delta`,
  argumentsDone: `${reference}responses-streaming/response/function_call_arguments/done`,
  summary: `${reference}responses-streaming/response/reasoning_summary_text/delta`,
  reasoning: `${reference}responses-streaming/response/reasoning_text/delta`,
  create: `${reference}responses/create`,
  websocket: 'https://platform.openai.com/docs/guides/websocket-mode',
  sse: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation',
  openResponses: 'https://www.openresponses.org/specification',
} as const

/** The name findings carry: `GW101 sequence-gap`. */
export function ruleLabel(rule: Rule): string {
  return `${rule.id} ${rule.name}`
}

/** Writes a rule down in one line: id, name, severity, why, documentation, threads, rows of the list of defects. */
export function defineRule(
  id: string,
  name: string,
  severity: Severity,
  why: string,
  anchor: string,
  threads: readonly string[] = [],
  defect: readonly number[] = [],
): Rule {
  return { id, name, severity, why, docs: anchor, threads, defect }
}
