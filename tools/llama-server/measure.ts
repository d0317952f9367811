/**
 * `npm run measure:llama-server`: starts llama.cpp's llama-server on the reference model, asks it everything that `goldwire check` asks, and tells
 * which of the defects known of it the report names. Then puts `goldwire fix` in front of it, checks again, and lets real clients read both.
 * `--write` keeps the result in docs/findings/llama-server.md; `--no-clients` leaves the clients out.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { builtinScenarios, defaultGoldensPath, loadScenarios, runCheck, toCheckJson, type CheckJson } from '@goldwire/harness'
import { referenceModelPath } from '@goldwire/reference-model'

import { checkClients, type ClientResult } from './check-clients.ts'
import { knownDefects, whereNamed } from './known-defects.ts'
import { renderMeasure } from './render-measure.ts'
import { serverBinary, serverVersion } from './server-binary.ts'
import { startProgram, type Program } from './start-program.ts'

const goldwire = fileURLToPath(new URL('../../packages/cli/bin/goldwire.js', import.meta.url))
const findings = fileURLToPath(new URL('../../docs/findings/llama-server.md', import.meta.url))
const MODEL = 'reference'

const { values: options } = parseArgs({
  options: { write: { type: 'boolean' }, clients: { type: 'boolean', default: true } },
  allowNegative: true,
})

const version = serverVersion()
if (version === null)
  console.warn(`llama-server is NOT measured: ${serverBinary} does not run. npm run llama-server:build, or $LLAMA_SERVER`)
else await measure(version)

async function measure(of: string): Promise<void> {
  const scenarios = [...(await loadScenarios(defaultGoldensPath())), ...builtinScenarios]
  const check = async (baseUrl: string, names?: readonly string[]): Promise<CheckJson> => {
    const asked = names === undefined ? scenarios : scenarios.filter((each) => names.includes(each.name))
    return toCheckJson(await runCheck(asked, { baseUrl, model: MODEL }))
  }
  // Slots share the context: four answers of 300 tokens do not fit into 1,024, and it says so in the middle of their streams.
  await using roomy = await startLlama(8_192)
  await using tight = await startLlama(1_024)
  const [plain, crowded] = [await check(roomy.url), await check(tight.url, ['api/under-load'])]
  const bare = { ...plain, scenarios: [...plain.scenarios.filter((each) => each.name !== 'api/under-load'), ...crowded.scenarios] }
  const defects = knownDefects.map((each) => ({ defect: each.defect, named: whereNamed(each, bare) }))

  await using fixed = await startFix(roomy.url)
  const mended = await check(fixed.url)
  const clients: { bare: ClientResult[]; fixed: ClientResult[] } = { bare: [], fixed: [] }
  if (options.clients) {
    clients.bare = await checkClients(`${roomy.url}/v1`, MODEL)
    clients.fixed = await checkClients(`${fixed.url}/v1`, MODEL)
  }
  const text = renderMeasure({ version: of, date: new Date().toISOString().slice(0, 10), defects, bare, mended, clients })
  console.log(text)
  if (options.write) await writeFile(findings, text)
  if (defects.some((each) => each.named === null)) process.exitCode = 1
}

function startLlama(context: number): Promise<Program> {
  const args = ['--model', referenceModelPath, '--alias', MODEL, '--host', '127.0.0.1', '--threads', '1', '--offline']
  return startProgram(serverBinary, (port) => [...args, '--ctx-size', String(context), '--port', String(port)])
}

function startFix(upstream: string): Promise<Program> {
  return startProgram(
    process.execPath,
    (port) => [goldwire, 'fix', '--upstream', upstream, '--port', String(port), '--quiet'],
    '/v1/models',
  )
}
