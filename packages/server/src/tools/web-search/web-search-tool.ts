import type { Tool, WebSearchAction } from '@goldwire/schemas'
import { z } from 'zod'

import type { Step } from '../../engines/step.ts'
import { ApiError } from '../../run/api-error.ts'
import type { SourceList } from '../citations/source-list.ts'
import type { HostedCall, HostedFunction, HostedOutcome, HostedTool } from '../hosted-tool.ts'
import { fitPassages, fitText } from '../output-budget.ts'
import { parseArguments } from '../parse-arguments.ts'
import { openPage } from './open-page.ts'
import { isAllowed, searchWeb, type WebSearchConfig, WebSearchError } from './search-web.ts'

export type WebSearchTools = Extract<Tool, { type: `web_search${string}` }>

/** How many results the model is told, and how much of each. */
const contextSizes = {
  low: { results: 4, snippet: 200 },
  medium: { results: 8, snippet: 500 },
  high: { results: 16, snippet: 1_000 },
} as const

const searchArguments = z.object({ query: z.string().trim().min(1) })
const pageArguments = z.object({ url: z.string().trim().min(1) })

export interface WebSearchToolOptions {
  config: WebSearchConfig
  sources: SourceList
  /** `action.sources` is wanted: `include: ["web_search_call.action.sources"]`. */
  includeSources: boolean
  /** Characters of one call's result that the model is told. */
  budget: number
  /** Of the tool in the request, for errors. */
  param: string
}

/**
 * `web_search` and `web_search_preview`: the model may search, and read what was found. Each call is a `web_search_call` with the action `search`
 * or `open_page`; one that brings nothing ends as `failed` and the model is told why.
 *
 * @throws ApiError 400 for what a live search cannot honour
 */
export function createWebSearchTool(
  tool: WebSearchTools,
  { config, sources, includeSources, budget, param }: WebSearchToolOptions,
): HostedTool {
  refuseOptions(tool, param)
  const size = contextSizes[tool.search_context_size ?? 'medium']
  const allowedDomains = ('filters' in tool ? tool.filters?.allowed_domains : null) ?? []
  const found = new Set<string>()

  async function* search(text: string, signal: AbortSignal): AsyncGenerator<Step, HostedOutcome, undefined> {
    const query = parseArguments(text, searchArguments)?.query
    yield { type: 'item.start', item: { type: 'web_search_call' } }
    yield { type: 'phase', phase: 'searching' }
    if (query === undefined) return yield* fail({ type: 'search' }, 'The argument query is missing.')
    const action: WebSearchAction = { type: 'search', queries: [query], query }
    try {
      const results = (await searchWeb(query, config, { allowedDomains, signal })).slice(0, size.results)
      for (const { url } of results) found.add(url)
      const list = results.map(({ url }) => ({ type: 'url' as const, url }))
      yield* succeed(includeSources ? { ...action, sources: list } : action)
      return { output: tellResults(results.map((result) => ({ ...result, snippet: cut(result.snippet, size.snippet) }))) }
    } catch (error) {
      return yield* fail(action, messageOf(error))
    }
  }

  async function* open(text: string, signal: AbortSignal): AsyncGenerator<Step, HostedOutcome, undefined> {
    const url = parseArguments(text, pageArguments)?.url
    yield { type: 'item.start', item: { type: 'web_search_call' } }
    yield { type: 'phase', phase: 'searching' }
    const action: WebSearchAction = { type: 'open_page', url: url ?? null }
    // Only what was found: a page must not be able to send the model anywhere, with what it knows in the address.
    const isKnown = url !== undefined && (found.has(url) || sources.withUrl(url) !== undefined)
    if (!isKnown) return yield* fail(action, 'Only pages that a search has found can be opened.')
    if (!isAllowed(URL.parse(url)?.hostname ?? '', allowedDomains)) return yield* fail(action, 'Pages of this domain may not be opened.')
    try {
      const page = await openPage(url, config, { signal, allowedDomains })
      const number = sources.add({ kind: 'url', url, title: page.title || url })
      yield* succeed(action)
      return { output: `[${number}] ${page.title}\n${url}\n\n${fitText(page.text, Math.min(budget, size.snippet * 20))}` }
    } catch (error) {
      return yield* fail(action, messageOf(error))
    }
  }

  const tellResults = (results: readonly { url: string; title: string; snippet: string }[]): string => {
    if (results.length === 0) return 'The search found nothing.'
    const lines = results.map((result) => {
      const number = sources.add({ kind: 'url', url: result.url, title: result.title })
      return `[${number}] ${result.title}\n${result.url}\n${result.snippet}`
    })
    return [...fitPassages(lines, budget), 'Cite a result by its number in square brackets, such as [1].'].join('\n\n')
  }

  const functions = [searchFunction(tool), ...(config.openPages === false ? [] : [openFunction])]
  return {
    type: tool.type,
    functions,
    sources,
    call: (call: HostedCall, { signal }) => (call.name === openFunction.name ? open : search)(call.arguments, signal),
  }
}

function refuseOptions(tool: WebSearchTools, param: string): void {
  if ('external_web_access' in tool && !tool.external_web_access) {
    const message = "This server has no cache of the web to search in. Leave 'external_web_access' out, or the tool."
    throw new ApiError({ code: 'unsupported_value', param: `${param}.external_web_access`, message })
  }
  if ('search_content_types' in tool && tool.search_content_types.includes('image')) {
    const message = 'This server searches for text only.'
    throw new ApiError({ code: 'unsupported_value', param: `${param}.search_content_types`, message })
  }
}

function searchFunction({ user_location: place }: WebSearchTools): HostedFunction {
  const where = [place?.city, place?.region, place?.country].filter(Boolean).join(', ')
  const zone = place?.timezone == null ? '' : ` (time zone ${place.timezone})`
  const user = where === '' && zone === '' ? '' : ` The user is in ${where || 'an unnamed place'}${zone}.`
  return {
    name: 'web_search',
    description: `Searches the web and returns titles, addresses and excerpts of pages.${user}`,
    parameters: {
      type: 'object',
      properties: { query: { type: 'string', description: 'What to search for.' } },
      required: ['query'],
      additionalProperties: false,
    },
  }
}

const openFunction: HostedFunction = {
  name: 'open_page',
  description: 'Returns the text of a page that a web search has found.',
  parameters: {
    type: 'object',
    properties: { url: { type: 'string', description: 'The address, as the search told it.' } },
    required: ['url'],
    additionalProperties: false,
  },
}

function* succeed(action: WebSearchAction): Generator<Step, void, undefined> {
  yield { type: 'phase', phase: 'completed' }
  yield { type: 'item.end', item: { action } }
}

function* fail(action: WebSearchAction, reason: string): Generator<Step, HostedOutcome, undefined> {
  yield { type: 'item.end', item: { action, status: 'failed' } }
  return { output: `The search failed: ${reason}` }
}

/** @throws what is no fault of the search: an abort, a mistake of ours */
function messageOf(error: unknown): string {
  if (error instanceof WebSearchError) return error.message
  throw error
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`
}
