import { ApiError } from '../../run/api-error.ts'
import type { OpenHostedTool } from '../open-hosted-tools.ts'
import { outputBudget } from '../output-budget.ts'
import { createWebSearchTool, type WebSearchTools } from './web-search-tool.ts'

/** The web search of a request. @throws ApiError 400 `unsupported_tool` where the server was given no search endpoint */
export const openWebSearch: OpenHostedTool = (tool, { body, param, context, sources }) => {
  const config = context.hosted.webSearch
  if (config === null) {
    const message = `Unsupported tool: '${tool.type}' needs a search endpoint, and this server was given none. Start it with --web-search URL (SearXNG).`
    throw new ApiError({ code: 'unsupported_tool', param: `${param}.type`, message })
  }
  const includeSources = body.include?.includes('web_search_call.action.sources') === true
  return createWebSearchTool(tool as WebSearchTools, { config, sources, includeSources, budget: outputBudget(body, context), param })
}
