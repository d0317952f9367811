import { mutationFamilies, mutationOf, mutations } from '@goldwire/harness/mutations'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { committedBases, corpusBases } from './bases.ts'
import type { Checker } from './checker.ts'
import { goldwire } from './checkers/goldwire.ts'
import { openaiSdk } from './checkers/openai-sdk.ts'
import { openapi } from './checkers/openapi.ts'
import { openrouter } from './checkers/openrouter.ts'
import { runGeneric } from './generic.ts'
import { renderReport, reportOf } from './lab-report.ts'
import { runExperiment } from './run-experiment.ts'

const help = `npm run lab -- [options]    plants single defects in sound streams and tells who finds them

  --json               one JSON document on stdout
  --family NAME        only this family (repeatable): ${mutationFamilies.join(', ')}
  --mutation ID        only this mutation (repeatable)
  --misses             lists each defect that our linter misses or names wrongly, with what it said
  --seed N             plants at other places (0: the first)
  --corpus             also in every sound capture of GOLDWIRE_CORPUS (or ../shared/corpus)
  --longest N          leaves out captures with more lines (default 150)
  --only-goldwire      leaves the other checkers out
  --no-generic         leaves the generic mutants out

Exit 0 when every defect is found, a right rule is the first to speak in at least 98 % and nothing is said of sound streams; 1 otherwise.
`

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    family: { type: 'string', multiple: true, default: [] },
    mutation: { type: 'string', multiple: true, default: [] },
    misses: { type: 'boolean', default: false },
    seed: { type: 'string', default: '0' },
    corpus: { type: 'boolean', default: false },
    longest: { type: 'string', default: '150' },
    'only-goldwire': { type: 'boolean', default: false },
    'no-generic': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const unknown = values.family.find((name) => !(mutationFamilies as readonly string[]).includes(name))
  if (unknown !== undefined) {
    process.stderr.write(`lab: no family is called ${unknown}; there are ${mutationFamilies.join(', ')}\n`)
    return 2
  }
  const named = values.mutation.map((id) => mutationOf(id))
  const chosen = (named.length > 0 ? named : mutations).filter(({ family }) => values.family.length === 0 || values.family.includes(family))
  const bases = await committedBases()
  if (values.corpus) {
    const folder = join(process.env['GOLDWIRE_CORPUS'] ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url)), 'openai')
    if (!existsSync(folder)) process.stderr.write(`lab: SKIPPED the corpus: there is none at ${folder}\n`)
    else bases.push(...(await corpusBases(folder, Number(values.longest))))
  }
  const checkers: Checker[] = [goldwire]
  if (!values['only-goldwire']) {
    for (const peer of [openaiSdk, await openapi(), await openrouter()]) {
      if ('absent' in peer) process.stderr.write(`lab: SKIPPED ${peer.name}: ${peer.absent}\n`)
      else checkers.push(peer)
    }
  }
  const seed = Number(values.seed)
  const experiment = await runExperiment(chosen, bases, checkers, seed)
  const generic = values['no-generic'] || named.length > 0 || values.family.length > 0 ? null : await runGeneric(bases, checkers, seed)
  const report = reportOf({ experiment, generic, checkers, bases, mutations: chosen, seed })
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report, { misses: values.misses }))
  return report.passed ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
