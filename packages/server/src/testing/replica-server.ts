/**
 * One of several servers, to be killed: `node --conditions=source replica-server.ts SETTINGS`. Its engine says words, one every few milliseconds.
 * Prints its URL, then runs until somebody ends it.
 */
import { createScriptedEngine, textScript } from '../engines/scripted/scripted-engine.ts'
import { startServer } from '../server.ts'

export interface ReplicaSettings {
  store: string
  events?: string
  words: number
  delayMs: number
  requestsPerMinute?: number
}

const { store, events, words, delayMs, requestsPerMinute = null } = JSON.parse(process.argv[2] ?? '{}') as ReplicaSettings
const engine = createScriptedEngine({ script: textScript(Array.from({ length: words }, (_, index) => `word ${index} `)), delayMs })
const server = await startServer({
  engine,
  store,
  ...(events !== undefined && { events }),
  rateLimits: { requestsPerMinute },
  apiKeys: ['key'],
})
process.stdout.write(`${server.url}\n`)
