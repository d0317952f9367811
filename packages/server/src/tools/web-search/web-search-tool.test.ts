import { expect, test } from 'vitest'

import { ApiError } from '../../run/api-error.ts'
import { endedItem, runHostedCall } from '../../testing/run-hosted-call.ts'
import { startSearchEndpoint } from '../../testing/search-endpoint.ts'
import { createSourceList } from '../citations/source-list.ts'
import type { WebSearchConfig } from './search-web.ts'
import { createWebSearchTool, type WebSearchTools } from './web-search-tool.ts'

function open(config: WebSearchConfig, tool: Partial<WebSearchTools> = {}, includeSources = false) {
  const options = { config, sources: createSourceList(), includeSources, budget: 20_000, param: 'tools[0]' }
  return createWebSearchTool({ type: 'web_search', ...tool }, options)
}

const hits = [
  { url: 'https://one.example/', title: 'One', content: 'First  of\nall' },
  { url: 'https://sub.two.example/x', title: 'Two', content: 'Second' },
  { url: 'ftp://three.example/', title: 'Three' },
]

test('a search is told as recorded, and its results are told to the model by number', async () => {
  await using endpoint = await startSearchEndpoint({ hits })
  const run = await runHostedCall(open(endpoint), 'web_search', { query: 'what' })
  expect(run.steps).toEqual([
    { type: 'item.start', item: { type: 'web_search_call' } },
    { type: 'phase', phase: 'searching' },
    { type: 'phase', phase: 'completed' },
    { type: 'item.end', item: { action: { type: 'search', queries: ['what'], query: 'what' } } },
  ])
  expect(run.output).toContain('[1] One\nhttps://one.example/\nFirst of all')
  expect(run.output).toContain('[2] Two')
  expect(run.output).not.toContain('three.example')
  expect(endpoint.queries).toEqual(['what'])
})

test('sources are told when they are included', async () => {
  await using endpoint = await startSearchEndpoint({ hits })
  const run = await runHostedCall(open(endpoint, {}, true), 'web_search', { query: 'what' })
  expect(endedItem(run)['action']).toMatchObject({
    sources: [
      { type: 'url', url: 'https://one.example/' },
      { type: 'url', url: 'https://sub.two.example/x' },
    ],
  })
})

test('allowed domains are asked for, and nothing else comes through', async () => {
  await using endpoint = await startSearchEndpoint({ hits })
  const run = await runHostedCall(open(endpoint, { filters: { allowed_domains: ['two.example'] } }), 'web_search', { query: 'what' })
  expect(endpoint.queries).toEqual(['what site:two.example'])
  expect(run.output).toContain('Two')
  expect(run.output).not.toContain('One')
  expect(endedItem(run)['action']).toMatchObject({ query: 'what' })
})

test('a context size bounds the results', async () => {
  const many = Array.from({ length: 30 }, (_, index) => ({
    url: `https://one.example/${index}`,
    title: `T${index}`,
    content: 'x'.repeat(5_000),
  }))
  await using endpoint = await startSearchEndpoint({ hits: many })
  const lengths = await Promise.all(
    (['low', 'medium', 'high'] as const).map(async (size) => {
      const { output } = await runHostedCall(open(endpoint, { search_context_size: size }), 'web_search', { query: 'what' })
      return { results: output.match(/^\[\d+\] /gm)?.length, length: output.length }
    }),
  )
  expect(lengths.map(({ results }) => results)).toEqual([4, 8, 16])
  expect(lengths.map(({ length }) => length)).toEqual(lengths.map(({ length }) => length).toSorted((a, b) => a - b))
})

test.each([
  ['an endpoint without JSON', { raw: { status: 403, body: 'Forbidden' } }, 'status 403 (a SearXNG must allow the format json'],
  ['an endpoint that breaks', { raw: { status: 500, body: '' } }, 'status 500'],
  ['an endpoint that says something else', { raw: { body: '<html>' } }, 'did not answer with search results'],
  ['an endpoint that does not answer', { hangs: true }, 'took too long'],
])('%s fails the call and the model is told', async (_name, options, reason) => {
  await using endpoint = await startSearchEndpoint(options)
  const run = await runHostedCall(open({ url: endpoint.url, timeout: 200 }), 'web_search', { query: 'what' })
  expect(endedItem(run)).toEqual({ action: { type: 'search', queries: ['what'], query: 'what' }, status: 'failed' })
  expect(run.output).toContain(reason)
})

test('an endpoint that is not there fails the call', async () => {
  const { url, ...endpoint } = await startSearchEndpoint()
  await endpoint[Symbol.asyncDispose]()
  expect((await runHostedCall(open({ url }), 'web_search', { query: 'what' })).output).toContain('could not be reached')
})

test('a call without a query fails', async () => {
  await using endpoint = await startSearchEndpoint()
  for (const args of ['{}', '{"query":', '{"query":" "}']) {
    const run = await runHostedCall(open(endpoint), 'web_search', args)
    expect(endedItem(run)).toEqual({ action: { type: 'search' }, status: 'failed' })
  }
  expect(endpoint.queries).toEqual([])
})

test('an abort ends the search', async () => {
  await using endpoint = await startSearchEndpoint({ hangs: true })
  await expect(runHostedCall(open(endpoint), 'web_search', { query: 'what' }, AbortSignal.timeout(50))).rejects.toThrow('timeout')
})

test('the model is told where the user is', async () => {
  const location = { type: 'approximate', city: 'Bern', country: 'CH', timezone: 'Europe/Zurich' } as const
  const [search] = open({ url: 'http://unused.example' }, { user_location: location }).functions
  expect(search?.description).toContain('The user is in Bern, CH (time zone Europe/Zurich).')
})

test('what a live text search cannot honour is refused by name', () => {
  const config = { url: 'http://unused.example' }
  expect(() => open(config, { external_web_access: false })).toThrow(
    expect.objectContaining({ code: 'unsupported_value', param: 'tools[0].external_web_access' }) as ApiError,
  )
  expect(() => open(config, { type: 'web_search_preview', search_content_types: ['image'] })).toThrow(ApiError)
})
