/**
 * `npm run golden`, the main job: starts the reference server on the embedded model, drives it with every golden's request,
 * lints and diffs what comes back, and proves the goldens themselves (lint, resynthesis). Ends with 1 when anything fails.
 */
import {
  builtinScenarios,
  defaultGoldensPath,
  eventsOf,
  lintFile,
  loadScenarios,
  readStreamFile,
  renderCheckReport,
  runCheck,
} from '@goldwire/harness'
import { referenceModelPath } from '@goldwire/reference-model'
import { resynthesise, startServer } from '@goldwire/server'
import { findStreamFiles } from 'goldwire'

const started = performance.now()
const colour = process.stdout.isTTY
const goldens = defaultGoldensPath()

const files = await findStreamFiles([goldens])
let [streams, lintErrors, unequal] = [0, 0, 0]
for (const file of files) {
  const events = eventsOf(await readStreamFile(file))
  if (events.length === 0) continue
  streams += 1
  lintErrors += (await lintFile(file)).findings.filter((finding) => finding.severity === 'error').length
  if (!resynthesise(events).equal) unequal += 1
}
console.log(
  `goldens: ${files.length} files, ${streams} streams, ${lintErrors} lint errors, ${streams - unequal} of ${streams} resynthesised equal by the server's emitter\n`,
)

const server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath } })
try {
  const report = await runCheck([...(await loadScenarios(goldens)), ...builtinScenarios], { baseUrl: server.url, model: 'reference' })
  console.log(renderCheckReport(report, { colour }))
  const { fail, unreachable } = report.summary
  if (fail + unreachable + lintErrors + unequal > 0) process.exitCode = 1
} finally {
  await server.close()
}
console.log(`${((performance.now() - started) / 1000).toFixed(1)} s`)
