import type { Cause } from '../check/rank-causes.ts'
import { paintSeverity, plural, type Paint } from './paint.ts'
import { printable } from './printable.ts'

const MOST = 12

/** What to mend first, a few lines each, worst first: how often, whom it breaks, why. */
export function renderCauses(causes: readonly Cause[], paint: Paint, verbose = false): string[] {
  const serious = causes.filter((each) => verbose || each.severity === 'error')
  if (serious.length === 0) return []
  const shown = verbose ? serious : serious.slice(0, MOST)
  const lines = shown.flatMap(({ label, severity, scenarios: places, of, unit, message, why, clients }) => {
    const where = places.length === 1 ? `in ${places[0] ?? ''}` : `in ${places.length} of ${plural(of, unit)}`
    const breaks = clients.length > 0 ? `, breaks ${clients.join(', ')}` : ''
    return [
      `  ${paintSeverity(severity, paint)} ${paint.cyan(printable(short(label)))} ${where}${breaks}`,
      `          ${paint.dim(printable(short(why ?? (message === label ? '' : message))))}`,
    ].filter((line) => line.trim() !== '' && line.trim() !== paint.dim(''))
  })
  const rest = causes.length - shown.length
  return [paint.bold('fix first'), ...lines, ...(rest > 0 ? [paint.dim(`  and ${rest} more below and with --verbose`)] : [])]
}

const short = (text: string) => (text.length > 220 ? `${text.slice(0, 219)}…` : text)
