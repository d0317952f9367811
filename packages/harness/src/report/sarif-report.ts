import type { Location, Log, ReportingDescriptor, Result } from 'sarif'

import { ruleLabel } from '../lint/rule.ts'
import { rules } from '../lint/rules.ts'
import { groupProblems, type ProblemGroup } from './group-problems.ts'
import type { Outcome, OutcomeCase, Problem } from './outcome.ts'
import { printable } from './printable.ts'

const LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const
/** Places of one rule in one stream that become related locations; the rest is counted. */
const MOST_PLACES = 50

export interface SarifOptions {
  /** Version of the program, shown as the tool's. */
  version: string
  /** Line of the file on which an event stands, from 1; null = unknown. */
  lineOf?: (file: string, event: number) => number | null
}

/** SARIF 2.1.0: one result for each rule broken in each stream, at its first place, with the other places beside it. */
export function renderSarif(outcome: Outcome, options: SarifOptions): string {
  return `${JSON.stringify(toSarif(outcome, options), null, 2)}\n`
}

function toSarif(outcome: Outcome, { version, lineOf = () => null }: SarifOptions): Log {
  const groups = outcome.cases.flatMap((each) => groupProblems(each.problems).map((group) => ({ each, group })))
  const ids = [...new Set(groups.map(({ group }) => idOf(group.first)))].sort()
  const failed = outcome.cases.filter((each) => each.status === 'unreachable' || each.status === 'unreadable')
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'goldwire', version, informationUri: 'https://github.com/goldwire/goldwire', rules: ids.map(describeRule) },
        },
        automationDetails: { id: `goldwire/${outcome.command}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: failed.length === 0,
            toolExecutionNotifications: failed.map(({ name, reason }) => ({
              level: 'error',
              message: { text: printable(`${name}: ${reason}`) },
            })),
          },
        ],
        results: groups.map(({ each, group }) => toResult(each, group, ids, lineOf)),
      },
    ],
  }
}

function toResult(
  each: OutcomeCase,
  { first, count, all }: ProblemGroup,
  ids: readonly string[],
  lineOf: NonNullable<SarifOptions['lineOf']>,
): Result {
  const ruleId = idOf(first)
  const others = all.slice(1, MOST_PLACES + 1)
  return {
    ruleId,
    ruleIndex: ids.indexOf(ruleId),
    level: LEVEL[first.severity],
    message: { text: describe(each, first, count) },
    locations: [locate(each, first, lineOf)],
    ...(others.length > 0 && {
      relatedLocations: others.map((problem, id) => ({
        id,
        message: { text: printable(problem.message) },
        ...locate(each, problem, lineOf),
      })),
    }),
    occurrenceCount: count,
    partialFingerprints: { 'goldwire/v1': `${each.name}#${ruleId}#${first.pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')}` },
    properties: { severity: first.severity, ...(first.clients.length > 0 && { breaks: first.clients }) },
  }
}

function describe({ name, file }: OutcomeCase, { message, clients }: Problem, count: number): string {
  const again = count > 1 ? ` (${count} times in this stream)` : ''
  const breaks = clients.length > 0 ? ` Breaks ${clients.join(', ')}.` : ''
  return `${file === null ? `${name}: ` : ''}${printable(message)}${again}.${breaks}`
}

/** The file, where there is one: code scanning shows nothing without a file, so a scenario stands for its own. */
function locate({ name, file }: OutcomeCase, { event, pointer }: Problem, lineOf: NonNullable<SarifOptions['lineOf']>): Location {
  const line = file !== null && event !== null ? lineOf(file, event) : null
  return {
    physicalLocation: {
      artifactLocation: { uri: toUri(file ?? `${name}.golden.jsonl`) },
      region: { startLine: line ?? 1 },
    },
    logicalLocations: [
      {
        name: event === null ? name : `event ${event}`,
        fullyQualifiedName: `${name}${event === null ? '' : `#${event}`}${pointer}`,
        kind: 'element',
      },
    ],
  }
}

/** A relative path as a URI; halves of surrogate pairs have none. */
const toUri = (path: string) => encodeURI(path.replaceAll('\\', '/').replaceAll(/\p{Surrogate}/gu, '\uFFFD'))

const idOf = ({ source, rule }: Problem) => (source === 'lint' ? (rule.split(' ', 1)[0] ?? rule) : `diff/${rule}`)

const KINDS: { [kind: string]: string } = {
  'missing-event': 'An event that the expected stream has is missing',
  'extra-event': 'An event that the expected stream does not have',
  'missing-field': 'A field that the expected event has is missing',
  'extra-field': 'A field that the expected event does not have',
  type: 'A value is of another type than expected',
  value: 'A value is another than expected',
  order: 'An event comes at another place than expected',
}

function describeRule(id: string): ReportingDescriptor {
  const rule = rules.find((each) => each.id === id)
  if (!rule) {
    const text = KINDS[id.replace('diff/', '')] ?? id
    return { id, name: id, shortDescription: { text }, fullDescription: { text }, defaultConfiguration: { level: 'error' } }
  }
  const threads = rule.threads.length > 0 ? ` Seen in ${rule.threads.join(', ')}.` : ''
  return {
    id,
    name: rule.name,
    shortDescription: { text: ruleLabel(rule) },
    fullDescription: { text: rule.why },
    help: { text: `${rule.why}${threads}` },
    helpUri: rule.docs,
    defaultConfiguration: { level: LEVEL[rule.severity] },
  }
}
