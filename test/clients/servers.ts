import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { type RunningServer, startServer } from '@goldwire/server'
import { createScriptedEngine, type ScriptEntry, scriptedModel, stopStep } from '@goldwire/server/testing'

import { codexScript } from './codex-script.ts'

export const API_KEY = 'sk-goldwire-clients'

export interface ClientServer extends AsyncDisposable {
  /** Ends in `/v1`. */
  baseUrl: string
  model: string
}

/** `goldwire serve` on the reference model, as a user starts it. @throws Error when it does not come up */
export async function serveReference(): Promise<ClientServer> {
  const command = fileURLToPath(new URL('../../packages/cli/bin/goldwire.js', import.meta.url))
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', '--api-key', API_KEY], { stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await Promise.race([
    new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [, address] = /^listening on (\S+)$/.exec(line) ?? []
        if (address !== undefined) resolve(address)
      })
    }),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`goldwire serve ended with ${String(code)} before it was ready.`))),
  ])
  return {
    baseUrl: `${url}/v1`,
    model: 'reference',
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

export interface SlowServer extends ClientServer {
  /** Answers that were left before their end, so far. */
  abortedCount(): number
}

/** A word every 20 ms for a minute: what a client leaves. One for each client, so that what was left is known to be its own. */
export async function serveSlow(): Promise<SlowServer> {
  const engine = createScriptedEngine({
    models: [{ ...scriptedModel, id: 'slow' }],
    delayMs: 20,
    async *script(): AsyncGenerator<ScriptEntry> {
      yield { type: 'item.start', item: { type: 'message' } }
      yield { type: 'part.start', part: 'output_text' }
      for (let word = 0; word < 3_000; word++) yield { type: 'delta', delta: `word${word} ` }
      yield { type: 'part.end' }
      yield { type: 'item.end' }
      yield stopStep()
    },
  })
  const server = await startServer({ engine, apiKeys: [API_KEY] })
  return { ...addressOf(server, 'slow'), abortedCount: () => engine.abortedCount }
}

/** Every request is too large for its limit of one token a minute: 429, however often it is asked. */
export async function serveLimited(): Promise<ClientServer> {
  const engine = createScriptedEngine({ models: [{ ...scriptedModel, id: 'limited' }], script: [], inputTokens: 10 })
  return addressOf(await startServer({ engine, apiKeys: [API_KEY], rateLimits: { tokensPerMinute: 1 } }), 'limited')
}

/** Plays what Codex needs, whose prompt of many thousand tokens is beyond the reference model. */
export async function serveScripted(): Promise<ClientServer> {
  const engine = createScriptedEngine({
    models: [{ ...scriptedModel, id: 'scripted', contextSize: 272_000 }],
    script: codexScript,
    inputTokens: 1_000,
  })
  return addressOf(await startServer({ engine, apiKeys: [API_KEY] }), 'scripted')
}

function addressOf(server: RunningServer, model: string): ClientServer {
  return { baseUrl: `${server.url}/v1`, model, [Symbol.asyncDispose]: () => server.close() }
}
