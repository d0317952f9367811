import Table from 'cli-table3'

import { causeOf, rankCauses } from '../check/rank-causes.ts'
import type { CheckReport } from '../check/run-check.ts'
import type { ScenarioResult } from '../check/run-scenario.ts'
import { clientProfiles } from '../clients/client-profiles.ts'
import { renderCauses } from './causes-report.ts'
import { createPaint, paintSeverity, plural, type Paint } from './paint.ts'
import { printable } from './printable.ts'

/**
 * One table row a scenario, what to mend first, the details of what failed, then the verdict. What shows in many scenarios is told once, in the
 * list of what to mend first, unless everything is asked for.
 */
export function renderCheckReport(
  { baseUrl, model, scenarios, summary }: CheckReport,
  { colour, verbose = false }: { colour: boolean; verbose?: boolean },
): string {
  const paint = createPaint(colour)
  const table = new Table({
    head: ['scenario', 'status', 'events', 'lint', 'diff', 'breaks'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const result of scenarios) table.push(row(result, paint))
  const causes = rankCauses(scenarios)
  const often = new Set(verbose ? [] : causes.filter((each) => each.scenarios.length >= OFTEN).map((each) => each.label))
  const isDead = scenarios.length > 1 && scenarios.every((each) => each.status === 'unreachable')
  const details = isDead
    ? [printable(scenarios[0]?.reason ?? '')]
    : scenarios
        .filter((each) => each.status === 'fail' || each.status === 'unreachable' || verbose)
        .flatMap((each) => detail(each, paint, verbose, often))
  const refused = scenarios
    .filter((each) => each.status === 'unsupported')
    .map((each) => `  ${each.name}: ${paint.dim(printable(each.reason))}`)
  const counts = `${summary.pass} passed, ${summary.fail} failed, ${summary.unsupported} unsupported${summary.unreachable ? `, ${summary.unreachable} unreachable` : ''}`
  const clean = summary.fail === 0 && summary.unreachable === 0
  return [
    ...(isDead ? [] : [table.toString()]),
    ...(refused.length > 0 ? ['', 'unsupported (not judged):', ...refused] : []),
    ...gap(renderCauses(causes, paint, verbose)),
    ...gap(details),
    '',
    `${baseUrl} ${paint.dim(`model ${model}`)}`,
    clean ? paint.green(counts) : paint.red(counts),
  ].join('\n')
}

/** Told once from so many scenarios on. */
const OFTEN = 3

const gap = (lines: readonly string[]) => (lines.length > 0 ? ['', ...lines] : [])

function row(result: ScenarioResult, paint: Paint): string[] {
  const count = (list: readonly { severity: string }[]) => {
    const errors = list.filter((each) => each.severity === 'error').length
    const warnings = list.filter((each) => each.severity === 'warning').length
    return `${errors}${warnings > 0 ? ` (+${warnings})` : ''}`
  }
  const judged = result.status === 'pass' || result.status === 'fail'
  const broken = result.clients.flatMap(({ client, verdict }) =>
    verdict === 'ok' ? [] : verdict === 'breaks' ? client : `${client} (${verdict})`,
  )
  return [
    result.name,
    paintStatus(result.status, paint),
    judged ? String(result.events) : '',
    judged ? count(result.findings) : '',
    judged ? count(result.divergences) : '',
    broken.length > 3 ? `${broken.length} of ${clientProfiles.length} clients` : broken.join(', '),
  ]
}

function paintStatus(status: ScenarioResult['status'], paint: Paint): string {
  switch (status) {
    case 'pass':
      return paint.green(status)
    case 'fail':
      return paint.red(status)
    case 'unreachable':
      return paint.red(status)
    case 'unsupported':
      return paint.yellow(status)
  }
}

function detail(result: ScenarioResult, paint: Paint, verbose: boolean, often: ReadonlySet<string>): string[] {
  const wanted = (severity: string) => verbose || severity !== 'info'
  const findings = fold(
    result.findings.filter((each) => wanted(each.severity) && !often.has(each.rule)),
    (each) => each.rule,
    verbose,
  ).map(({ first: { severity, rule, event, pointer, message }, more }) => {
    const place = paint.dim(printable(`event ${event ?? '-'} ${pointer}`))
    return `  ${paintSeverity(severity, paint)} lint ${paint.cyan(rule)} ${place} ${printable(message)}${more}`
  })
  const divergences = fold(
    result.divergences.filter((each) => wanted(each.severity) && !often.has(causeOf(each))),
    (each) => `${each.kind} ${each.pointer}`,
    verbose,
  ).map(({ first: { severity, kind, expected, actual, message }, more }) => {
    const place = paint.dim(`${expected ?? '·'}→${actual ?? '·'}`)
    return `  ${paintSeverity(severity, paint)} diff ${paint.cyan(kind)} ${place} ${printable(message)}${more}`
  })
  const repeated = new Set([
    ...result.findings.filter((each) => wanted(each.severity) && often.has(each.rule)).map((each) => each.rule),
    ...result.divergences.filter((each) => wanted(each.severity) && often.has(causeOf(each))).map(causeOf),
  ])
  if (findings.length + divergences.length + repeated.size === 0 && result.status !== 'fail' && result.status !== 'unreachable') return []
  return [
    paint.bold(result.name) + (result.reason ? paint.dim(`  ${printable(result.reason)}`) : ''),
    ...findings,
    ...divergences,
    ...(repeated.size > 0
      ? [paint.dim(`  and ${plural(repeated.size, 'cause')} that ${OFTEN} scenarios or more have (above, or --verbose)`)]
      : []),
  ]
}

/** One line for what repeats, with how often; all of it where asked for. */
function fold<T>(list: readonly T[], keyOf: (each: T) => string, verbose: boolean): { first: T; more: string }[] {
  const groups = new Map<unknown, T[]>()
  for (const each of list) {
    const key = verbose ? each : keyOf(each)
    groups.set(key, [...(groups.get(key) ?? []), each])
  }
  return [...groups.values()].map((group) => ({ first: group[0] as T, more: group.length > 1 ? ` (and ${group.length - 1} more)` : '' }))
}
