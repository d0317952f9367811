import picocolors from 'picocolors'

import type { Severity } from '../lint/finding.ts'

/** Colours for a terminal, or none. Reports take one of these instead of looking at the terminal themselves. */
export type Paint = ReturnType<typeof picocolors.createColors>

export function createPaint(colour: boolean): Paint {
  return picocolors.createColors(colour)
}

/** `error`, `warning` and `info` in their colours, padded to one width. */
export function paintSeverity(severity: Severity, paint: Paint): string {
  const padded = severity.padEnd(7)
  switch (severity) {
    case 'error':
      return paint.red(padded)
    case 'warning':
      return paint.yellow(padded)
    case 'info':
      return paint.dim(padded)
  }
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
