import type { CreateResponseBody, InputItem, Tool } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import { createSourceList, type SourceList } from './citations/source-list.ts'
import type { HostedTool } from './hosted-tool.ts'
import { hostedToolKinds } from './hosted-tool-kinds.ts'
import { checkApprovalServers } from './mcp/mcp-approvals.ts'

export interface HostedToolOptions {
  /** The whole request. */
  body: CreateResponseBody
  /** Where the tool stands, for errors: `tools[2]`. */
  param: string
  /** The whole conversation, references resolved. */
  items: readonly InputItem[]
  context: AppContext
  /** Where a tool puts what answers may cite; shared by all tools of the request. */
  sources: SourceList
}

/**
 * Makes one kind of the request's tools ready for the request.
 * @throws ApiError 400 naming a field below `param`, for what this server cannot do or has not been allowed
 */
export type OpenHostedTool = (tool: Tool, options: HostedToolOptions) => HostedTool | Promise<HostedTool>

/**
 * The request's tools that run on this server, in the request's order.
 *
 * @throws ApiError 400 as the kinds do
 */
export async function openHostedTools(
  body: CreateResponseBody,
  options: Pick<HostedToolOptions, 'items' | 'context'>,
): Promise<HostedTool[]> {
  checkApprovalServers(options.items, serverLabels(body))
  const sources = createSourceList()
  const opened: HostedTool[] = []
  // One after the other: of several faults the first one is told.
  for (const [index, tool] of (body.tools ?? []).entries()) {
    const open = hostedToolKinds[tool.type]
    const isClients = tool.type === 'tool_search' && tool.execution === 'client'
    if (open === undefined || isClients) continue
    opened.push(await open(tool, { ...options, body, sources, param: `tools[${index}]` }))
  }
  return opened
}

function serverLabels({ tools }: CreateResponseBody): string[] {
  return (tools ?? []).flatMap((tool) => (tool.type === 'mcp' ? [tool.server_label] : []))
}
