import type { Tool } from '@goldwire/schemas'

type FileSearchTool = Extract<Tool, { type: 'file_search' }>
type WebSearchTool = Extract<Tool, { type: `web_search${string}` }>
type UserLocation = NonNullable<WebSearchTool['user_location']>

/** Who says nothing is taken to be in the US. */
const defaultPlace = { type: 'approximate', city: null, country: 'US', region: null, timezone: null } as const

/** `filters`, the number of results and the ranking with their defaults, whatever was sent (12 captures, 2025-09 to 2026-03). */
export function echoFileSearchTool({ type, filters, max_num_results, ranking_options, vector_store_ids }: FileSearchTool): object {
  const { ranker = 'auto', score_threshold = 0, ...weights } = ranking_options ?? {}
  return {
    type,
    filters: filters ?? null,
    max_num_results: max_num_results ?? 20,
    ranking_options: { ranker, score_threshold, ...weights },
    vector_store_ids,
  }
}

/**
 * With the defaults of mid-2026: `return_token_budget` and `search_content_types` are told by `web_search` alone, whoever sent neither;
 * `filters` only where they were sent (until 2026-03 it was null otherwise); `external_web_access` never. A place that was sent is told with
 * nulls for what it leaves open.
 */
export function echoWebSearchTool(tool: WebSearchTool): object {
  const { type, search_context_size = 'medium' } = tool
  const common = { search_context_size, user_location: tool.user_location == null ? defaultPlace : echoPlace(tool.user_location) }
  if ('search_content_types' in tool) return { type, search_content_types: tool.search_content_types, ...common }
  if (type === 'web_search_preview' || type === 'web_search_preview_2025_03_11') return { type, ...common }
  const filters = 'filters' in tool && tool.filters != null ? { filters: tool.filters } : {}
  return { type, ...filters, return_token_budget: 'default', search_content_types: ['text'], ...common }
}

function echoPlace({ city, country, region, timezone }: UserLocation): object {
  return { type: 'approximate', city: city ?? null, country: country ?? null, region: region ?? null, timezone: timezone ?? null }
}
