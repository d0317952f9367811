import type { McpTool } from '@goldwire/schemas'

import type { McpToolFilter } from './mcp-filter.ts'

const REDACTED = '<redacted>'

/**
 * An `mcp` tool as the response tells it: defaults filled in, keys in the recorded order, and no secret, since responses are stored and logged. Header
 * names stay and their values go, as recorded; `authorization` comes back masked (activeagent, 2025-11).
 */
export function echoMcpTool(tool: McpTool): object {
  const {
    type,
    allowed_callers,
    allowed_tools: allowed,
    authorization,
    connector_id,
    defer_loading,
    headers,
    require_approval: require,
  } = tool
  return {
    type,
    ...(allowed_callers !== undefined && { allowed_callers }),
    allowed_tools: allowed === undefined || allowed === null || Array.isArray(allowed) ? (allowed ?? null) : echoFilter(allowed),
    ...(authorization !== undefined && { authorization: REDACTED }),
    ...(connector_id !== undefined && { connector_id }),
    ...(defer_loading !== undefined && { defer_loading }),
    headers: headers == null ? null : Object.fromEntries(Object.keys(headers).map((name) => [name, REDACTED])),
    require_approval:
      typeof require === 'object' && require !== null
        ? {
            always: require.always === undefined ? null : echoFilter(require.always),
            never: require.never === undefined ? null : echoFilter(require.never),
          }
        : (require ?? 'always'),
    server_description: tool.server_description ?? null,
    server_label: tool.server_label,
    ...(tool.server_url !== undefined && { server_url: tool.server_url }),
    ...(tool.tunnel_id !== undefined && { tunnel_id: tool.tunnel_id }),
  }
}

function echoFilter({ read_only, tool_names }: McpToolFilter): object {
  return { read_only: read_only ?? null, tool_names: tool_names ?? null }
}
