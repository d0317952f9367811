import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { type Check, type Client, type Reading, Skip, type Target, type Targets } from './client.ts'

const CHECK_TIMEOUT = 20_000
const READ_TIMEOUT = Number(process.env['GOLDWIRE_READ_TIMEOUT'] ?? 5_000)
const READS_AT_ONCE = 8

/** Runs one client as the environment says: its checks, or (GOLDWIRE_READ) streams whose base URLs come on stdin. */
export async function runClient(client: Client): Promise<void> {
  const version = versionOf(client.package)
  // A client that lets an error escape must not end the process: what it does to other streams is to be seen too.
  let escaped: unknown
  const keep = (error: unknown) => {
    escaped = error
  }
  // Only answers are written to stdout, whatever a client likes to tell.
  console.log = console.error
  console.info = console.error
  process.on('uncaughtException', keep)
  process.on('unhandledRejection', keep)
  const takeEscaped = () => {
    const error = escaped
    escaped = undefined
    return error
  }
  if (process.env['GOLDWIRE_READ']) await readAll(client, takeEscaped)
  else await checkAll(client, version, takeEscaped)
  process.exit(0)
}

async function checkAll(client: Client, version: string, takeEscaped: () => unknown): Promise<void> {
  const targets = targetsFromEnvironment()
  const only = process.env['GOLDWIRE_CHECKS']?.split(',')
  for (const [check, action] of Object.entries(client.checks)) {
    if (only !== undefined && !only.includes(check)) continue
    const begin = performance.now()
    const { status, detail } = await runCheck(action, targets)
    const error = takeEscaped()
    const isEscape = error !== undefined && status === 'pass'
    await print({
      client: client.name,
      version,
      check,
      status: isEscape ? 'fail' : status,
      ms: Math.round(performance.now() - begin),
      ...(isEscape ? { detail: `an error escaped: ${describe(error)}` } : detail !== undefined && { detail }),
    })
  }
}

async function runCheck(action: Check | string, targets: Targets): Promise<{ status: 'pass' | 'fail' | 'skip'; detail?: string }> {
  if (typeof action === 'string') return { status: 'skip', detail: action }
  try {
    const detail = await within(CHECK_TIMEOUT, action(targets))
    return { status: 'pass', ...(typeof detail === 'string' && { detail }) }
  } catch (error) {
    return { status: error instanceof Skip ? 'skip' : 'fail', detail: describe(error) }
  }
}

async function readAll(client: Client, takeEscaped: () => unknown): Promise<void> {
  const { model, apiKey } = targetFromEnvironment('GOLDWIRE')
  // In the order of the lines, several at once: a stream that hangs holds up its own answer only.
  const answers: Promise<object>[] = []
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue
    const answer = readOne(client, { baseUrl: line.trim(), model, apiKey })
    answers.push(answer)
    if (answers.length >= READS_AT_ONCE) await print((await answers.shift()) ?? {})
  }
  for (const answer of answers) await print(await answer)
  takeEscaped()
}

async function readOne(client: Client, target: Target): Promise<object> {
  const reading: Reading = { text: '', calls: [] }
  const controller = new AbortController()
  const head = { client: client.name, baseUrl: target.baseUrl }
  try {
    await within(READ_TIMEOUT, client.read(target, reading, controller.signal))
    return { ...head, read: 'ok', ...reading }
  } catch (error) {
    controller.abort()
    return { ...head, read: 'error', error: describe(error), ...reading }
  }
}

function targetsFromEnvironment(): Targets {
  const other = (name: string) => (process.env[`${name}_BASE_URL`] ? targetFromEnvironment(name) : null)
  return {
    ...targetFromEnvironment('GOLDWIRE'),
    slow: other('GOLDWIRE_SLOW'),
    limited: other('GOLDWIRE_LIMITED'),
    scripted: other('GOLDWIRE_SCRIPTED'),
  }
}

function targetFromEnvironment(prefix: string): Target {
  return {
    baseUrl: process.env[`${prefix}_BASE_URL`] ?? '',
    model: process.env[`${prefix}_MODEL`] ?? 'reference',
    apiKey: process.env[`${prefix}_API_KEY`] ?? process.env['GOLDWIRE_API_KEY'] ?? 'sk-none',
  }
}

async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timeout: nothing after ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : JSON.stringify(error)
  return text.slice(0, 600)
}

function versionOf(name: string): string {
  const path = fileURLToPath(new URL(`../node_modules/${name}/package.json`, import.meta.url))
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}

/** One line of JSON. Waits until it is written, for the process is ended hard. */
function print(line: object): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(line)}\n`, () => resolve())
  })
}
