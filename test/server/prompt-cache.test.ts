import { createMemoryStore, type RunningServer, startServer } from '@goldwire/server'
import { createScriptedEngine, textScript } from '@goldwire/server/testing'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI

beforeAll(async () => {
  server = await startServer({ engine: createScriptedEngine({ script: () => textScript(['Hello', '.']) }), store: createMemoryStore() })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => server.close())

const ask = (prompt_cache_options: object) => ({ model: 'scripted', input: 'Hi', prompt_cache_options })

test('cache options and what is said of the cache stand in every snapshot of a stream', async () => {
  const { response: first } = await lintedResponse(client, ask({ mode: 'explicit' }))
  const { events } = await lintedResponse(client, ask({ comparison_response_id: first.id }))
  const snapshots = events.flatMap((event) => ('response' in event ? [event.response] : []))
  expect(snapshots).toHaveLength(3)
  for (const { prompt_cache_options: options, prompt_cache_diagnostics: told } of snapshots) {
    expect(options).toEqual({ comparison_response_id: first.id, mode: 'implicit', ttl: '30m' })
    expect(told).toEqual({ type: 'unavailable' })
  }
})

test('a stream that only fills the cache is complete and empty', async () => {
  const { events, response } = await lintedResponse(client, ask({ prewarm: true }))
  expect(events.map(({ type }) => type)).toEqual(['response.created', 'response.in_progress', 'response.completed'])
  expect(response).toMatchObject({ output: [], usage: { output_tokens: 0 } })
})
