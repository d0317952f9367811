import { expect, test } from 'vitest'

import { endedItem, runHostedCall } from '../../testing/run-hosted-call.ts'
import { type SearchEndpointOptions, startSearchEndpoint } from '../../testing/search-endpoint.ts'
import { createSourceList } from '../citations/source-list.ts'
import { pageText } from './page-text.ts'
import { createWebSearchTool } from './web-search-tool.ts'

const pages: NonNullable<SearchEndpointOptions['pages']> = {
  '/page': {
    body: '<html><head><title>A &amp; B</title><script>evil()</script></head><body><h1>Top</h1><p>Some <b>text</b>&nbsp;here</p></body></html>',
  },
  '/moved': { status: 302, headers: { location: '/page' } },
  '/loop': { status: 302, headers: { location: '/loop' } },
  '/image': { headers: { 'content-type': 'image/png' }, body: 'png' },
  '/broken': { status: 500 },
}

async function openFound(path: string, { privatePages = true, found = path } = {}) {
  await using endpoint = await startSearchEndpoint({ pages, hits: (query) => [{ url: query, title: 'Found' }] })
  const config = { url: endpoint.url, timeout: 1_000, privatePages }
  const tool = createWebSearchTool(
    { type: 'web_search' },
    { config, sources: createSourceList(), includeSources: false, budget: 20_000, param: 'tools[0]' },
  )
  await runHostedCall(tool, 'web_search', { query: `${endpoint.url}${found}` })
  return await runHostedCall(tool, 'open_page', { url: `${endpoint.url}${path}` })
}

test('a page that was found is read, through redirects', async () => {
  for (const path of ['/page', '/moved']) {
    const run = await openFound(path)
    expect(endedItem(run)).toMatchObject({ action: { type: 'open_page', url: expect.stringContaining(path) as string } })
    expect(endedItem(run)['status']).toBeUndefined()
    expect(run.output).toContain('Top\nSome text here')
    expect(run.output).not.toContain('evil')
  }
})

test('a page that no search has found is not opened', async () => {
  const run = await openFound('/page', { found: '/other' })
  expect(endedItem(run)).toMatchObject({ status: 'failed' })
  expect(run.output).toContain('Only pages that a search has found')
})

test('a page on a private network is not opened, though a search found it', async () => {
  const run = await openFound('/page', { privatePages: false })
  expect(endedItem(run)).toMatchObject({ status: 'failed' })
  expect(run.output).toContain('private network')
})

test.each([
  ['/loop', 'redirects too often'],
  ['/image', 'no text'],
  ['/broken', 'status 500'],
])('%s cannot be read', async (path, reason) => {
  expect((await openFound(path)).output).toContain(reason)
})

test('text of a page has a line for each block and no markup', () => {
  expect(pageText('<title>T</title><p>a<br>b &#65;&#x42; &lt;i&gt;</p><style>x{}</style><div>c</div>')).toEqual({
    title: 'T',
    text: 'a\nb AB <i>\nc',
  })
})
