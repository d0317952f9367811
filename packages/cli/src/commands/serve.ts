import { InvalidArgumentError, Option, type Command } from 'commander'

import { ExitCode, UsageError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

interface ServeFlags {
  port: number
  host: string
  engine: 'llama' | 'chat' | 'responses' | 'scripted'
  model: string
  apiKey: string[]
  allowHost: string[]
  store: string
  slots?: number
  contextSize?: number
  threads?: number
}

const wholeNumber = (least: number) => (text: string) => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`it must be a whole number from ${least}.`)
  return value
}

export function addServeCommand(program: Command, terminal: Terminal, done: (code: ExitCode) => void): void {
  program
    .command('serve')
    .summary('run the reference server')
    .description('Serves the Responses API on a local model and prints `listening on http://HOST:PORT` when ready.')
    .addOption(new Option('--port <port>', '0 takes a free one').default(8080).argParser(wholeNumber(0)))
    .option('--host <host>', 'address to bind to; anything but loopback lets others in', '127.0.0.1')
    .addOption(
      new Option('--engine <engine>', 'what computes the answers').choices(['llama', 'chat', 'responses', 'scripted']).default('llama'),
    )
    .option('--model <model>', '`reference` (a few megabytes, built in) or the path of a GGUF file', 'reference')
    .option('--api-key <key...>', 'ask clients for one of these keys (default: $GOLDWIRE_API_KEY, else none)', [])
    .option(
      '--allow-host <host...>',
      'another server that requests may have this one ask (MCP servers, files by URL): example.com, example.com:8443, *.example.com; `*` for all but private addresses (default: none)',
      [],
    )
    .option('--store <store>', 'where responses are kept', 'memory')
    .addOption(new Option('--slots <n>', 'requests decoded at once').argParser(wholeNumber(1)))
    .addOption(new Option('--context-size <tokens>', 'prompt and answer of one request').argParser(wholeNumber(64)))
    .addOption(new Option('--threads <n>', 'CPU threads').argParser(wholeNumber(1)))
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ServeFlags) => done(await serve(flags, terminal)))
}

const EXAMPLES = `
Examples:
  goldwire serve
  goldwire serve --port 0 --model ~/models/qwen3-0.6b-q8_0.gguf
  curl -N localhost:8080/v1/responses -H 'content-type: application/json' -d '{"model":"reference","input":"Hello!","stream":true}'

Stops on Ctrl-C: answers in flight are finished or failed properly first.`

async function serve(flags: ServeFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.engine !== 'llama') throw new UsageError(`the ${flags.engine} engine is not in this version; use --engine llama`)
  // Loaded only now: the other commands need neither fastify nor an engine.
  const [{ startServer }, { referenceModelPath }] = await Promise.all([import('@goldwire/server'), import('@goldwire/reference-model')])
  const environmentKey = process.env['GOLDWIRE_API_KEY']
  const apiKeys = flags.apiKey.length > 0 ? flags.apiKey : environmentKey ? [environmentKey] : []
  const isReference = flags.model === 'reference'
  const server = await startServer({
    host: flags.host,
    port: flags.port,
    engine: 'llama',
    model: { id: isReference ? 'reference' : modelName(flags.model), path: isReference ? referenceModelPath : flags.model },
    apiKeys,
    allowHosts: flags.allowHost,
    store: flags.store,
    ...(flags.slots === undefined ? {} : { slots: flags.slots }),
    ...(flags.contextSize === undefined ? {} : { contextSize: flags.contextSize }),
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  })
  terminal.out(`listening on ${server.url}\n`)
  if (!['127.0.0.1', 'localhost', '::1'].includes(flags.host) && apiKeys.length === 0) {
    terminal.err(`goldwire: ${flags.host} is not loopback and no --api-key is set: anyone who reaches this port can use the model\n`)
  }
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await server.close()
  return ExitCode.fine
}

function modelName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.gguf$/i, '')
}
