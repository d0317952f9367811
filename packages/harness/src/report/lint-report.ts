import type { Finding } from '../lint/finding.ts'
import type { LintedFile } from '../lint/lint-file.ts'
import { createPaint, paintSeverity, plural } from './paint.ts'

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

/** Findings file by file, worst first in the eye, then one line of totals. Files without findings are only counted. */
export function renderLintReport(files: readonly LintedFile[], { colour, verbose = false }: LintReportOptions): string {
  const paint = createPaint(colour)
  const lines: string[] = []
  let hidden = 0
  for (const { file, findings } of files) {
    const shown = verbose ? findings : findings.filter((finding) => finding.severity !== 'info')
    hidden += findings.length - shown.length
    if (shown.length === 0) continue
    lines.push(paint.bold(file))
    for (const finding of shown) {
      const place = finding.event === null ? 'stream' : `event ${finding.event}`
      lines.push(
        `  ${paintSeverity(finding.severity, paint)} ${paint.cyan(finding.rule.padEnd(28))} ${paint.dim(`${place}${finding.pointer ? ` ${finding.pointer}` : ''}`)}`,
      )
      lines.push(`          ${finding.message}`)
    }
    lines.push('')
  }
  const { files: count, events, errors, warnings } = summariseLint(files)
  const verdict = errors > 0 ? paint.red(plural(errors, 'error')) : paint.green('0 errors')
  lines.push(
    `${plural(count, 'stream')}, ${plural(events, 'event')}: ${verdict}, ${plural(warnings, 'warning')}${hidden > 0 ? `, ${hidden} notes (--verbose shows them)` : ''}`,
  )
  return lines.join('\n')
}
