import type { Divergence } from '../diff/divergence.ts'
import { createPaint, paintSeverity, plural } from './paint.ts'

export interface DiffSummary {
  equal: boolean
  errors: number
  warnings: number
  infos: number
}

export function summariseDiff(divergences: readonly Divergence[]): DiffSummary {
  const count = (severity: Divergence['severity']) => divergences.filter((each) => each.severity === severity).length
  const errors = count('error')
  return { equal: errors === 0, errors, warnings: count('warning'), infos: count('info') }
}

const SIGN: { [Kind in Divergence['kind']]: string } = {
  'missing-event': '-',
  'extra-event': '+',
  'missing-field': '-',
  'extra-field': '+',
  type: '~',
  value: '~',
  order: '↕',
}

/** Divergences in stream order, each with its sign (- missing, + extra, ~ different), place and words; then the verdict. */
export function renderDiffReport(
  divergences: readonly Divergence[],
  { colour, verbose = false }: { colour: boolean; verbose?: boolean },
): string {
  const paint = createPaint(colour)
  const shown = verbose ? divergences : divergences.filter((each) => each.severity !== 'info')
  const lines = shown.map((each) => {
    const place = `${each.expected ?? '·'}→${each.actual ?? '·'}`
    return `${paintSeverity(each.severity, paint)} ${SIGN[each.kind]} ${paint.cyan(each.kind.padEnd(13))} ${paint.dim(place.padEnd(9))} ${each.message}`
  })
  const { errors, warnings, infos } = summariseDiff(divergences)
  const verdict = errors > 0 ? paint.red(plural(errors, 'divergence')) : paint.green('no divergence')
  const notes = infos > 0 && !verbose ? `, ${infos} notes (--verbose shows them)` : ''
  return [...lines, `${verdict}, ${plural(warnings, 'warning')}${notes}`].join('\n')
}
