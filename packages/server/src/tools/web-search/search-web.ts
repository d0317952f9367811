import { z } from 'zod'

/** Where the server searches: a SearXNG, or anything that answers as its JSON API does. */
export interface WebSearchConfig {
  /** Of the instance (`https://searx.example.org`) or of its search page (`…/search`). Query parameters are kept: a key may be one. */
  url: string
  /** Milliseconds one search or one page may take. @defaultValue 10000 */
  timeout?: number
  /** Offer the model to read pages that a search has found. Never an address on a private network, whoever links to it. @defaultValue true */
  openPages?: boolean
  /** Pages on private networks and this machine may be opened too: for the search of an intranet. @defaultValue false */
  privatePages?: boolean
}

export interface WebResult {
  url: string
  title: string
  /** What the search engine shows of the page. */
  snippet: string
}

/** A search that brought nothing; the message may be shown to the model and the caller. */
export class WebSearchError extends Error {
  override readonly name = 'WebSearchError'
}

const answerSchema = z.object({
  results: z.array(z.object({ url: z.string(), title: z.string().nullish(), content: z.string().nullish() })),
})

/** An answer longer than this is not read: 4 MiB, some thousand results. */
const MAX_ANSWER_BYTES = 4 * 1024 * 1024
const DEFAULT_TIMEOUT = 10_000

export interface SearchOptions {
  /** Empty for the whole web; a domain stands for its subdomains too. */
  allowedDomains: readonly string[]
  signal: AbortSignal
}

/**
 * Asks the endpoint (`GET …/search?q=…&format=json`). Results are in its order, one for each page, pages of other domains left out.
 *
 * @throws WebSearchError when the endpoint fails, answers anything but results, or takes too long
 */
export async function searchWeb(query: string, config: WebSearchConfig, { allowedDomains, signal }: SearchOptions): Promise<WebResult[]> {
  const timeout = AbortSignal.timeout(config.timeout ?? DEFAULT_TIMEOUT)
  const answer = await ask(searchUrl(config.url, limitToDomains(query, allowedDomains)), AbortSignal.any([signal, timeout])).catch(
    (cause: unknown) => {
      signal.throwIfAborted()
      if (cause instanceof WebSearchError) throw cause
      const message = timeout.aborted ? 'The search took too long.' : 'The search engine could not be reached.'
      throw new WebSearchError(message, { cause })
    },
  )
  const seen = new Set<string>()
  return answer.results.flatMap(({ url, title, content }) => {
    const { protocol, hostname } = URL.parse(url) ?? {}
    if ((protocol !== 'https:' && protocol !== 'http:') || !isAllowed(hostname ?? '', allowedDomains) || seen.has(url)) return []
    seen.add(url)
    return [{ url, title: clean(title) || url, snippet: clean(content) }]
  })
}

/** True for the domains themselves and everything below them. */
export function isAllowed(hostname: string, allowedDomains: readonly string[]): boolean {
  if (allowedDomains.length === 0) return true
  return allowedDomains.some((domain) => {
    const wanted = domain.toLowerCase().replace(/^\*?\.|\.$/g, '')
    return hostname === wanted || hostname.endsWith(`.${wanted}`)
  })
}

async function ask(url: URL, signal: AbortSignal): Promise<z.output<typeof answerSchema>> {
  const response = await fetch(url, { headers: { accept: 'application/json' }, signal })
  if (!response.ok) {
    await response.body?.cancel()
    const hint = response.status === 403 ? ' (a SearXNG must allow the format json in its settings)' : ''
    throw new WebSearchError(`The search engine answered with status ${response.status}${hint}.`)
  }
  const parsed = answerSchema.safeParse(toJson(await readText(response, MAX_ANSWER_BYTES)))
  if (!parsed.success) throw new WebSearchError('The search engine did not answer with search results.')
  return parsed.data
}

/** The body as text; what is longer is cut off. */
export async function readText(response: { body: AsyncIterable<Uint8Array> | null }, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    if ((size += chunk.length) >= maxBytes) break
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes))
}

function searchUrl(base: string, query: string): URL {
  const url = new URL(base)
  if (!url.pathname.endsWith('/search')) url.pathname = `${url.pathname.replace(/\/$/, '')}/search`
  url.searchParams.set('q', query)
  url.searchParams.set('format', 'json')
  return url
}

/** Engines that know `site:` bring more of what is wanted; those that do not are filtered afterwards. */
function limitToDomains(query: string, domains: readonly string[]): string {
  if (domains.length === 0) return query
  const sites = domains.map((domain) => `site:${domain}`).join(' OR ')
  return domains.length === 1 ? `${query} ${sites}` : `${query} (${sites})`
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function clean(text: string | null | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim()
}
