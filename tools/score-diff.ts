/**
 * How good is the diff? Three rates: a stream against itself (no divergence), against another capture of the same kind (no error), against
 * itself with one planted defect (caught, told once).
 *
 *   node --conditions=source tools/score-diff.ts [--verbose] [--json]
 *
 * Exit 0 when every bar is met, 1 when not, 2 for a flag it does not know. Without the corpus the goldens are measured alone.
 */
import { parseArgs } from 'node:util'

import { printScore } from './score-diff/print-score.ts'
import { measureDiff } from './score-diff/measure.ts'

async function main(): Promise<number> {
  let flags: { verbose?: boolean; json?: boolean }
  try {
    flags = parseArgs({ options: { verbose: { type: 'boolean' }, json: { type: 'boolean' } } }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nUse: npm run score:diff -- [--verbose] [--json]`)
    return 2
  }
  const score = await measureDiff()
  console.log(flags.json === true ? JSON.stringify(score) : printScore(score, flags.verbose === true))
  return score.passed ? 0 : 1
}

process.exitCode = await main()
