import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { createMemoryStore, type EngineRequest, type RunningServer, startServer, type Step } from '@goldwire/server'
import { callScript, createScriptedEngine, textScript } from '@goldwire/server/testing'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { itemsIn, lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI
let closeSearch: () => Promise<unknown>
let answer: (request: EngineRequest) => readonly Step[] = () => []
let isBroken = false
const hits = [
  { url: 'https://one.example/page', title: 'Page one', content: 'It is one.' },
  { url: 'https://two.example/', title: 'Page two', content: 'It is two.' },
]

beforeAll(async () => {
  const endpoint = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://search').searchParams.get('q')
    response.writeHead(isBroken ? 503 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ query, number_of_results: hits.length, results: hits, answers: [], suggestions: [] }))
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  closeSearch = () => new Promise((resolve) => endpoint.close(resolve))
  const engine = createScriptedEngine({ script: (request) => answer(request) })
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`
  server = await startServer({ engine, store: createMemoryStore(), webSearch: { url } })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(async () => {
  await server.close()
  await closeSearch()
})

const outputsOf = ({ items }: EngineRequest) => items.filter((item) => item.type === 'function_call_output')

/** A model that searches once, then says this. */
const searchThenSay =
  (...deltas: string[]) =>
  (request: EngineRequest) =>
    outputsOf(request).length === 0 ? callScript('web_search', ['{"query":', '"one or two"}']) : textScript(deltas)

const request = { model: 'scripted', input: 'Which is it?', tools: [{ type: 'web_search' as const }] }

test('a search, its results for the model, and citations with their spans', async () => {
  const told: string[] = []
  answer = (asked) => {
    told.push(...outputsOf(asked).map((item) => JSON.stringify(item)))
    return searchThenSay('It is one ', '([one.exam', 'ple](https://one.example/page)). ', 'Or 🌍 two [', '2].')(asked)
  }
  const { events, response } = await lintedResponse(client, request)
  expect(events.map(({ type }) => type).filter((type) => !type.endsWith('output_text.delta'))).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.web_search_call.in_progress',
    'response.web_search_call.searching',
    'response.web_search_call.completed',
    'response.output_item.done',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.annotation.added',
    'response.output_text.annotation.added',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(itemsIn(events, 'done', 'web_search_call')).toMatchObject([
    { status: 'completed', action: { type: 'search', query: 'one or two', queries: ['one or two'] } },
  ])
  expect(itemsIn(events, 'done', 'web_search_call')[0]?.['action']).not.toHaveProperty('sources')
  expect(told[0]).toContain('[1] Page one')
  const message = response.output.at(-1)
  const part = message?.type === 'message' ? message.content[0] : undefined
  if (part?.type !== 'output_text') throw new Error('There is no text.')
  const cited = part.annotations.map((annotation) => {
    if (annotation.type !== 'url_citation') throw new Error('This cites no page.')
    const { start_index, end_index, ...others } = annotation
    return { ...others, text: [...part.text].slice(start_index, end_index).join('') }
  })
  expect(cited).toEqual([
    { type: 'url_citation', title: 'Page one', url: 'https://one.example/page', text: '([one.example](https://one.example/page))' },
    { type: 'url_citation', title: 'Page two', url: 'https://two.example/', text: '[2]' },
  ])
  expect(response.tool_usage?.web_search.num_requests).toBe(1)
})

test('sources are there when they are included, and settings are told back', async () => {
  answer = searchThenSay('Done.')
  const { events, response } = await lintedResponse(client, {
    ...request,
    tools: [{ type: 'web_search', search_context_size: 'low', user_location: { type: 'approximate', city: 'Bern', country: 'CH' } }],
    include: ['web_search_call.action.sources'],
  })
  expect(itemsIn(events, 'done', 'web_search_call')[0]?.['action']).toMatchObject({
    sources: hits.map(({ url }) => ({ type: 'url', url })),
  })
  expect(response.tools[0]).toMatchObject({
    type: 'web_search',
    search_context_size: 'low',
    user_location: { type: 'approximate', city: 'Bern', country: 'CH', region: null, timezone: null },
  })
})

test('a search that fails is a failed item, and the model answers all the same', async () => {
  isBroken = true
  let told = ''
  answer = (asked) => {
    told = JSON.stringify(outputsOf(asked))
    return searchThenSay('I could not search.')(asked)
  }
  const { events, response } = await lintedResponse(client, request)
  isBroken = false
  expect(itemsIn(events, 'done', 'web_search_call')).toMatchObject([{ status: 'failed', action: { type: 'search', query: 'one or two' } }])
  expect(events.map(({ type }) => type)).not.toContain('response.web_search_call.completed')
  expect(told).toContain('The search failed: The search engine answered with status 503.')
  expect(response.status).toBe('completed')
})

test('a page that was not found by a search is not opened', async () => {
  answer = (asked) =>
    outputsOf(asked).length === 0 ? callScript('open_page', [JSON.stringify({ url: `${server.url}/health` })]) : textScript(['No.'])
  const { events } = await lintedResponse(client, request)
  expect(itemsIn(events, 'done', 'web_search_call')).toMatchObject([{ status: 'failed', action: { type: 'open_page' } }])
})

test('without an endpoint the tool is refused by name', async () => {
  await using bare = await startServer({ engine: createScriptedEngine({ script: [] }), store: createMemoryStore() })
  const other = new OpenAI({ baseURL: `${bare.url}/v1`, apiKey: 'any', maxRetries: 0 })
  await expect(other.responses.create(request)).rejects.toMatchObject({ status: 400, code: 'unsupported_tool', param: 'tools[0].type' })
})
