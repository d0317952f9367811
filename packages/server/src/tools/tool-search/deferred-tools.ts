import type { EchoedTool } from '@goldwire/schemas'
import MiniSearch from 'minisearch'

/** What a tool search can load at once: one tool, or all of a namespace that are not shown yet. */
export interface DeferredTool {
  /** What the model asks for it by. */
  path: string
  description: string
  /** In the form in which `tool_search_output` shows it, and in which the request has it. */
  tool: EchoedTool
}

/** The request's tools whose loading is deferred. */
export function deferredTools(tools: readonly EchoedTool[]): DeferredTool[] {
  return tools.flatMap((tool): DeferredTool[] => {
    if ((tool.type === 'function' || tool.type === 'custom') && tool.defer_loading === true)
      return [{ path: tool.name, description: tool.description ?? '', tool }]
    if (tool.type !== 'namespace') return []
    const inner = tool.tools.filter((one) => one.defer_loading === true)
    return inner.length === 0 ? [] : [{ path: tool.name, description: tool.description, tool: { ...tool, tools: inner } }]
  })
}

/** Finds tools by words of their names, descriptions and parameters, the best first. */
export function searchTools(deferred: readonly DeferredTool[], query: string, { most }: { most: number }): DeferredTool[] {
  const index = new MiniSearch<{ id: number; path: string; description: string; all: string }>({
    fields: ['path', 'description', 'all'],
    tokenize: words,
    searchOptions: { prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false), boost: { path: 3, description: 2 } },
  })
  index.addAll(deferred.map(({ path, description, tool }, id) => ({ id, path, description, all: JSON.stringify(tool) })))
  return index
    .search(query)
    .slice(0, most)
    .flatMap(({ id }) => deferred[id as number] ?? [])
}

/** `getWeather` and `get_weather` are both get, weather. */
function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
