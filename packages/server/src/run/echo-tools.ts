import type { EchoedTool, Tool, ToolSearchTool } from '@goldwire/schemas'

import { echoMcpTool } from '../tools/mcp/echo-mcp-tool.ts'
import { echoFileSearchTool, echoWebSearchTool } from './echo-search-tools.ts'
import { toStrictSchema } from './strict-schema.ts'

type FunctionTool = Extract<Tool, { type: 'function' }>
type CustomTool = Extract<Tool, { type: 'custom' }>

/**
 * Tools as the response tells them, and as the engine gets them: functions whose `strict` was left out become strict where their schema
 * allows it, and keys left out are filled in. Other tools come back as they were sent.
 */
export function echoTools(tools: readonly Tool[]): EchoedTool[] {
  return tools.map((tool) => echoTool(tool) as EchoedTool)
}

function echoTool(tool: Tool): object {
  if (tool.type === 'function') return echoFunction(tool)
  if (tool.type === 'custom') return echoCustom(tool)
  if (tool.type === 'mcp') return echoMcpTool(tool)
  if (tool.type === 'file_search') return echoFileSearchTool(tool)
  if (isWebSearch(tool)) return echoWebSearchTool(tool)
  if (tool.type === 'tool_search') return echoToolSearch(tool)
  if (tool.type === 'namespace') return { ...tool, tools: tool.tools.map(echoTool) }
  return tool
}

function isWebSearch(tool: Tool): tool is Extract<Tool, { type: `web_search${string}` }> {
  return tool.type.startsWith('web_search')
}

/**
 * Keys in the recorded order; of the optional ones only those that were sent, but for `output_schema`, which is always there since July 2026.
 * An empty description is none, and a `function` object as Chat Completions has it, which the API takes without looking at it, is dropped.
 */
function echoFunction(tool: FunctionTool): object {
  const { type, name, description, output_schema, parameters, strict, allowed_callers, async, defer_loading } = tool
  const optional = Object.fromEntries(Object.entries({ allowed_callers, async, defer_loading }).filter(([, value]) => value !== undefined))
  const given = { type, ...optional, description: description || null, name, output_schema: output_schema ?? null }
  if (strict !== undefined && strict !== null) return { ...given, parameters: parameters ?? toStrictSchema(null), strict }
  const strictSchema = toStrictSchema(parameters)
  // Arguments of a schema that has to stay open cannot be guaranteed: the tool is what `strict: false` would have made of it.
  return { ...given, parameters: strictSchema ?? parameters, strict: strictSchema !== null }
}

function echoCustom({ type, description, format, name, ...others }: CustomTool): object {
  return { type, ...others, description: description || null, format: format ?? { type: 'text' }, name }
}

/** Recorded with both executions; who searches is told only where it was said. */
function echoToolSearch({ type, description, execution, parameters }: ToolSearchTool): object {
  return { type, description: description || null, ...(execution !== undefined && { execution }), parameters: parameters ?? null }
}
