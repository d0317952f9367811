import type { InputItem } from '@goldwire/schemas'

import { ApiError } from '../../run/api-error.ts'

export interface DecidedApproval {
  /** Id of the request for approval. */
  requestId: string
  serverLabel: string
  name: string
  arguments: string
  approve: boolean
}

/** Requests for approval that the client has answered, and that no call has followed yet, in the order of the answers. */
export function decidedApprovals(items: readonly InputItem[]): DecidedApproval[] {
  const done = new Set(
    items.flatMap((item) => (item.type === 'mcp_call' && item.approval_request_id != null ? [item.approval_request_id] : [])),
  )
  return items.flatMap((item) => {
    if (item.type !== 'mcp_approval_response' || done.has(item.approval_request_id)) return []
    done.add(item.approval_request_id)
    const request = findApprovalRequest(items, item.approval_request_id)
    if (request === null) return []
    const { name, arguments: text, server_label: serverLabel } = request
    return [{ requestId: item.approval_request_id, serverLabel, name, arguments: text, approve: item.approve }]
  })
}

function findApprovalRequest(items: readonly InputItem[], id: string) {
  for (const item of items) if (item.type === 'mcp_approval_request' && item.id === id) return item
  return null
}

/** @throws ApiError 400 when a call that was approved cannot be made, because the request does not name its server */
export function checkApprovalServers(items: readonly InputItem[], serverLabels: readonly string[]): void {
  const orphan = decidedApprovals(items).find(({ approve, serverLabel }) => approve && !serverLabels.includes(serverLabel))
  if (orphan === undefined) return
  const message = `The approved call of '${orphan.name}' cannot be made: 'tools' has no MCP server with the label '${orphan.serverLabel}'.`
  throw new ApiError({ code: null, param: 'tools', message })
}
