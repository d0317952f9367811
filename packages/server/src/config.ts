import { chatBaseUrl, type ChatEngineOptions } from './engines/chat/chat-options.ts'
import type { Engine } from './engines/engine.ts'
import type { LlamaEngineOptions } from './engines/llama/llama-engine.ts'
import { createMemoryStore } from './store/memory-store.ts'
import type { Replicas } from './replicas/open-replicas.ts'
import type { SqlStoreSettings } from './store/open-sql-stores.ts'
import type { Store } from './store/store.ts'

/** A setting the server cannot start with; the message says which, and what would do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export interface ModelConfig {
  /** The name clients ask for. */
  id: string
  /** A GGUF file. */
  path: string
}

export interface EngineConfig extends Pick<LlamaEngineOptions, 'slots' | 'contextSize' | 'threads' | 'maxWaiting' | 'gpu'> {
  /** An engine by name, or a ready one, which `close` then closes. @defaultValue 'llama' */
  engine?: 'llama' | 'chat' | Engine
  /** Needed by `llama`. */
  model?: ModelConfig
  /** Needed by `chat`. */
  chat?: ChatEngineOptions
}

/**
 * The engine a configuration asks for, ready to generate.
 *
 * @throws ConfigError for a name it does not know or a missing model
 * @throws ModelLoadError when the model cannot be used
 */
export async function openEngine({ engine = 'llama', model, chat, ...options }: EngineConfig): Promise<Engine> {
  if (typeof engine === 'object') return engine
  if (engine === 'chat') return openChat(chat)
  if (engine !== 'llama') throw new ConfigError(`Unknown engine '${String(engine)}'. This version has: llama, chat, or a ready one.`)
  if (model === undefined) throw new ConfigError('The llama engine needs a model: give its id and the path of a GGUF file.')
  const { slots, contextSize, threads, maxWaiting, gpu } = options
  const given = Object.entries({ slots, contextSize, threads, maxWaiting, gpu }).filter(([, value]) => value !== undefined)
  // Imported only now: a server on another engine needs neither llama.cpp nor its half second.
  const { createLlamaEngine } = await import('./engines/llama/llama-engine.ts')
  return createLlamaEngine({ modelPath: model.path, modelId: model.id, ...Object.fromEntries(given) })
}

async function openChat(chat: ChatEngineOptions | undefined): Promise<Engine> {
  if (chat === undefined) throw new ConfigError('The chat engine needs an upstream: give the base URL of a Chat Completions server.')
  try {
    chatBaseUrl(chat.upstream)
  } catch (cause) {
    throw new ConfigError(`Invalid upstream: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause })
  }
  const { createChatEngine } = await import('./engines/chat/chat-engine.ts')
  const engine = await createChatEngine(chat).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new ConfigError(`Failed to ask the upstream for its models: ${why} Start it first, or name the models to serve.`, { cause })
  })
  if (engine.models.length > 0) return engine
  await engine.close()
  throw new ConfigError('The upstream lists no models. Name the models to serve.')
}

const knownStores = 'memory, sqlite:FILE, postgres://USER:PASSWORD@HOST:PORT/DATABASE'

/**
 * The store a configuration asks for: `memory`, `sqlite:FILE`, the URL of a Postgres database, or a ready one. No message repeats a URL, which
 * holds a password.
 *
 * @throws ConfigError for one it does not know or cannot open
 */
export async function openStore(store: string | Store = 'memory', settings: SqlStoreSettings = {}): Promise<Store> {
  if (typeof store === 'object') return store
  if (store === 'memory') return createMemoryStore()
  const kind = store.slice(0, Math.max(store.indexOf(':'), 0))
  if (kind === 'sqlite') return openSqlite(store.slice('sqlite:'.length), settings)
  if (kind === 'postgres' || kind === 'postgresql') return openPostgres(store, settings)
  throw new ConfigError(`Unknown store '${kind || store.slice(0, 20)}'. This version has: ${knownStores}.`)
}

async function openSqlite(file: string, settings: SqlStoreSettings): Promise<Store> {
  // As a URL too: sqlite:///absolute/file
  const path = file.startsWith('//') ? file.slice(2) : file
  if (path === '') throw new ConfigError('The SQLite store needs a file: sqlite:FILE.')
  const { openSqliteStore } = await import('./store/open-sql-stores.ts')
  try {
    return await openSqliteStore(path, settings)
  } catch (cause) {
    const isLocked = cause instanceof Error && /database is locked/.test(cause.message)
    const reason = isLocked ? 'another process has it open. Stop that one, or choose another file.' : messageOf(cause)
    throw new ConfigError(`Failed to open the SQLite store '${path}': ${reason}`, { cause })
  }
}

async function openPostgres(url: string, settings: SqlStoreSettings): Promise<Store> {
  // A broken URL is told without what is in it, also not as a cause: Node's error quotes it.
  if (!URL.canParse(url))
    throw new ConfigError('Invalid URL of the Postgres store. It must look like postgres://USER:PASSWORD@HOST:PORT/DATABASE.')
  const { hostname, port, pathname, password } = new URL(url)
  const { openPostgresStore } = await import('./store/open-sql-stores.ts')
  try {
    return await openPostgresStore(url, settings)
  } catch (cause) {
    const place = `${hostname === '' ? 'the local socket' : hostname}${port === '' ? '' : `:${port}`}${pathname}`
    throw new ConfigError(`Failed to open the Postgres store at ${place}: ${without(password, messageOf(cause))}`)
  }
}

function without(secret: string, text: string): string {
  return secret === '' ? text : text.replaceAll(secret, '…').replaceAll(decodeURIComponent(secret), '…')
}

function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join('; ')
  return cause instanceof Error ? cause.message : String(cause)
}

/**
 * What servers beside each other share through Redis; null where that was not asked for. No message repeats the URL, which may hold a password.
 *
 * @throws ConfigError for a URL that is none, a store that servers cannot share, or a Redis that cannot be reached
 */
export async function openEvents(
  events: string | undefined,
  { store, onFault }: { store: string | Store | undefined; onFault: (error: unknown) => void },
): Promise<Replicas | null> {
  if (events === undefined) return null
  if (!/^rediss?:\/\//.test(events)) throw new ConfigError('Unknown event log. This version has: redis://HOST:PORT.')
  if (typeof store !== 'object' && store?.startsWith('postgres') !== true)
    throw new ConfigError('Events are shared by servers on one database: give a store postgres://… with them.')
  // Imported only now: a server that stands alone needs no Redis.
  const { openReplicas } = await import('./replicas/open-replicas.ts')
  return openReplicas(events, { onFault }).catch((cause: unknown) => {
    throw new ConfigError(`Failed to reach Redis: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })
}
