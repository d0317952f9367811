import type { AddressInfo, Socket } from 'node:net'

import type { Usage } from '@goldwire/schemas'
import type { FastifyInstance } from 'fastify'

import { type AppOptions, createApp } from '../app.ts'
import type { EngineModel, EngineRequest } from '../engines/engine.ts'
import { createScriptedEngine, type ScriptedEngine } from '../engines/scripted/scripted-engine.ts'
import type { Step } from '../engines/step.ts'
import { createSeededBytes } from '../run/random-bytes.ts'
import { createMemoryStore } from '../store/memory-store.ts'

export const usage: Usage = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 3,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 8,
}

export const plainModel: EngineModel = { id: 'test-model', created: 1_700_000_000, owned_by: 'goldwire', contextSize: 100, reasons: false }
export const thinkingModel: EngineModel = { ...plainModel, id: 'thinking-model', reasons: true }

/** A message of these deltas and a proper end. */
export function saying(...deltas: string[]): Step[] {
  return [
    { type: 'item.start', item: { type: 'message' } },
    { type: 'part.start', part: 'output_text' },
    ...deltas.map((delta): Step => ({ type: 'delta', delta })),
    { type: 'part.end' },
    { type: 'item.end' },
    { type: 'stop', reason: 'completed', usage },
  ]
}

export function calling(...calls: { name: string; arguments: string; call_id: string }[]): Step[] {
  return [
    ...calls.flatMap(({ name, call_id, arguments: text }): Step[] => [
      { type: 'item.start', item: { type: 'function_call', name, call_id } },
      { type: 'delta', delta: text },
      { type: 'item.end' },
    ]),
    { type: 'stop', reason: 'completed', usage },
  ]
}

export type TestScript = (request: EngineRequest, signal: AbortSignal) => Iterable<Step> | AsyncIterable<Step>

/** A scripted engine with two models, one that thinks and one that cannot. */
export function createTestEngine(script: TestScript = () => saying('Hello', ' world')): ScriptedEngine {
  return createScriptedEngine({ script: (request, { signal }) => script(request, signal), models: [plainModel, thinkingModel] })
}

/** An app on a test engine with a memory store and repeatable ids. */
export function createTestApp(options: Partial<AppOptions> = {}): FastifyInstance {
  return createApp({ engine: createTestEngine(), store: createMemoryStore(), random: createSeededBytes(1), ...options })
}

export interface Listening extends AsyncDisposable {
  url: string
  app: FastifyInstance
  /** The server's side of the connections that are open. */
  sockets: Set<Socket>
}

/** The app on a port of its own; closed at the end of the block that holds it. */
export async function listen(app: FastifyInstance): Promise<Listening> {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return { app, sockets, url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => app.close() }
}
