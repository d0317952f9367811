import { readFile } from 'node:fs/promises'

import type { Engine, ServerConfig } from '@goldwire/server'

import { ExitCode, UsageError } from '../exit-code.ts'
import { chatSettings } from './chat-settings.ts'
import type { Terminal } from '../terminal.ts'
import { untilStopped } from '../until-stopped.ts'
import type { ServeFlags } from '../commands/serve.ts'

/** What `goldwire serve` does once its flags are read. */
export async function serve(flags: ServeFlags, terminal: Terminal): Promise<ExitCode> {
  const { engine } = flags
  if (engine === 'responses') return repair(flags, terminal)
  // Loaded only now: the other commands need neither fastify nor an engine.
  const { startServer } = await import('@goldwire/server')
  const environmentKey = process.env['GOLDWIRE_API_KEY']
  const apiKeys = flags.apiKey.length > 0 ? flags.apiKey : environmentKey ? [environmentKey] : []
  const server = await startServer({
    host: flags.host,
    port: flags.port,
    ...(await engineSettings(engine, flags)),
    apiKeys,
    corsOrigins: flags.cors,
    openMetrics: flags.openMetrics === true,
    limits: given({
      responsesAtOnce: flags.responsesAtOnce,
      responsesAtOncePerCaller: flags.responsesPerKey,
      keptBytes: flags.fileSpace === undefined ? undefined : flags.fileSpace * 1024 * 1024,
    }),
    rateLimits: given({ requestsPerMinute: flags.requestsPerMinute, tokensPerMinute: flags.tokensPerMinute }),
    ...(flags.log === true && { logger: createLogger(terminal) }),
    allowHosts: flags.allowHost,
    ...(flags.webSearch !== undefined && { webSearch: { url: flags.webSearch } }),
    ...(!flags.codeInterpreter && { codeInterpreter: false as const }),
    // A URL with a password is better kept out of the list of processes.
    store: flags.store ?? (process.env['GOLDWIRE_STORE'] || 'memory'),
    ...(flags.events !== undefined && { events: flags.events }),
    ...given({ slots: flags.slots, contextSize: flags.contextSize, threads: flags.threads, maxWaiting: flags.queue }),
  })
  const stopped = untilStopped()
  terminal.out(`listening on ${server.url}\n`)
  if (!['127.0.0.1', 'localhost', '::1'].includes(flags.host) && apiKeys.length === 0) {
    terminal.err(`goldwire: ${flags.host} is not loopback and no --api-key is set: anyone who reaches this port can use the model\n`)
  }
  await stopped
  await server.close()
  return ExitCode.fine
}

/**
 * The engine that is a server of the same API, only badly spoken: `goldwire fix` under its other name. Keys, stores and limits stay those of
 * the server behind; a flag that would seem to set them is refused, for nobody is to believe that a key is asked for.
 */
async function repair(flags: ServeFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.upstream === undefined) throw new UsageError('--engine responses needs --upstream URL, the server that is put right')
  const foreign = Object.entries({
    'api-key': flags.apiKey.length > 0 || undefined,
    store: flags.store,
    events: flags.events,
    cors: flags.cors.length > 0 || undefined,
    'requests-per-minute': flags.requestsPerMinute,
    'tokens-per-minute': flags.tokensPerMinute,
    'web-search': flags.webSearch,
  }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]))
  if (foreign.length > 0)
    throw new UsageError(
      `${foreign.join(', ')} cannot be used with --engine responses: keys, stores and limits are those of ${flags.upstream}`,
    )
  const { fix } = await import('./fix.ts')
  const key = flags.upstreamKey === undefined ? {} : { upstreamKey: flags.upstreamKey }
  return fix({ upstream: flags.upstream, port: flags.port, host: flags.host, ...key }, terminal)
}

/** Entries as lines of JSON, with the time. */
function createLogger(terminal: Terminal): (entry: object) => void {
  return (entry) => terminal.err(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`)
}

/** The fields that were given, so that all others keep their defaults. */
function given<Value>(fields: Record<string, Value | undefined>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Value] => field[1] !== undefined))
}

/** The engine that was asked for, and what it needs. @throws UsageError */
async function engineSettings(
  engine: 'llama' | 'chat' | 'scripted',
  flags: ServeFlags,
): Promise<Pick<ServerConfig, 'engine' | 'model' | 'chat'>> {
  const { model = 'reference' } = flags
  if (engine === 'chat') return { engine, chat: chatSettings(flags) }
  if (engine === 'scripted') return { engine: await scriptedEngine(flags.script) }
  if (flags.upstream !== undefined) throw new UsageError('--upstream goes with --engine chat or responses')
  const { referenceModelPath } = await import('@goldwire/reference-model')
  const isReference = model === 'reference'
  return { engine, model: { id: isReference ? 'reference' : modelName(model), path: isReference ? referenceModelPath : model } }
}

async function scriptedEngine(path: string | undefined): Promise<Engine> {
  if (path === undefined) throw new UsageError('--engine scripted needs --script FILE')
  const { createScriptedEngine, readScript } = await import('@goldwire/server')
  try {
    return createScriptedEngine(readScript(await readFile(path, 'utf8')))
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function modelName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? path).replace(/\.gguf$/i, '')
}
