import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SearchEndpoint extends AsyncDisposable {
  url: string
  /** The queries it was sent, in order. */
  queries: string[]
}

export interface SearchHit {
  url: string
  title?: string
  content?: string
}

/** What a page answers with. */
export interface TestPage {
  status?: number
  headers?: Record<string, string>
  body?: string
}

export interface SearchEndpointOptions {
  hits?: readonly SearchHit[] | ((query: string) => readonly SearchHit[])
  /** Answers instead of results. */
  raw?: TestPage
  /** Never answers a search. */
  hangs?: boolean
  /** Other paths it serves, so that pages can be opened. */
  pages?: Readonly<Record<string, TestPage>>
}

/** A server of the test that answers as SearXNG's JSON API does. */
export async function startSearchEndpoint(options: SearchEndpointOptions = {}): Promise<SearchEndpoint> {
  const { hits = [], raw, hangs = false, pages = {} } = options
  const queries: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://search.test')
    const page = pages[pathname] ?? (pathname === '/search' ? raw : { status: 404, body: 'nothing here' })
    const query = searchParams.get('q') ?? ''
    if (pathname === '/search') queries.push(query)
    if (hangs && pathname === '/search') return
    if (page !== undefined) {
      response.writeHead(page.status ?? 200, page.headers ?? { 'content-type': 'text/html' })
      response.end(page.body ?? '')
      return
    }
    // Without `format=json` SearXNG answers with a page for people.
    if (searchParams.get('format') !== 'json') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html></html>')
      return
    }
    const results = (typeof hits === 'function' ? hits(query) : hits).map((hit) => ({
      engine: 'test',
      engines: ['test'],
      category: 'general',
      score: 1,
      ...hit,
    }))
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        query,
        number_of_results: results.length,
        results,
        answers: [],
        corrections: [],
        infoboxes: [],
        suggestions: [],
        unresponsive_engines: [],
      }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    queries,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
