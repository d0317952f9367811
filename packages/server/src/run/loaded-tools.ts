import type { InputItem, Tool } from '@goldwire/schemas'

import { ApiError } from './api-error.ts'
import { echoTools } from './echo-tools.ts'

/** Tools that items of a conversation may bring; the others must stand in the request. */
const loadable: ReadonlySet<string> = new Set(['function', 'custom', 'namespace', 'local_shell', 'shell', 'apply_patch'])

/**
 * The tools that the conversation has made available besides those of the request: what tool searches have found, and what a developer added.
 * One that was found twice is there once, as it was found last.
 *
 * @throws ApiError 400 for a tool that cannot be brought in this way
 */
export function loadedTools(items: readonly InputItem[]): Tool[] {
  const found = new Map<string, Tool>()
  items.forEach((item, index) => {
    if (item.type !== 'tool_search_output' && item.type !== 'additional_tools') return
    const tools = echoTools(item.tools) as Tool[]
    tools.forEach((tool, place) => {
      if (!loadable.has(tool.type)) throw cannotLoad(tool.type, `input[${index}].tools[${place}].type`)
      const loaded = toLoadedTool(tool)
      found.set(`${loaded.type} ${'name' in loaded ? loaded.name : ''}`, loaded)
    })
  })
  return [...found.values()]
}

/**
 * A tool that was deferred as it is once it has been found: shown, and a function in a namespace of its own name (recorded: the calls of such
 * functions carry it, those of functions that were never deferred do not).
 */
export function toLoadedTool(tool: Tool): Tool {
  if (tool.type === 'namespace') return { ...tool, tools: tool.tools.map(shown) }
  if ((tool.type !== 'function' && tool.type !== 'custom') || tool.defer_loading !== true) return tool
  return { type: 'namespace', name: tool.name, description: tool.description ?? '', tools: [shown(tool)] }
}

function shown<One extends { defer_loading?: boolean }>(tool: One): One {
  const { defer_loading: _deferred, ...others } = tool
  return others as One
}

function cannotLoad(type: string, param: string): ApiError {
  const message = `Unsupported tool: '${type}' cannot be added in the middle of a conversation. Put it into the request's tools.`
  return new ApiError({ code: 'unsupported_tool', param, message })
}
