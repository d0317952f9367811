import { createGuardedFetch, ForbiddenHostError } from '../../net/guarded-fetch.ts'
import type { HostPolicy } from '../../net/host-policy.ts'
import { isPrivateAddress } from '../../net/private-address.ts'
import { pageText } from './page-text.ts'
import { isAllowed, readText, type WebSearchConfig, WebSearchError } from './search-web.ts'

export interface Page {
  title: string
  text: string
}

export interface OpenPageOptions {
  signal: AbortSignal
  allowedDomains: readonly string[]
}

const MAX_PAGE_BYTES = 2 * 1024 * 1024
const MAX_REDIRECTS = 5

/** Pages of the public internet, whoever serves them: a search has found them, the operator cannot have listed them. */
const publicHosts: HostPolicy = {
  allows: ({ protocol }) => protocol === 'https:' || protocol === 'http:',
  allowsAddress: (_url, address) => !isPrivateAddress(address),
}
const everyHost: HostPolicy = { ...publicHosts, allowsAddress: () => true }

// The page is cut where it is read, without an error.
const fetchPublic = createGuardedFetch({ hosts: publicHosts, maxBytes: Infinity })
const fetchAny = createGuardedFetch({ hosts: everyHost, maxBytes: Infinity })

/**
 * The title and the readable text of a page. Redirects are followed one by one, each checked as the first address was.
 *
 * @throws WebSearchError when it cannot be read, is no text, takes too long, or is where the model must not look
 */
export async function openPage(url: string, config: WebSearchConfig, { signal, allowedDomains }: OpenPageOptions): Promise<Page> {
  const timeout = AbortSignal.timeout(config.timeout ?? 10_000)
  const fetchPage = config.privatePages === true ? fetchAny : fetchPublic
  const request = {
    signal: AbortSignal.any([signal, timeout]),
    headers: { accept: 'text/html, text/plain;q=0.9', 'user-agent': 'goldwire' },
  }
  try {
    let address = new URL(url)
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const response = await fetchPage(address, request)
      const target = redirectOf(response, address)
      if (target === null) return await readPage(response)
      await response.body?.cancel()
      if (!isAllowed(target.hostname, allowedDomains)) throw new WebSearchError('The page leads to a domain that may not be opened.')
      address = target
    }
    throw new WebSearchError('The page redirects too often.')
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof WebSearchError) throw cause
    if (cause instanceof ForbiddenHostError) throw new WebSearchError('The page is on a private network.', { cause })
    throw new WebSearchError(timeout.aborted ? 'The page took too long.' : 'The page could not be read.', { cause })
  }
}

function redirectOf({ status, headers }: Response, from: URL): URL | null {
  const location = headers.get('location')
  if (status < 300 || status > 399 || location === null) return null
  const target = URL.parse(location, from.href)
  if (target === null) throw new WebSearchError('The page redirects to nowhere.')
  return target
}

async function readPage(response: Response): Promise<Page> {
  const type = response.headers.get('content-type') ?? 'text/html'
  const isText = /^(?:text\/|application\/(?:json|xhtml|xml|[\w.]+\+(?:json|xml)))/i.test(type)
  if (!response.ok || !isText) {
    await response.body?.cancel()
    throw new WebSearchError(response.ok ? 'The page is no text.' : `The page answered with status ${response.status}.`)
  }
  const text = await readText(response, MAX_PAGE_BYTES)
  return /html/i.test(type) ? pageText(text) : { title: '', text: text.trim() }
}
