/**
 * `npm run test:fuzz [-- --seconds N --seed N]`: schemathesis makes requests from the server's own `/openapi.json` (valid ones, broken ones,
 * wrong methods, chains of calls that follow the document's links) and holds every answer against it. No 5xx, no status or body that the
 * document does not have. Python and PyPI are needed for the first run; without them it is skipped, and says so.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { referenceModelPath } from '@goldwire/reference-model'
import { startServer } from '@goldwire/server'

import { installSchemathesis } from './install-schemathesis.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '120' }, seed: { type: 'string', default: '1' } } })

/** Exit code that says: not run, the reason was printed. */
const SKIPPED = 77

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
  'use_after_free',
  'ensure_resource_availability',
]

async function main(): Promise<number> {
  const installed = installSchemathesis()
  if ('missing' in installed) {
    console.log(`SKIPPED fuzzing with schemathesis: ${installed.missing}`)
    return SKIPPED
  }
  await using server = await startServer({
    host: '127.0.0.1',
    port: 0,
    engine: 'llama',
    model: { id: 'reference', path: referenceModelPath },
  })
  const folder = join(root, 'reports', 'fuzz')
  await mkdir(folder, { recursive: true })
  const document = join(folder, 'openapi.json')
  await writeFile(document, JSON.stringify(withModel(await describe(server.url), 'reference')))
  const child = spawn(
    installed.command,
    [
      'run',
      document,
      `--url=${server.url}`,
      `--checks=${checks.join(',')}`,
      '--phases=examples,coverage,fuzzing,stateful',
      `--max-time=${values.seconds}`,
      `--seed=${values.seed}`,
      '--request-timeout=30',
      '--continue-on-failure',
      '--report=junit',
      `--report-junit-path=${join(folder, 'junit.xml')}`,
      '--no-color',
    ],
    { cwd: folder, stdio: 'inherit' },
  )
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0 ? 0 : 1
}

interface Described {
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> }
}

async function describe(url: string): Promise<Described> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as Described
}

/** Requests name the model that is there; otherwise nearly all end with a 404 and nothing behind it is reached. */
function withModel(document: Described, model: string): Described {
  for (const [name, schema] of Object.entries(document.components.schemas))
    if (name.endsWith('Body') && schema.properties?.['model'] !== undefined) schema.properties['model'] = { type: 'string', const: model }
  return document
}

process.exitCode = await main()
