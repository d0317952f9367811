import type { AddressInfo } from 'node:net'

import { type AppOptions, createApp } from './app.ts'
import { ConfigError, type EngineConfig, openEngine, openEvents, openStore } from './config.ts'
import { createHostPolicy } from './net/host-policy.ts'
import { openSecret } from './open-secret.ts'
import { toFaultLogEntry } from './logger.ts'
import { openTracing } from './operations/tracing.ts'
import type { Store } from './store/store.ts'

/** What of the configuration the app takes as it is. */
const appOptionNames = [
  'apiKeys',
  'limits',
  'logger',
  'seed',
  'now',
  'random',
  'secret',
  'allowHosts',
  'rateLimits',
  'corsOrigins',
  'openMetrics',
  'webSearch',
  'codeInterpreter',
  'files',
] as const satisfies readonly (keyof AppOptions)[]

export interface ServerConfig extends EngineConfig, Pick<AppOptions, (typeof appOptionNames)[number]> {
  /** Address to bind to; anything but loopback lets others in. @defaultValue '127.0.0.1' */
  host?: string
  /** 0 takes a free one. @defaultValue 0 */
  port?: number
  /** `memory`, `sqlite:FILE`, the URL of a Postgres database, or a ready one, which `close` then closes. @defaultValue 'memory' */
  store?: string | Store
  /**
   * `redis://HOST:PORT`: what servers on one Postgres share beside it: the events of running background responses, the locks of conversations,
   * and what callers have used.
   */
  events?: string
}

export interface RunningServer extends AsyncDisposable {
  /** `http://HOST:PORT`, without a slash at the end. */
  url: string
  /**
   * Stops listening at once, lets responses in flight finish within `limits.shutdownGrace` and fail properly after it, then closes engine
   * and store. Safe to call more than once.
   */
  close(): Promise<void>
}

/**
 * Opens engine and store and serves the Responses API on them. Prints nothing.
 *
 * @throws ConfigError for settings it cannot start with, a port in use among them
 * @throws ModelLoadError when the model cannot be used
 */
export async function startServer({ host = '127.0.0.1', port = 0, ...config }: ServerConfig): Promise<RunningServer> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new ConfigError(`Invalid port ${port}: it must be a whole number from 0 to 65535.`)
  checkHosts(config.allowHosts ?? [])
  const { logger: log } = config
  const onFault = (error: unknown) => log?.(toFaultLogEntry(error, 'store'))
  const opened = await openStore(config.store, { onFault, ...(config.now !== undefined && { now: config.now }) })
  const replicas = await openEvents(config.events, { store: config.store, onFault }).catch(async (error: unknown) => {
    await opened.close()
    throw error
  })
  const store = replicas?.share(opened) ?? opened
  const closeStore = async (error: unknown) => {
    await store.close()
    throw error
  }
  const environment = process.env['GOLDWIRE_SECRET']
  const secret = await openSecret({ secret: config.secret, environment, store: config.store }).catch(closeStore)
  const engine = await openEngine(config).catch(closeStore)
  const options = { ...config, secret }
  const given = Object.fromEntries(appOptionNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])))
  const app = createApp({
    engine,
    store,
    tracing: await openTracing(),
    ...(replicas !== null && { rateBuckets: replicas.buckets }),
    ...given,
  })

  const closeAll = async () => {
    await app.close()
    await engine.close()
    await store.close()
  }
  let closed: Promise<void> | null = null
  const close = () => (closed ??= closeAll())
  try {
    await app.listen({ host, port })
  } catch (cause) {
    await close()
    throw new ConfigError(`Failed to listen on ${host}:${port}: ${describe(cause)}`, { cause })
  }
  const { port: boundPort } = app.server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`
  return { url, close, [Symbol.asyncDispose]: close }
}

function checkHosts(allowHosts: readonly string[]): void {
  try {
    createHostPolicy(allowHosts)
  } catch (cause) {
    throw new ConfigError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function describe(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'EADDRINUSE') return 'the port is in use. Choose another one, or 0 for a free one.'
  if (code === 'EACCES') return 'not allowed. Choose a port from 1024.'
  return cause instanceof Error ? cause.message : String(cause)
}
