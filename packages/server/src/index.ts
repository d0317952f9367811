// run: steps to events
export { createEmitter, type Emitter, type EmitterOptions } from './run/create-emitter.ts'
export { emit, emitStamped, type EmitOptions } from './run/emit.ts'
export type { ResponseBase } from './run/emit/response-snapshot.ts'
export { createId, createIds, type IdOptions, type IdSource } from './run/ids.ts'
export { createObfuscate, obfuscatedDeltas, type Obfuscate } from './run/obfuscation.ts'
export { createRandomBytes, createSeededBytes, type RandomBytes } from './run/random-bytes.ts'
export { createStamp, type Stamp, type StampOptions } from './run/stamp.ts'
export type { UnstampedEvent } from './run/unstamped-event.ts'
export { resynthesise, type FirstDivergence, type Resynthesis } from './resynth/resynthesise.ts'

// HTTP: the app, what it needs, what it answers with
export { createApp, type AppOptions } from './app.ts'
export type { FileObject, FileStore } from './files/file-store.ts'
export type { CodeInterpreterConfig } from './tools/code-interpreter/containers.ts'
export type { WebSearchConfig } from './tools/web-search/search-web.ts'
export { ConfigError, type EngineConfig, type ModelConfig, openStore } from './config.ts'
export type { Engine, EngineModel, EngineRequest } from './engines/engine.ts'
export type { Step } from './engines/step.ts'
export { defaultLimits, type Limits } from './limits.ts'
export type { FaultLogEntry, LogEntry, Logger, RequestLogEntry, ResponseLogEntry } from './logger.ts'
export { openTracing, type Tracing } from './operations/tracing.ts'
export type { RateLimits } from './operations/rate-limiter.ts'
export { ApiError, type ApiErrorCode, type ApiErrorFields, apiErrorTable } from './run/api-error.ts'
export { type RunningServer, type ServerConfig, startServer } from './server.ts'
export { createMemoryStore, type MemoryStoreOptions } from './store/memory-store.ts'
export type { SqlStoreSettings } from './store/open-sql-stores.ts'
export type { KeptObject, NewObject, ObjectKind, ObjectPlace, ObjectStore } from './store/object-store.ts'
export type { EventsOptions, ResponseLog, ResponseStart, Store, StoredItem, StoredResponse } from './store/store.ts'

// engines: another server's models, llama.cpp in this process, and a script
export { createChatEngine } from './engines/chat/chat-engine.ts'
export {
  chatDialects,
  type ChatDialect,
  type ChatEngineOptions,
  type ChatServerKind,
  type ChatTimeouts,
  defaultChatTimeouts,
} from './engines/chat/chat-options.ts'
export { createLlamaEngine, type LlamaEngineOptions } from './engines/llama/llama-engine.ts'
export { ModelLoadError } from './engines/llama/load-model.ts'
export { thinkingBudgets } from './engines/llama/reasoning.ts'
export {
  createScriptedEngine,
  type ScriptedEngine,
  type ScriptedEngineOptions,
  type ScriptEntry,
} from './engines/scripted/scripted-engine.ts'
export { readScript } from './engines/scripted/read-script.ts'
