import type { CustomTool, FunctionTool, Tool } from '@goldwire/schemas'

import type { EngineRequest } from '../engines/engine.ts'
import { ApiError } from '../run/api-error.ts'
import type { ChatTool, JsonSchema } from './chat-message.ts'
import { applyPatchTool, type ClientTool, localShellTool, shellTool, toolSearchTool } from './client-tools.ts'
import { qualifiedName } from './qualified-name.ts'

/** A tool the model may see: a function, a custom tool whose free text travels as the one argument `input`, or another one that the client runs. */
export interface OfferedTool {
  kind: 'function' | 'custom' | 'local_shell' | 'shell' | 'apply_patch' | 'tool_search'
  /** The name in the prompt and in the model's output: `name`, or `namespace.name`. */
  promptName: string
  name: string
  namespace: string | null
  description: string | null
  parameters: JsonSchema
  /** The arguments must obey every word of the schema. */
  strict: boolean
  /** What the text of a custom tool must look like; null for any text. */
  grammar: { syntax: 'regex' | 'lark'; definition: string } | null
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
 * are not shown. Tools whose loading is deferred are not shown either while there is a tool search that finds them.
 *
 * @throws ApiError 400 param `tool_choice` when the choice names a tool that is not in `tools`
 */
export function offerTools(tools: readonly Tool[], choice: EngineRequest['toolChoice']): ToolOffer {
  if (choice === 'none') return { tools: [], callable: [], required: false }
  const isDeferring = tools.some((tool) => tool.type === 'tool_search')
  const offered = tools.flatMap((tool, index) => offer(tool, `tools[${index}]`, isDeferring))
  if (choice === 'auto') return { tools: offered, callable: offered, required: false }
  if (choice === 'required') {
    if (offered.length === 0) throw choiceError("Tool choice 'required' must be specified with 'tools' parameter.")
    return { tools: offered, callable: offered, required: true }
  }
  if (choice.type === 'allowed_tools') {
    const callable = [...new Set(choice.tools.flatMap((entry) => find(offered, entry)))]
    if (choice.mode === 'required' && callable.length === 0)
      throw choiceError("Tool choice 'allowed_tools' with mode 'required' must name a tool of the 'tools' parameter.")
    return { tools: offered, callable, required: choice.mode === 'required' }
  }
  return { tools: offered, callable: find(offered, choice), required: true }
}

export function toChatTools(tools: readonly OfferedTool[]): ChatTool[] {
  return tools.map(({ promptName, description, parameters }) => ({
    type: 'function',
    function: { name: promptName, ...(description === null ? {} : { description }), parameters },
  }))
}

function offer(tool: Tool, param: string, isDeferring: boolean): OfferedTool[] {
  const isHidden = ({ defer_loading: isDeferred }: { defer_loading?: boolean }) => isDeferring && isDeferred === true
  if (tool.type === 'function') return isHidden(tool) ? [] : [offerFunction(tool, null, param)]
  if (tool.type === 'custom') return isHidden(tool) ? [] : [offerCustom(tool, null, param)]
  if (tool.type === 'local_shell') return [offerClientTool('local_shell', localShellTool, param)]
  if (tool.type === 'shell') return [offerClientTool('shell', shellTool(tool), param)]
  if (tool.type === 'apply_patch') return [offerClientTool('apply_patch', applyPatchTool, param)]
  if (tool.type === 'tool_search' && tool.execution === 'client') return [offerClientTool('tool_search', toolSearchTool(tool), param)]
  if (tool.type !== 'namespace') return []
  return tool.tools.flatMap((inner, index) => {
    const place = `${param}.tools[${index}]`
    if (isHidden(inner)) return []
    return inner.type === 'custom' ? offerCustom(inner, tool.name, place) : offerFunction(inner, tool.name, place)
  })
}

function offerClientTool(kind: OfferedTool['kind'], { name, description, parameters }: ClientTool, param: string): OfferedTool {
  return {
    kind,
    promptName: name,
    name,
    namespace: null,
    description,
    parameters,
    strict: false,
    grammar: null,
    param: `${param}.parameters`,
  }
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
    grammar: null,
    param: `${param}.parameters`,
  }
}

/** The decoder keeps to the grammar; the model is told it all the same, since it writes better what it knows. */
function offerCustom(tool: CustomTool, namespace: string | null, param: string): OfferedTool {
  const { name, format } = tool
  const grammar = format?.type === 'grammar' ? format : null
  const parameters = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'], additionalProperties: false }
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
    grammar,
    param: `${param}.format`,
  }
}

/** The tools a choice means: one, or all of a namespace. */
function find(offered: readonly OfferedTool[], wanted: object): OfferedTool[] {
  const { type, name, namespace } = wanted as { type?: string; name?: string; namespace?: string }
  const found = offered.filter((tool) =>
    type === 'namespace'
      ? tool.namespace === name
      : tool.kind === type &&
        (tool.name === name || (name === undefined && tool.kind !== 'function' && tool.kind !== 'custom')) &&
        (namespace === undefined || tool.namespace === namespace),
  )
  if (found.length > 0) return type === 'namespace' ? found : found.slice(0, 1)
  const described = name === undefined ? `'${type}'` : `'${type}' named '${name}'`
  throw choiceError(`Tool choice ${described} not found in 'tools' parameter, or not a tool this engine can call.`)
}

function choiceError(message: string): ApiError {
  return new ApiError({ code: null, param: 'tool_choice', message })
}
