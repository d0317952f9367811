import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { type Client, expect, needed, type Target, type Targets } from '../lib/client.ts'
import { expectCount, expectPerson, expectUsage, personSchema, questions } from '../lib/questions.ts'

const command = fileURLToPath(new URL('../node_modules/@openai/codex/bin/codex.js', import.meta.url))

/** A line of `codex exec --json`. */
interface Line {
  type: string
  thread_id?: string
  message?: string
  error?: { message: string }
  item?: { type: string; text?: string; command?: string; aggregated_output?: string; exit_code?: number | null }
  usage?: { input_tokens: number; output_tokens: number; reasoning_output_tokens: number }
}

interface Run {
  lines: Line[]
  text: string
  thought: string
  commands: { command: string; output: string }[]
  failure: string | null
  usage: Line['usage']
  exitCode: number | null
  /** The end of what it wrote to stderr. */
  complaints: string
}

interface RunOptions {
  arguments?: string[]
  home?: string
  signal?: AbortSignal
  onLine?: (line: Line) => void
}

/** One `codex exec`, in a home and a folder of its own. It asks nobody but `target`: no updates, no analytics, no sign-in. */
async function exec(
  target: Target,
  prompt: string,
  { arguments: more = [], home: givenHome, signal, onLine }: RunOptions = {},
): Promise<Run> {
  const home = givenHome ?? (await mkdtemp(join(tmpdir(), 'goldwire-codex-')))
  const work = join(home, 'work')
  await mkdir(work, { recursive: true })
  await writeFile(join(home, 'config.toml'), configOf(target))
  const child = spawn(process.execPath, [command, 'exec', '--json', '--skip-git-repo-check', '-C', work, ...more, prompt], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: home, CODEX_HOME: home, GOLDWIRE_API_KEY: target.apiKey, NO_PROXY: '127.0.0.1,localhost' },
    ...(signal !== undefined && { signal, killSignal: 'SIGINT' as const }),
  })
  const run: Run = { lines: [], text: '', thought: '', commands: [], failure: null, usage: undefined, exitCode: null, complaints: '' }
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', (error) => (error.name === 'AbortError' ? undefined : reject(error)))
      child.once('close', resolve)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      run.complaints = `${run.complaints}${text}`.slice(-400)
    })
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line
      take(line, run)
      onLine?.(line)
    }
    run.exitCode = await ended
    return run
  } finally {
    child.kill('SIGKILL')
    if (givenHome === undefined) await rm(home, { recursive: true, force: true, maxRetries: 3 })
  }
}

function configOf({ baseUrl, model }: Target): string {
  return `model = ${JSON.stringify(model)}
model_provider = "goldwire"
model_reasoning_summary = "auto"
web_search = "disabled"
check_for_update_on_startup = false
approval_policy = "never"
sandbox_mode = "danger-full-access"

[analytics]
enabled = false

[feedback]
enabled = false

[model_providers.goldwire]
name = "Goldwire"
base_url = ${JSON.stringify(baseUrl)}
wire_api = "responses"
env_key = "GOLDWIRE_API_KEY"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = false
`
}

function take(line: Line, run: Run): void {
  run.lines.push(line)
  if (line.type === 'item.completed' && line.item?.type === 'agent_message') run.text += line.item.text ?? ''
  if (line.type === 'item.completed' && line.item?.type === 'reasoning') run.thought += line.item.text ?? ''
  if (line.type === 'item.completed' && line.item?.type === 'command_execution')
    run.commands.push({ command: line.item.command ?? '', output: line.item.aggregated_output ?? '' })
  if (line.type === 'turn.completed') run.usage = line.usage
  if (line.type === 'turn.failed') run.failure = line.error?.message ?? 'failed'
}

/** Codex brings some seven thousand tokens of its own to every question: too many for the reference model. */
const serverOf = ({ scripted, ...main }: Targets): Target => scripted ?? main

async function answer(targets: Targets, prompt: string, more: string[] = []): Promise<Run> {
  const run = await exec(serverOf(targets), prompt, { arguments: ['--ephemeral', ...more] })
  expect(run.failure === null && run.usage !== undefined && run.exitCode === 0, run.lines)
  return run
}

async function failure(target: Target, more: string[] = []): Promise<string> {
  const run = await exec(target, questions.hello, { arguments: ['--ephemeral', ...more] })
  expect(run.failure !== null && run.exitCode !== 0, run.lines)
  return run.failure ?? ''
}

export const codex: Client = {
  name: 'codex',
  package: '@openai/codex',
  checks: {
    text: 'Codex always streams',
    stream: async (targets) => expectCount((await answer(targets, questions.count)).text),
    'multi-turn': async (targets) => {
      const home = await mkdtemp(join(tmpdir(), 'goldwire-codex-'))
      try {
        const target = serverOf(targets)
        const first = await exec(target, questions.name.said, { home })
        const id = first.lines[0]?.thread_id ?? ''
        const second = await exec(target, questions.name.asked, { home, arguments: ['resume', id] })
        expect(second.text.includes('Rosalind'), second.lines)
      } finally {
        await rm(home, { recursive: true, force: true, maxRetries: 3 })
      }
    },
    tools: async (targets) => {
      const { commands, text } = await answer(targets, 'Run `echo gold-$((40 + 2))`.')
      expect(commands.length === 1 && commands[0]?.output.includes('gold-42') === true, commands)
      expect(text.includes('gold-42'), text)
      return text
    },
    'parallel-tools': async (targets) => {
      const { commands, text } = await answer(targets, 'Run `echo gold-$((40 + 2))` and `echo wire-$((40 + 3))`.')
      expect(commands.length === 2 && text.includes('gold-42') && text.includes('wire-43'), { commands, text })
    },
    structured: async (targets) => {
      const folder = await mkdtemp(join(tmpdir(), 'goldwire-codex-'))
      try {
        await writeFile(join(folder, 'person.json'), JSON.stringify(personSchema))
        expectPerson(JSON.parse((await answer(targets, questions.person, ['--output-schema', join(folder, 'person.json')])).text))
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
    reasoning: async (targets) => {
      const { thought, text, usage } = await answer(targets, questions.capital)
      expect(thought !== '' && text.includes('Paris'), { thought, text })
      expect((usage?.reasoning_output_tokens ?? 0) > 0, usage)
      return thought
    },
    usage: async (targets) => {
      const { usage } = await answer(targets, questions.hello)
      const { input_tokens: input = 0, output_tokens: output = 0 } = usage ?? {}
      return expectUsage({ input, output, total: input + output })
    },
    abort: async ({ slow }) => {
      const target = needed(slow, 'a slow server')
      const controller = new AbortController()
      const begin = performance.now()
      const { text, usage } = await exec(target, questions.hello, {
        arguments: ['--ephemeral'],
        signal: controller.signal,
        onLine: ({ type }) => {
          if (type === 'turn.started') setTimeout(() => controller.abort(), 1_000)
        },
      })
      expect(text === '' && usage === undefined && performance.now() - begin < 15_000, { text, usage })
    },
    'error-400': async ({ scripted }) => {
      // Web search is what this server refuses, for it was given no engine to search with.
      const message = await failure(needed(scripted, 'a server without web search'), ['-c', 'web_search="live"'])
      expect(message.includes('web_search'), message)
    },
    'error-401': async (targets) => {
      const message = await failure({ ...serverOf(targets), apiKey: 'sk-wrong' })
      expect(message.includes('401') && message.includes('API key'), message)
    },
    'unknown-model': async (targets) => {
      const message = await failure({ ...serverOf(targets), model: 'no-such-model' })
      expect(message.includes('no-such-model') && message.includes('does not exist'), message)
    },
    'error-429': async ({ limited }) => {
      const message = await failure(needed(limited, 'a limited server'))
      expect(/429|rate limit/i.test(message), message)
    },
  },
  read: async (target, reading, signal) => {
    await using proxy = await openOnce(target)
    const ask = () => exec({ ...target, baseUrl: proxy.baseUrl }, questions.hello, { arguments: ['--ephemeral'], signal })
    const first = await ask()
    // A process that ended before it said anything has not read the stream.
    const run = first.lines.length === 0 ? await ask() : first
    reading.text = run.text
    reading.calls = proxy.calls()
    if (run.thought !== '') reading.reasoning = run.thought
    if (run.failure !== null) throw new Error(run.failure)
    if (run.usage !== undefined) reading.finish = 'turn.completed'
    else throw new Error(`Ended with ${run.exitCode} and no turn: ${run.complaints}`)
  },
}

interface Once extends AsyncDisposable {
  baseUrl: string
  /** The calls Codex answered, as it sent them back. */
  calls(): { name: string; arguments: string }[]
}

const AFTERWARDS = { id: 'resp_afterwards', object: 'response', created_at: 0, status: 'completed', model: 'none', output: [], usage: null }

/**
 * Hands the first request on as it is and its answer back byte by byte; the next ones, with which Codex answers calls and goes on, end the
 * turn at once: a recorded stream would say the same again.
 */
async function openOnce(target: Target): Promise<Once> {
  let calls: { name: string; arguments: string }[] = []
  let count = 0
  const server = createServer((request, response) => {
    const answerOnce = async (): Promise<void> => {
      const body = await textOf(request)
      if (request.method !== 'POST') {
        response.writeHead(404).end()
        return
      }
      if (count++ > 0) {
        const { input } = JSON.parse(body) as { input: { type: string; name: string; arguments: string }[] }
        calls = input.filter(({ type }) => type === 'function_call').map(({ name, arguments: text }) => ({ name, arguments: text }))
        const end = { type: 'response.completed', sequence_number: 0, response: AFTERWARDS }
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`event: response.completed\ndata: ${JSON.stringify(end)}\n\n`)
        return
      }
      const upstream = await fetch(`${target.baseUrl}/responses`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${target.apiKey}` },
        body,
      })
      response.writeHead(upstream.status, { 'content-type': upstream.headers.get('content-type') ?? 'text/event-stream' })
      for await (const chunk of upstream.body ?? []) response.write(chunk)
      response.end()
    }
    // A stream that breaks is handed on as a connection that breaks.
    answerOnce().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls: () => calls,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return text
}
