import type { McpTool } from '@goldwire/schemas'

import { checkRemoteUrl } from '../../net/check-remote-url.ts'
import { ApiError } from '../../run/api-error.ts'
import type { OpenHostedTool } from '../open-hosted-tools.ts'
import { createMcpConnection } from './mcp-connection.ts'
import { createMcpTool } from './mcp-tool.ts'

/**
 * An `mcp` tool of a request. Connects to nothing yet.
 *
 * @throws ApiError 400 for a server this one may not or cannot talk to, and for a label that is given twice
 */
export const openMcpTool: OpenHostedTool = (given, { body, param, items, context }) => {
  const tool = given as McpTool
  refuseUnavailable(tool, param)
  if (tool.server_url === undefined) {
    throw new ApiError({
      code: 'missing_required_parameter',
      param: `${param}.server_url`,
      message: `Missing required parameter: '${param}.server_url'.`,
    })
  }
  const sameLabel = (body.tools ?? []).filter((other) => other.type === 'mcp' && other.server_label === tool.server_label)
  if (sameLabel.length > 1) {
    const message = `Invalid '${param}.server_label': '${tool.server_label}' is the label of several MCP servers. Each needs one of its own.`
    throw new ApiError({ code: 'invalid_value', param: `${param}.server_label`, message })
  }
  const url = checkRemoteUrl(tool.server_url, { hosts: context.hosts, param: `${param}.server_url` })
  const { mcpListTimeout: listTimeout, mcpCallTimeout: callTimeout } = context.limits
  const connection = createMcpConnection({ url, headers: headersOf(tool, param), hosts: context.hosts, listTimeout, callTimeout })
  return createMcpTool(tool, { items, connection })
}

function refuseUnavailable(tool: McpTool, param: string): void {
  const refuse = (field: keyof McpTool, why: string) => {
    const message = `Unsupported parameter: '${param}.${field}'. ${why}`
    throw new ApiError({ code: 'unsupported_parameter', param: `${param}.${field}`, message })
  }
  if (tool.connector_id !== undefined)
    refuse('connector_id', 'Connectors are not available on this server. Give the server_url of an MCP server.')
  if (tool.tunnel_id !== undefined) refuse('tunnel_id', 'Tunnels are not available on this server. Give the server_url of an MCP server.')
  if (tool.defer_loading === true) refuse('defer_loading', 'This server loads the tools of an MCP server at once.')
  if (tool.allowed_callers?.includes('direct') === false) {
    refuse('allowed_callers', 'Programmatic tool calling is not available on this server.')
  }
}

/** The token goes into the header OAuth has for it, and wins over one of the same name. */
function headersOf({ headers, authorization }: McpTool, param: string): { [name: string]: string } {
  const merged = { ...headers }
  if (authorization !== undefined) {
    for (const name of Object.keys(merged)) if (name.toLowerCase() === 'authorization') delete merged[name]
    merged['authorization'] = `Bearer ${authorization}`
  }
  try {
    return Object.fromEntries(new Headers(merged))
  } catch {
    const field = authorization === undefined ? 'headers' : 'headers or authorization'
    throw new ApiError({
      code: 'invalid_value',
      param: `${param}.headers`,
      message: `Invalid '${param}': its ${field} cannot be sent as HTTP headers.`,
    })
  }
}
