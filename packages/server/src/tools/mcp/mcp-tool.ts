import type { InputItem, McpListedTool, McpTool } from '@goldwire/schemas'

import type { ItemStart, Step } from '../../engines/step.ts'
import { mcpFunctionName } from '../../prompt/mcp-function-name.ts'
import { ApiError } from '../../run/api-error.ts'
import type { HostedCall, HostedExchange, HostedFunction, HostedOutcome, HostedTool } from '../hosted-tool.ts'
import { decidedApprovals } from './mcp-approvals.ts'
import type { McpConnection } from './mcp-connection.ts'
import { runMcpCall } from './run-mcp-call.ts'
import { isAllowed, needsApproval } from './mcp-filter.ts'
import { listedInContext, toListedTool } from './mcp-listed-tools.ts'

export interface CreateMcpToolOptions {
  /** The whole conversation: a list of this server's tools in it is used instead of asking again, and approvals are looked up in it. */
  items: readonly InputItem[]
  connection: McpConnection
}

/**
 * The tools of one MCP server: listed first (`mcp_list_tools`, only those that `allowed_tools` lets through), each offered as the function
 * `label.name`, called as `mcp_call`, or asked for as `mcp_approval_request` where `require_approval` says so. An approval in the conversation is carried
 * out before the model is asked.
 */
export function createMcpTool(tool: McpTool, { items, connection }: CreateMcpToolOptions): HostedTool {
  const label = tool.server_label
  const listed = new Map<string, McpListedTool>()
  const keep = (tools: readonly McpListedTool[]) => {
    for (const one of tools) if (isAllowed(one, tool.allowed_tools)) listed.set(freeName(mcpFunctionName(label, one.name), listed), one)
  }

  const known = listedInContext(items, label)
  if (known !== null) keep(known)

  async function* prepare({ signal }: { signal: AbortSignal }): AsyncGenerator<Step, void, undefined> {
    if (known !== null) return undefined
    yield { type: 'item.start', item: { type: 'mcp_list_tools', server_label: label } }
    try {
      keep((await connection.listTools({ signal })).map(toListedTool))
    } catch (cause) {
      if (signal.aborted) return undefined
      const error = `Error retrieving tool list from MCP server: '${label}'. Http status code: 424 (Failed Dependency)`
      yield { type: 'item.end', item: { error } }
      // The message and status of OpenAI, with which the whole response fails (agentgateway/agentgateway#383, microsoft/agent-framework#1210).
      throw new ApiError({ code: 'http_error', param: 'tools', message: error, cause })
    }
    yield { type: 'item.end', item: { tools: [...listed.values()] } }
    return undefined
  }

  async function* resume({ signal }: { signal: AbortSignal }): AsyncGenerator<Step, readonly HostedExchange[], undefined> {
    const exchanges: HostedExchange[] = []
    for (const { requestId, serverLabel, name, arguments: text, approve } of decidedApprovals(items)) {
      if (serverLabel !== label || !approve) continue
      const item = { approval_request_id: requestId, arguments: text, name, server_label: label }
      const found = [...listed].find(([, one]) => one.name === name)
      const output = yield* runMcpCall(item, { connection: found === undefined ? null : connection, signal })
      exchanges.push({ call: { name: found?.[0] ?? mcpFunctionName(label, name), arguments: text }, output })
    }
    return exchanges
  }

  async function* call(asked: HostedCall, { signal }: { signal: AbortSignal }): AsyncGenerator<Step, HostedOutcome, undefined> {
    const one = listed.get(asked.name)
    if (one === undefined) throw new TypeError(`Failed to call ${asked.name}: MCP server ${label} has no such tool.`)
    const text = asked.arguments.trim() === '' ? '{}' : asked.arguments
    const item = { arguments: text, name: one.name, server_label: label }
    if (!needsApproval(one, tool.require_approval)) {
      return { output: yield* runMcpCall({ ...item, approval_request_id: null }, { connection, signal }) }
    }
    yield { type: 'item.start', item: { type: 'mcp_approval_request', ...item } satisfies ItemStart }
    yield { type: 'item.end' }
    return { pause: true }
  }

  return {
    type: 'mcp',
    get functions() {
      return [...listed].map(([name, one]): HostedFunction => ({ name, description: one.description ?? '', parameters: one.input_schema }))
    },
    prepare,
    resume,
    select({ type, server_label: wanted, name }) {
      if (type !== 'mcp' || (wanted !== undefined && wanted !== label)) return null
      return [...listed].filter(([, one]) => name == null || one.name === name).map(([offered]) => offered)
    },
    call,
    close: () => connection.close(),
  }
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name
  for (let number = 2; ; number += 1) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`
}
