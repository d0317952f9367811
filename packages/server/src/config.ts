import type { Engine } from './engines/engine.ts'
import type { LlamaEngineOptions } from './engines/llama/llama-engine.ts'
import { createMemoryStore } from './store/memory-store.ts'
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
  engine?: 'llama' | Engine
  /** Needed by `llama`. */
  model?: ModelConfig
}

/**
 * The engine a configuration asks for, ready to generate.
 *
 * @throws ConfigError for a name it does not know or a missing model
 * @throws ModelLoadError when the model cannot be used
 */
export async function openEngine({ engine = 'llama', model, ...options }: EngineConfig): Promise<Engine> {
  if (typeof engine === 'object') return engine
  if (engine !== 'llama') throw new ConfigError(`Unknown engine '${String(engine)}'. This version has: llama.`)
  if (model === undefined) throw new ConfigError('The llama engine needs a model: give its id and the path of a GGUF file.')
  const { slots, contextSize, threads, maxWaiting, gpu } = options
  const given = Object.entries({ slots, contextSize, threads, maxWaiting, gpu }).filter(([, value]) => value !== undefined)
  // Imported only now: a server on another engine needs neither llama.cpp nor its half second.
  const { createLlamaEngine } = await import('./engines/llama/llama-engine.ts')
  return createLlamaEngine({ modelPath: model.path, modelId: model.id, ...Object.fromEntries(given) })
}

/**
 * The store a configuration asks for: `memory`, or a ready one.
 *
 * @throws ConfigError for one it does not know
 */
export async function openStore(store: string | Store = 'memory'): Promise<Store> {
  if (typeof store === 'object') return store
  if (store === 'memory') return createMemoryStore()
  // Not repeated in full: the URL of a database holds its password.
  throw new ConfigError(`Unknown store '${store.split(':', 1)[0] ?? ''}'. This version has: memory.`)
}
