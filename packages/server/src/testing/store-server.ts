/**
 * A server to be killed: `node --conditions=source store-server.ts STORE`. Its engine says twenty words, one every few milliseconds. Prints its
 * URL, then runs until somebody ends it.
 */
import { createScriptedEngine, textScript } from '../engines/scripted/scripted-engine.ts'
import { startServer } from '../server.ts'

const words = Array.from({ length: 20 }, (_, index) => `word ${index} `)
const engine = createScriptedEngine({ script: textScript(words), delayMs: 8 })
const server = await startServer({ engine, store: process.argv[2] ?? 'memory', limits: { backgroundAtOnce: 4 } })
process.stdout.write(`${server.url}\n`)
