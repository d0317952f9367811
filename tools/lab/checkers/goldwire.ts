import { lintStream, type Golden } from '@goldwire/harness'
import type { Checker, Problem } from '../checker.ts'

/** Our linter. Its infos are no complaints. */
export const goldwire: Checker = {
  name: 'goldwire',
  title: 'goldwire lint',
  problems: (golden: Golden): Problem[] =>
    lintStream(golden)
      .filter(({ severity }) => severity !== 'info')
      .map(({ rule, severity, event, pointer, message }) => ({
        key: `${rule} ${pointer}`,
        rule: rule.slice(0, 5),
        isWarning: severity === 'warning',
        text: `${rule} at ${event ?? 'the stream'}${pointer}: ${message}`,
      })),
}
