import type { CustomTool, FunctionTool, Tool } from '@goldwire/schemas'

import type { EngineRequest } from '../engines/engine.ts'
import { ApiError } from '../run/api-error.ts'
import type { ChatTool, JsonSchema } from './chat-message.ts'
import { qualifiedName } from './qualified-name.ts'

/** A tool the model may see: a function, or a custom tool whose free text travels as the one argument `input`. */
export interface OfferedTool {
  kind: 'function' | 'custom'
  /** The name in the prompt and in the model's output: `name`, or `namespace.name`. */
  promptName: string
  name: string
  namespace: string | null
  description: string | null
  parameters: JsonSchema
  /** The arguments must obey every word of the schema. */
  strict: boolean
  /** Where it stands in the request, for errors: `tools[2].parameters`. */
  param: string
}

export interface ToolOffer {
  /** What the prompt shows. */
  tools: OfferedTool[]
  /** What may be called: fewer than shown when `tool_choice` names some. */
  callable: OfferedTool[]
  /** The answer must begin with a call. */
  required: boolean
}

/**
 * What a request's `tools` and `tool_choice` mean for a model that knows functions. `none` shows nothing; a named tool or `allowed_tools` shows
 * all (the prompt stays the same, so the prefix cache holds) and lets only those be called. Hosted tools are the server's business: they
 * are not shown.
 *
 * @throws ApiError 400 param `tool_choice` when the choice names a tool that is not in `tools`
 */
export function offerTools(tools: readonly Tool[], choice: EngineRequest['toolChoice']): ToolOffer {
  if (choice === 'none') return { tools: [], callable: [], required: false }
  const offered = tools.flatMap((tool, index) => offer(tool, `tools[${index}]`))
  if (choice === 'auto') return { tools: offered, callable: offered, required: false }
  if (choice === 'required') {
    if (offered.length === 0) throw choiceError("Tool choice 'required' must be specified with 'tools' parameter.")
    return { tools: offered, callable: offered, required: true }
  }
  if (choice.type === 'allowed_tools') {
    const callable = choice.tools.map((entry) => find(offered, entry))
    return { tools: offered, callable, required: choice.mode === 'required' }
  }
  return { tools: offered, callable: [find(offered, choice)], required: true }
}

export function toChatTools(tools: readonly OfferedTool[]): ChatTool[] {
  return tools.map(({ promptName, description, parameters }) => ({
    type: 'function',
    function: { name: promptName, ...(description === null ? {} : { description }), parameters },
  }))
}

function offer(tool: Tool, param: string): OfferedTool[] {
  if (tool.type === 'function') return [offerFunction(tool, null, param)]
  if (tool.type === 'custom') return [offerCustom(tool, null, param)]
  if (tool.type !== 'namespace') return []
  return tool.tools.map((inner, index) => {
    const place = `${param}.tools[${index}]`
    return inner.type === 'custom' ? offerCustom(inner, tool.name, place) : offerFunction(inner, tool.name, place)
  })
}

function offerFunction(tool: FunctionTool, namespace: string | null, param: string): OfferedTool {
  const { name, description = null, strict } = tool
  const parameters = tool.parameters ?? { type: 'object', properties: {} }
  return {
    kind: 'function',
    promptName: qualifiedName({ name, namespace }),
    name,
    namespace,
    description,
    parameters,
    strict: strict === true,
    param: `${param}.parameters`,
  }
}

/** A regular expression constrains the text; a Lark grammar cannot be enforced by this engine, so the model is only told about it. */
function offerCustom(tool: CustomTool, namespace: string | null, param: string): OfferedTool {
  const { name, format } = tool
  const grammar = format?.type === 'grammar' ? format : null
  const input = grammar?.syntax === 'regex' ? { type: 'string', pattern: `^(?:${grammar.definition})$` } : { type: 'string' }
  const parameters = { type: 'object', properties: { input }, required: ['input'], additionalProperties: false }
  const told = [tool.description, grammar && `The input must match this ${grammar.syntax} grammar:\n${grammar.definition}`].filter(
    (line) => line != null,
  )
  const description = told.length === 0 ? null : told.join('\n')
  return {
    kind: 'custom',
    promptName: qualifiedName({ name, namespace }),
    name,
    namespace,
    description,
    parameters,
    strict: false,
    param: `${param}.format`,
  }
}

function find(offered: readonly OfferedTool[], wanted: object): OfferedTool {
  const { type, name, namespace } = wanted as { type?: string; name?: string; namespace?: string }
  const found = offered.find(
    (tool) => tool.kind === type && tool.name === name && (namespace === undefined || tool.namespace === namespace),
  )
  if (found) return found
  const described = name === undefined ? `'${type}'` : `'${type}' named '${name}'`
  throw choiceError(`Tool choice ${described} not found in 'tools' parameter, or not a tool this engine can call.`)
}

function choiceError(message: string): ApiError {
  return new ApiError({ code: null, param: 'tool_choice', message })
}
