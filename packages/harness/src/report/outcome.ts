import { rankCauses, type Cause } from '../check/rank-causes.ts'
import type { CheckReport } from '../check/run-check.ts'
import type { ScenarioResult } from '../check/run-scenario.ts'
import type { Divergence } from '../diff/divergence.ts'
import { clientsThatBreak } from '../clients/clients-that-break.ts'
import type { Finding, Severity } from '../lint/finding.ts'
import type { LintedFile } from '../lint/lint-file.ts'
import { ruleLabel } from '../lint/rule.ts'
import { rules } from '../lint/rules.ts'

/** A finding or a divergence, as reports for machines tell it. */
export interface Problem {
  source: 'lint' | 'diff'
  /** Rule of a finding (`GW101 sequence-gap`), kind of a divergence (`missing-event`). */
  rule: string
  severity: Severity
  /** Index of the event in the judged stream; null where it has none. */
  event: number | null
  pointer: string
  message: string
  /** How often it shows, where one cause shows at several places. */
  count: number
  /** What goes wrong for whom; null where nobody wrote it down. */
  why: string | null
  /** Clients that break. */
  clients: readonly string[]
}

export type CaseStatus = ScenarioResult['status'] | 'unreadable'

/** One thing that was judged: a file, a pair of files, a scenario. */
export interface OutcomeCase {
  name: string
  status: CaseStatus
  /** Why it is not `pass`, in one line; '' where the problems say it. */
  reason: string
  /** The file that problems point into; null where there is none. */
  file: string | null
  events: number
  /** null where nothing was timed. */
  durationMs: number | null
  problems: Problem[]
  /** Clients that would break. */
  breaks: string[]
}

/** What `lint`, `diff` and `check` have in common once they are done; every report for machines is made from it. */
export interface Outcome {
  command: 'lint' | 'diff' | 'check'
  /** What was judged: a base URL, a pair of files; '' for a list of files. */
  target: string
  cases: OutcomeCase[]
  /** Of a check: what to mend first, over all scenarios. */
  causes?: Cause[]
}

/** @param unreadable files that could not be read as a stream, each with the reason */
export function lintOutcome(files: readonly LintedFile[], unreadable: readonly { file: string; error: string }[] = []): Outcome {
  const cases = files.map(({ file, events, findings }): OutcomeCase => {
    const problems = findings.map(fromFinding)
    const isGood = !problems.some((each) => each.severity === 'error')
    return {
      name: file,
      status: isGood ? 'pass' : 'fail',
      reason: '',
      file,
      events,
      durationMs: null,
      problems,
      breaks: breaksOf(problems),
    }
  })
  const failed = unreadable.map(({ file, error }): OutcomeCase => ({
    name: file,
    status: 'unreadable',
    reason: error,
    file,
    events: 0,
    durationMs: null,
    problems: [],
    breaks: [],
  }))
  return { command: 'lint', target: '', cases: [...cases, ...failed] }
}

export function diffOutcome(expected: string, actual: string, events: number, divergences: readonly Divergence[]): Outcome {
  const problems = divergences.map(fromDivergence)
  const isEqual = !problems.some((each) => each.severity === 'error')
  const name = `${actual} against ${expected}`
  return {
    command: 'diff',
    target: name,
    cases: [
      { name, status: isEqual ? 'pass' : 'fail', reason: '', file: actual, events, durationMs: null, problems, breaks: breaksOf(problems) },
    ],
  }
}

/** @param fileOf the golden's file by the scenario's name, where people can open it */
export function checkOutcome({ baseUrl, model, scenarios }: CheckReport, fileOf: (name: string) => string | null = () => null): Outcome {
  return {
    command: 'check',
    target: `${baseUrl} (model ${model})`,
    causes: rankCauses(scenarios),
    cases: scenarios.map(({ name, status, reason, events, durationMs, findings, divergences, clients }) => ({
      name,
      status,
      reason,
      file: fileOf(name),
      events,
      durationMs,
      problems: [...findings.map(fromFinding), ...divergences.map(fromDivergence)],
      breaks: clients.filter((each) => each.verdict === 'breaks').map((each) => each.client),
    })),
  }
}

const known = new Map(rules.map((rule) => [ruleLabel(rule), rule]))

function fromFinding({ rule, severity, event, pointer, message }: Finding): Problem {
  const clients = severity === 'info' ? [] : clientsThatBreak(rule)
  return { source: 'lint', rule, severity, event, pointer, message, count: 1, why: known.get(rule)?.why ?? null, clients }
}

function fromDivergence({ kind, severity, actual, pointer, message, count = 1, why, clients = [] }: Divergence): Problem {
  return { source: 'diff', rule: kind, severity, event: actual, pointer, message, count, why: why ?? null, clients }
}

function breaksOf(problems: readonly Problem[]): string[] {
  return [...new Set(problems.flatMap((each) => each.clients))].sort()
}
