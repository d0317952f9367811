import { createMemoryStore, type EngineRequest, type RunningServer, startServer, type Step } from '@goldwire/server'
import { callScript, createScriptedEngine, textScript } from '@goldwire/server/testing'
import OpenAI, { toFile } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { itemsIn, lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI
let storeId: string
let catsId: string
let answer: (request: EngineRequest) => readonly Step[] = () => []

beforeAll(async () => {
  server = await startServer({ engine: createScriptedEngine({ script: (request) => answer(request) }), store: createMemoryStore() })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
  storeId = (await client.vectorStores.create({ name: 'Animals' })).id
  const upload = async (name: string, text: string, kind: string) => {
    const file = await client.files.create({ file: await toFile(Buffer.from(text), name), purpose: 'assistants' })
    const attached = await client.vectorStores.files.createAndPoll(storeId, { file_id: file.id, attributes: { kind } })
    expect(attached.status).toBe('completed')
    return file.id
  }
  catsId = await upload('cats.md', '# Cats\n\nA cat sleeps sixteen hours a day.', 'cat')
  await upload('dogs.txt', 'A dog sleeps twelve hours a day.', 'dog')
})
afterAll(() => server.close())

const outputsOf = ({ items }: EngineRequest) => items.filter((item) => item.type === 'function_call_output')
const searchThenSay =
  (...deltas: string[]) =>
  (request: EngineRequest) =>
    outputsOf(request).length === 0 ? callScript('file_search', ['{"queries":["cat sleep"', ',"feline hours"]}']) : textScript(deltas)
const ask = (more: object = {}, tool: object = {}) => ({
  model: 'scripted',
  input: 'How long do cats sleep?',
  tools: [{ type: 'file_search', vector_store_ids: [storeId], ...tool }],
  ...more,
})

test('a search, its passages for the model, and a file citation', async () => {
  let told = ''
  answer = (request) => {
    told = JSON.stringify(outputsOf(request))
    return searchThenSay('Sixteen hours', ' a day [1', '].')(request)
  }
  const { events, response } = await lintedResponse(client, ask())
  expect(told).toContain('[1] cats.md')
  expect(told).toContain('A cat sleeps sixteen hours a day.')
  expect(itemsIn(events, 'added', 'file_search_call')).toMatchObject([{ status: 'in_progress', queries: [], results: null }])
  expect(itemsIn(events, 'done', 'file_search_call')).toMatchObject([
    { status: 'completed', queries: ['cat sleep', 'feline hours'], results: null },
  ])
  expect(events.flatMap(({ type }) => (type.startsWith('response.file_search_call') ? [type.split('.').at(-1)] : []))).toEqual([
    'in_progress',
    'searching',
    'completed',
  ])
  const added = events.find((event) => event.type === 'response.output_text.annotation.added')
  expect(added).toMatchObject({
    annotation: { type: 'file_citation', file_id: catsId, filename: 'cats.md', index: 20 },
    annotation_index: 0,
  })
  expect(response.tools[0]).toMatchObject({ filters: null, max_num_results: 20, ranking_options: { ranker: 'auto', score_threshold: 0 } })
})

test('results are there when they are included, and filters hold', async () => {
  answer = searchThenSay('Done.')
  const include = ['file_search_call.results']
  const all = await lintedResponse(client, ask({ include }))
  expect(itemsIn(all.events, 'done', 'file_search_call')[0]?.['results']).toMatchObject([
    { file_id: catsId, filename: 'cats.md', attributes: { kind: 'cat' }, vector_store_id: storeId },
    { filename: 'dogs.txt' },
  ])
  const filters = { type: 'eq', key: 'kind', value: 'dog' }
  const some = await lintedResponse(client, ask({ include }, { filters }))
  expect(itemsIn(some.events, 'done', 'file_search_call')[0]?.['results']).toMatchObject([{ filename: 'dogs.txt' }])
})

test('a call without queries is a failed item, and the model answers all the same', async () => {
  answer = (request) => (outputsOf(request).length === 0 ? callScript('file_search', ['{}']) : textScript(['Sorry.']))
  const { events, response } = await lintedResponse(client, ask())
  expect(itemsIn(events, 'done', 'file_search_call')).toMatchObject([{ status: 'failed', queries: [], results: null }])
  expect(response.status).toBe('completed')
})

test('a store that is not there is refused by name', async () => {
  const refused = client.responses.create(ask({}, { vector_store_ids: ['vs_none'] }) as OpenAI.Responses.ResponseCreateParamsNonStreaming)
  await expect(refused).rejects.toMatchObject({ status: 404, param: 'tools[0].vector_store_ids' })
})

test('an uploaded file can be read in a request', async () => {
  let seen = ''
  answer = (request) => {
    seen = JSON.stringify(request.items)
    return textScript(['Read.'])
  }
  const content = [
    { type: 'input_file', file_id: catsId },
    { type: 'input_text', text: 'What is this?' },
  ]
  await lintedResponse(client, { model: 'scripted', input: [{ role: 'user', content }] })
  expect(seen).toContain('A cat sleeps sixteen hours a day.')
})
