import { referenceModelPath } from '@goldwire/reference-model'
import { type RunningServer, startServer } from '@goldwire/server'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { itemsIn, lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI

beforeAll(async () => {
  // Nothing listens on the discard port: every search fails, and is told.
  const webSearch = { url: 'http://127.0.0.1:9', timeout: 1_000 }
  server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath }, seed: 1, webSearch })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => server.close())

test('a real model is made to use each of the tools, and answers after it', async () => {
  const { id: storeId } = await client.vectorStores.create({})
  const file = await client.files.create({
    file: await toFile(Buffer.from('cats sleep a lot. '.repeat(2_000)), 'cats.txt'),
    purpose: 'assistants',
  })
  await client.vectorStores.files.createAndPoll(storeId, { file_id: file.id })
  const tools = [
    { type: 'web_search' },
    { type: 'file_search', vector_store_ids: [storeId] },
    { type: 'code_interpreter', container: { type: 'auto' } },
  ]
  for (const type of ['web_search_preview', 'file_search', 'code_interpreter']) {
    const request = { model: 'reference', input: 'How long do cats sleep?', tools, tool_choice: { type }, max_output_tokens: 300 }
    const { events } = await lintedResponse(client, request)
    const item = `${type.replace('_preview', '')}_call`
    expect(itemsIn(events, 'done', item).length).toBeGreaterThan(0)
    expect(itemsIn(events, 'done', item)[0]?.['status']).toMatch(/^(?:completed|failed)$/)
  }
})
