/**
 * How good are the schemas? Reads a corpus of real captures with the readers of @goldwire/schemas, then spoils sound events one field at a
 * time and counts how often the readers notice.
 *
 *   npm run score:schemas -- [--verbose] [--json]
 *
 * Exit 0 when 100 % of sound events are accepted and 99 % of damages refused (or when there is no corpus: it is not part of the
 * repository), 1 when not, 2 for a flag it does not know.
 */
import { parseArgs } from 'node:util'
import { corpusFolder, corpusIsThere } from './score-schemas/load-corpus.ts'
import { measureSchemas } from './score-schemas/measure.ts'
import { printScore } from './score-schemas/report.ts'

function main(): number {
  let flags: { verbose?: boolean; json?: boolean }
  try {
    flags = parseArgs({ options: { verbose: { type: 'boolean' }, json: { type: 'boolean' } } }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\nUse: npm run score:schemas -- [--verbose] [--json]`)
    return 2
  }
  if (!corpusIsThere) {
    const why = `There is no corpus at ${corpusFolder}, so NOTHING WAS MEASURED. Set GOLDWIRE_CORPUS to a folder of captures.`
    console.log(flags.json === true ? JSON.stringify({ skipped: why }) : `skipped\n${why}`)
    return 0
  }
  const score = measureSchemas((step, done, total) => {
    if (process.stderr.isTTY && (done % 10 === 0 || done === total))
      process.stderr.write(`\r${step} ${done}/${total}   ${done === total ? '\n' : ''}`)
  })
  console.log(flags.json === true ? JSON.stringify(score) : printScore(score, flags.verbose === true))
  return score.passed ? 0 : 1
}

process.exitCode = main()
