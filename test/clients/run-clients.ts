/**
 * `npm run test:clients`: real clients of the API against our server, every check by name, as a table. What cannot be installed on this
 * machine is skipped by name. With `--base-url` it asks any other server.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'

import { install, run, type Toolchain, toolchains } from './clients.ts'
import { API_KEY, type ClientServer, serveLimited, serveReference, serveScripted, serveSlow, type SlowServer } from './servers.ts'
import { type Result, tableOf } from './table.ts'

const CLIENT_TIMEOUT = 180_000

const USAGE = `node --conditions=source test/clients/run-clients.ts [options]

  --only NAME,…      only these clients: ${toolchains.flatMap(({ clients }) => clients.map(({ name }) => name)).join(', ')}
  --checks NAME,…    only these checks
  --base-url URL     ask this server, up to /v1, instead of starting ours; checks that need a server of their own are skipped
  --model NAME       its model (default: reference)
  --api-key KEY      its key (default: $GOLDWIRE_API_KEY)
  --json             one document of JSON instead of the table
  --no-install       the clients are ready
  --budget SECONDS   what is not installed and built by then is skipped by name (default: it takes its time)

Exit 0: no client failed. 1: one failed. 2: usage.
`

interface Options {
  only: string[] | null
  checks: string[] | null
  baseUrl: string | null
  model: string
  apiKey: string
  isJson: boolean
  installs: boolean
  /** On `performance.now()`'s clock. */
  deadline: number
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      checks: { type: 'string' },
      'base-url': { type: 'string' },
      model: { type: 'string', default: 'reference' },
      'api-key': { type: 'string' },
      json: { type: 'boolean', default: false },
      install: { type: 'boolean', default: true },
      budget: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
    allowNegative: true,
  })
  if (values.help) {
    process.stdout.write(USAGE)
    process.exit(0)
  }
  const only = values.only?.split(',') ?? null
  const known = toolchains.flatMap(({ clients }) => clients.map(({ name }) => name))
  const unknown = only?.filter((name) => !known.includes(name)) ?? []
  if (unknown.length > 0) throw new TypeError(`No client is called ${unknown.join(', ')}. There are ${known.join(', ')}.`)
  return {
    only,
    checks: values.checks?.split(',') ?? null,
    baseUrl: values['base-url'] ?? null,
    model: values.model,
    apiKey: values['api-key'] ?? process.env['GOLDWIRE_API_KEY'] ?? 'sk-none',
    isJson: values.json,
    installs: values.install,
    deadline: values.budget === undefined ? Number.POSITIVE_INFINITY : begin + Number(values.budget) * 1000,
  }
}

const begin = performance.now()
const seconds = () => `${((performance.now() - begin) / 1_000).toFixed(0)} s`.padStart(6)

/** Progress goes to stderr: stdout is for the result. */
function log(text: string): void {
  process.stderr.write(`${seconds()}  ${text}\n`)
}

interface Servers extends AsyncDisposable {
  environment: Record<string, string>
  slow: SlowServer | null
}

/** The servers of one client, as environment. A slow one of its own, so that what was left is known to be its. */
async function serversFor(shared: Record<string, string>, isOurs: boolean): Promise<Servers> {
  if (!isOurs) return { environment: shared, slow: null, [Symbol.asyncDispose]: () => Promise.resolve() }
  const slow = await serveSlow()
  return {
    environment: { ...shared, ...environmentOf('SLOW', slow) },
    slow,
    [Symbol.asyncDispose]: () => slow[Symbol.asyncDispose](),
  }
}

function environmentOf(name: string, { baseUrl, model }: ClientServer): Record<string, string> {
  return { [`GOLDWIRE_${name}_BASE_URL`]: baseUrl, [`GOLDWIRE_${name}_MODEL`]: model, [`GOLDWIRE_${name}_API_KEY`]: API_KEY }
}

async function checkClient(
  client: Toolchain['clients'][number],
  shared: Record<string, string>,
  { baseUrl, checks }: Options,
): Promise<Result[]> {
  await using servers = await serversFor(shared, baseUrl === null)
  const results: Result[] = []
  const started = performance.now()
  const { code, output } = await run(client.command, {
    folder: fileURLToPath(new URL('.', import.meta.url)),
    env: { ...servers.environment, ...(checks !== null && { GOLDWIRE_CHECKS: checks.join(',') }) },
    limit: CLIENT_TIMEOUT,
    onLine: (line) => {
      const result = parseResult(line)
      if (result !== null) results.push(result)
    },
  })
  const last = results.at(-1)
  const note = (check: string, isGood: boolean, detail?: string) =>
    results.push({
      client: client.name,
      version: last?.version ?? '?',
      check,
      status: isGood ? 'pass' : 'fail',
      ...(detail !== undefined && { detail }),
    })
  if (code !== 0 || (results.length === 0 && checks === null))
    note('program', false, `ended with ${code ?? 'a kill at its limit'}: ${output.slice(-600)}`)
  // Whether leaving reached the engine, only the server can tell.
  if (servers.slow !== null && results.some(({ check, status }) => check === 'abort' && status === 'pass')) {
    const isLeft = await eventually(() => (servers.slow?.abortedCount() ?? 0) > 0)
    note('abort-heard', isLeft, isLeft ? undefined : 'the server went on computing after the client had left')
  }
  const bad = results.filter(({ status }) => status === 'fail')
  log(
    `${client.name}: ${results.filter(({ status }) => status === 'pass').length} passed, ${bad.length} failed in ${Math.round(performance.now() - started)} ms`,
  )
  return results
}

async function eventually(isTrue: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 40 && !isTrue(); tries++) await new Promise((resolve) => setTimeout(resolve, 50))
  return isTrue()
}

function parseResult(line: string): Result | null {
  try {
    const result = JSON.parse(line) as Result
    return typeof result.check === 'string' && ['pass', 'fail', 'skip'].includes(result.status) ? result : null
  } catch {
    return null
  }
}

async function main(): Promise<void> {
  const options = readOptions()
  const { only, baseUrl, model, apiKey } = options
  const wanted = toolchains
    .map((toolchain) => ({ ...toolchain, clients: toolchain.clients.filter(({ name }) => only === null || only.includes(name)) }))
    .filter(({ clients }) => clients.length > 0)
  await using closing = new AsyncDisposableStack()
  let environment: Record<string, string>
  if (baseUrl === null) {
    const [reference, limited, scripted] = await Promise.all([serveReference(), serveLimited(), serveScripted()])
    for (const server of [reference, limited, scripted]) closing.use(server)
    log(`goldwire serve is at ${reference.baseUrl}`)
    environment = {
      GOLDWIRE_BASE_URL: reference.baseUrl,
      GOLDWIRE_MODEL: reference.model,
      GOLDWIRE_API_KEY: API_KEY,
      ...environmentOf('LIMITED', limited),
      ...environmentOf('SCRIPTED', scripted),
    }
  } else {
    environment = { GOLDWIRE_BASE_URL: baseUrl, GOLDWIRE_MODEL: model, GOLDWIRE_API_KEY: apiKey }
  }

  const results: Result[] = []
  const skipped: { client: string; reason: string }[] = []
  const queue = [...wanted]
  // Two at a time: one compiles while another asks.
  const worker = async () => {
    for (let toolchain = queue.shift(); toolchain !== undefined; toolchain = queue.shift()) {
      const started = performance.now()
      const reason = options.installs ? await install(toolchain, (step) => log(`${toolchain?.name}: ${step}`), options.deadline) : null
      if (reason !== null) {
        log(`${toolchain.name} SKIPPED: ${reason}`)
        for (const { name } of toolchain.clients) skipped.push({ client: name, reason })
        continue
      }
      if (options.installs) log(`${toolchain.name} is ready after ${Math.round((performance.now() - started) / 1_000)} s`)
      if (toolchain.programs !== undefined && only === null) {
        const { check, command, folder } = toolchain.programs
        const { code, output } = await run(command, { folder })
        const detail = code === 0 ? {} : { detail: output.slice(0, 600) }
        results.push({ client: `the ${toolchain.name} programs`, version: '', check, status: code === 0 ? 'pass' : 'fail', ...detail })
      }
      for (const client of toolchain.clients) results.push(...(await checkClient(client, environment, options)))
    }
  }
  await Promise.all([worker(), worker()])

  const counts = {
    passed: results.filter(({ status }) => status === 'pass').length,
    failed: results.filter(({ status }) => status === 'fail').length,
    skipped: results.filter(({ status }) => status === 'skip').length,
    clientsSkipped: skipped.length,
    seconds: Math.round((performance.now() - begin) / 1_000),
  }
  const document = { results, skipped, summary: counts }
  if (process.env['GOLDWIRE_CLIENTS_REPORT']) {
    await mkdir(new URL('.', `file://${process.env['GOLDWIRE_CLIENTS_REPORT']}`), { recursive: true })
    await writeFile(process.env['GOLDWIRE_CLIENTS_REPORT'], JSON.stringify(document))
  }
  process.stdout.write(options.isJson ? `${JSON.stringify(document, null, 2)}\n` : tableOf(document))
  process.exitCode = counts.failed > 0 ? 1 : 0
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
