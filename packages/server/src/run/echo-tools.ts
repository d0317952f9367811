import type { EchoedTool, Tool } from '@goldwire/schemas'

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
  if (tool.type === 'namespace') return { ...tool, tools: tool.tools.map(echoTool) }
  return tool
}

/** Keys in the recorded order; of the optional ones only those that were sent. */
function echoFunction({ type, name, description, parameters, strict, ...others }: FunctionTool): object {
  const given = { type, ...others, description: description ?? null, name }
  if (strict !== undefined && strict !== null) return { ...given, parameters: parameters ?? toStrictSchema(null), strict }
  const strictSchema = toStrictSchema(parameters)
  // Arguments of a schema that has to stay open cannot be guaranteed: the tool is what `strict: false` would have made of it.
  return { ...given, parameters: strictSchema ?? parameters, strict: strictSchema !== null }
}

function echoCustom({ type, description, format, name, ...others }: CustomTool): object {
  return { type, ...others, description: description ?? null, format: format ?? { type: 'text' }, name }
}
