import type { Tool, ToolChoice } from '@goldwire/schemas'

import type { EngineRequest } from '../engines/engine.ts'
import { qualifiedName } from '../prompt/qualified-name.ts'
import type { HostedChoice, HostedFunction, HostedTool } from '../tools/hosted-tool.ts'
import { ApiError } from './api-error.ts'

/** A function of a hosted tool under the name the model sees. */
interface OfferedFunction {
  tool: HostedTool
  function: HostedFunction
}

/** The functions of hosted tools beside the client's own, and what the request's `tool_choice` means for both. */
export interface HostedOffer {
  /** The hosted function the model means by this name; undefined for the client's. */
  find(name: string): OfferedFunction | undefined
  /** What the model is called a function by. */
  nameOf(tool: HostedTool, name: string): string
  /**
   * The request with the hosted functions offered. In the `first` round the request's `tool_choice` holds; after it nothing is forced any more,
   * but what `allowed_tools` left out stays out.
   * @throws ApiError 400 `tool_choice` when it names a hosted tool or function that is not there
   */
  offer(request: EngineRequest, options: { isFirst: boolean }): EngineRequest
  /** The request without any hosted function: the model is to answer, or to call the client. */
  withdraw(request: EngineRequest): EngineRequest
}

export function createHostedOffer(tools: readonly HostedTool[], clientTools: readonly Tool[]): HostedOffer {
  const taken = new Set(clientTools.flatMap(clientNames))
  const offered = new Map<string, OfferedFunction>()
  for (const tool of tools) {
    for (const one of tool.functions) {
      const name = freeName(one.name, (candidate) => taken.has(candidate) || offered.has(candidate))
      offered.set(name, { tool, function: one })
    }
  }
  const nameOf = (tool: HostedTool, name: string) =>
    [...offered].find(([, entry]) => entry.tool === tool && entry.function.name === name)?.[0] ?? name
  const functionTools = [...offered].map(
    ([
      name,
      {
        function: { description, parameters },
      },
    ]): Tool => ({ type: 'function', name, description, parameters, strict: false }),
  )
  const expand = (choice: HostedChoice): object[] | null => {
    for (const tool of tools) {
      const names = tool.select === undefined ? selectByType(tool, choice) : tool.select(choice)
      if (names !== null) return names.map((name) => ({ type: 'function', name: nameOf(tool, name) }))
    }
    return null
  }

  return {
    find: (name) => offered.get(name),
    nameOf,
    offer(request, { isFirst }) {
      const choice = expandChoice(request.toolChoice, expand)
      return { ...request, tools: [...request.tools, ...functionTools], toolChoice: isFirst ? choice : relax(request.toolChoice, choice) }
    },
    withdraw(request) {
      const choice = request.toolChoice
      if (typeof choice === 'string' || choice.type !== 'allowed_tools')
        return { ...request, toolChoice: choice === 'none' ? 'none' : 'auto' }
      const own = choice.tools.filter((entry) => expand(entry as unknown as HostedChoice) === null)
      return { ...request, toolChoice: own.length === 0 ? 'none' : { ...choice, mode: 'auto', tools: own } }
    },
  }
}

function expandChoice(choice: ToolChoice, expand: (choice: HostedChoice) => object[] | null): ToolChoice {
  if (typeof choice === 'string') return choice
  if (choice.type === 'allowed_tools') {
    const entries = choice.tools.flatMap((entry) => expand(entry as unknown as HostedChoice) ?? [entry])
    if (entries.length > 0) return { ...choice, tools: entries as typeof choice.tools }
    if (choice.mode === 'required') {
      const message = "Tool choice 'allowed_tools' with mode 'required' must name a tool of the 'tools' parameter."
      throw new ApiError({ code: null, param: 'tool_choice', message })
    }
    return 'none'
  }
  const functions = expand(choice)
  if (functions === null) return choice
  const [only, second] = functions
  if (only === undefined) {
    const message = `Tool choice '${choice.type}' cannot be kept: the tool it names offers no such function.`
    throw new ApiError({ code: null, param: 'tool_choice', message })
  }
  if (second === undefined) return only as ToolChoice
  return { type: 'allowed_tools', mode: 'required', tools: functions as { [key: string]: unknown }[] }
}

/** After the first round: a choice that forces has had its call. */
function relax(asked: ToolChoice, choice: ToolChoice): ToolChoice {
  if (choice === 'none') return 'none'
  const isRestricted = typeof asked === 'object' && asked.type === 'allowed_tools'
  return isRestricted && typeof choice === 'object' && choice.type === 'allowed_tools' ? { ...choice, mode: 'auto' } : 'auto'
}

function selectByType(tool: HostedTool, choice: HostedChoice): readonly string[] | null {
  return familyOf(tool.type) === familyOf(choice.type) ? tool.functions.map(({ name }) => name) : null
}

/** `web_search`, `web_search_2025_08_26`, `web_search_preview` and `web_search_preview_2025_03_11` are one tool. */
function familyOf(type: string): string {
  return type.replace(/_\d{4}_\d{2}_\d{2}$/, '').replace(/_preview$/, '')
}

function clientNames(tool: Tool): string[] {
  if (tool.type === 'function' || tool.type === 'custom') return [tool.name]
  return tool.type === 'namespace' ? tool.tools.map(({ name }) => qualifiedName({ name, namespace: tool.name })) : []
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name
  for (let number = 2; ; number += 1) if (!isTaken(`${name}_${number}`)) return `${name}_${number}`
}
