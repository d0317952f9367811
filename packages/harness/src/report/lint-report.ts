import type { ClientVerdict } from '../clients/judge-clients.ts'
import type { Finding } from '../lint/finding.ts'
import type { LintedFile } from '../lint/lint-file.ts'
import { createPaint, paintSeverity, plural, type Paint } from './paint.ts'
import { printable } from './printable.ts'

/** Counts over all files, as `goldwire lint --json` prints them. */
export interface LintSummary {
  files: number
  events: number
  errors: number
  warnings: number
}

export function summariseLint(files: readonly LintedFile[]): LintSummary {
  const count = (severity: Finding['severity']) =>
    files.reduce((sum, file) => sum + file.findings.filter((finding) => finding.severity === severity).length, 0)
  return {
    files: files.length,
    events: files.reduce((sum, file) => sum + file.events, 0),
    errors: count('error'),
    warnings: count('warning'),
  }
}

export interface LintReportOptions {
  colour: boolean
  /** Show findings of severity `info` as well. */
  verbose?: boolean
}

/** Of one rule in one file this many are shown; a defect that repeats at every event needs no more to be understood. */
const SHOWN = 3

/**
 * Findings file by file in the order of the stream, then one line of totals. Files without findings are only counted, and so are further
 * findings of a rule that was shown three times (unless `verbose`).
 */
export function renderLintReport(files: readonly LintedFile[], { colour, verbose = false }: LintReportOptions): string {
  const paint = createPaint(colour)
  const lines: string[] = []
  let hidden = 0
  for (const { file, findings, clients = [] } of files) {
    const shown = verbose ? findings : findings.filter((finding) => finding.severity !== 'info')
    hidden += findings.length - shown.length
    if (shown.length === 0) continue
    lines.push(paint.bold(printable(file)), ...tellFindings(shown, paint, verbose), ...tellClients(clients, paint))
    lines.push('')
  }
  const { files: count, events, errors, warnings } = summariseLint(files)
  const verdict = errors > 0 ? paint.red(plural(errors, 'error')) : paint.green('0 errors')
  lines.push(
    `${plural(count, 'stream')}, ${plural(events, 'event')}: ${verdict}, ${plural(warnings, 'warning')}${hidden > 0 ? `, ${plural(hidden, 'note')} (--verbose shows them)` : ''}`,
  )
  return lines.join('\n')
}

function tellClients(clients: readonly ClientVerdict[], paint: Paint): string[] {
  const named = (wanted: ClientVerdict['verdict']) => clients.filter(({ verdict }) => verdict === wanted).map(({ client }) => client)
  const [breaks, degrades] = [named('breaks'), named('degrades')]
  return [
    ...(breaks.length > 0 ? [`  ${paint.red('breaks')}  ${breaks.join(', ')}`] : []),
    ...(degrades.length > 0 ? [`  ${paint.yellow('loses text or calls')} in ${degrades.join(', ')}`] : []),
  ]
}

function tellFindings(findings: readonly Finding[], paint: Paint, verbose: boolean): string[] {
  const counts = new Map<string, number>()
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  const told = new Map<string, number>()
  return findings.flatMap(({ rule, severity, event, pointer, message }) => {
    const time = (told.get(rule) ?? 0) + 1
    told.set(rule, time)
    if (!verbose && time > SHOWN) return []
    const place = printable(`${event === null ? 'stream' : `event ${event}`}${pointer ? ` ${pointer}` : ''}`)
    const lines = [
      `  ${paintSeverity(severity, paint)} ${paint.cyan(rule.padEnd(28))} ${paint.dim(place)}`,
      `          ${printable(message)}`,
    ]
    const rest = (counts.get(rule) ?? 0) - SHOWN
    if (!verbose && time === SHOWN && rest > 0) lines.push(paint.dim(`          … and ${rest} more of ${rule} (--verbose shows all)`))
    return lines
  })
}
