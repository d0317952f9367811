import type { Divergence } from '../diff/divergence.ts'
import { createPaint, paintSeverity, plural } from './paint.ts'
import { printable } from './printable.ts'

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
  const lines = shown.flatMap(({ kind, severity, expected, actual, message, count = 1, rule, why, clients = [] }) => {
    const place = `${expected ?? '·'}→${actual ?? '·'}`
    const times = count > 1 ? paint.dim(` ×${count}`) : ''
    const because = [rule ?? '', why ?? '', clients.length > 0 ? `breaks ${clients.join(', ')}` : ''].filter(Boolean).join(' · ')
    return [
      `${paintSeverity(severity, paint)} ${SIGN[kind]} ${paint.cyan(kind.padEnd(13))} ${paint.dim(place.padEnd(9))} ${printable(message)}${times}`,
      ...(because === '' ? [] : [paint.dim(`          ${because}`)]),
    ]
  })
  const { errors, warnings, infos } = summariseDiff(divergences)
  const verdict = errors > 0 ? paint.red(plural(errors, 'divergence')) : paint.green('no divergence')
  const notes = infos > 0 && !verbose ? `, ${plural(infos, 'note')} (--verbose shows them)` : ''
  return [...lines, `${verdict}, ${plural(warnings, 'warning')}${notes}`].join('\n')
}
