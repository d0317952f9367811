import { eventsOf, type Golden, lintStream } from '@goldwire/harness'

import { repairGolden } from './repair-golden.ts'
import { deltaTexts, itemTexts, sameTexts, toldTexts } from './texts.ts'

/** What became of a stream with one planted defect. */
export interface Verdict {
  /** Errors that the linter finds in what comes out. */
  errors: readonly string[]
  /**
   * `kept`: a whole answer with the texts of the stream without the defect. `failed`: told as failed, since the defect cannot be undone, or the
   * upstream itself says so. `refused`: an HTTP error. `changed`: a whole answer with other texts.
   */
  outcome: 'kept' | 'failed' | 'refused' | 'changed'
  rules: readonly string[]
  /** What could not be put right. */
  lost: readonly string[]
}

/**
 * Repairs a stream with a planted defect and judges what comes out.
 *
 * @param original the stream without the defect
 */
export function judgeMutation(original: Golden, planted: Golden): Verdict {
  const { golden, events, repairs } = repairGolden(planted)
  const rules = [...new Set(repairs.map(({ rule }) => rule))]
  const lost = repairs.filter(({ mended }) => !mended).map(({ rule, message }) => `${rule} ${message}`)
  if (golden === null) return { errors: [], outcome: 'refused', rules, lost }
  const errors = lintStream(golden)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message }) => `${rule}: ${message}`)
  const before = eventsOf(original)
  const expected = toldTexts(before)
  const body = golden.lines[0]?.body as { output?: unknown[]; status?: string } | undefined
  const actual = body === undefined ? deltaTexts(events) : itemTexts(body.output ?? [])
  const hasFailed = body === undefined ? events.at(-1)?.type === 'response.failed' : body.status === 'failed'
  const shouldFail = before.at(-1)?.['type'] === 'response.failed'
  const outcome = hasFailed && !shouldFail ? 'failed' : sameTexts(expected, actual) ? 'kept' : hasFailed ? 'failed' : 'changed'
  return { errors, outcome, rules, lost }
}
