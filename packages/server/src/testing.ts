// What tests and benches of a server need: the engine that does what it is told.
export {
  callScript,
  createScriptedEngine,
  type Script,
  type ScriptedCall,
  type ScriptedEngine,
  type ScriptedEngineOptions,
  type ScriptEntry,
  scriptedModel,
  stopStep,
  textScript,
} from './engines/scripted/scripted-engine.ts'
export {
  type AskedUpstream,
  type ChatUpstream,
  type ChatUpstreamOptions,
  json,
  openChatUpstream,
  sse,
  type UpstreamScript,
} from './testing/chat-upstream.ts'
export { freePort } from './testing/free-port.ts'
export { findPostgres, startPostgres, type TestPostgres } from './testing/postgres.ts'
export { findRedis, startRedis, type TestRedis } from './testing/redis.ts'
