import type { InputItem } from '@goldwire/schemas'

import { mcpFunctionName } from './mcp-function-name.ts'
import type { MessageList } from './message-list.ts'

type ApprovalResponse = Extract<InputItem, { type?: 'mcp_approval_response' | null }> & { type: 'mcp_approval_response' }

/** Tells the model that the user did not want a call made. A call that was approved is told by what became of it. */
export function tellRefusal(list: MessageList, response: ApprovalResponse, items: readonly InputItem[]): void {
  if (response.approve) return
  const id = response.approval_request_id
  const request = items.find((item) => item.type === 'mcp_approval_request' && item.id === id)
  if (request?.type !== 'mcp_approval_request') return
  list.addCall({ id, name: mcpFunctionName(request.server_label, request.name), arguments: request.arguments })
  const reason = response.reason == null || response.reason === '' ? '' : ` Reason: ${response.reason}`
  list.addOutput({ id, param: 'input', content: `The user did not approve this call, so it was not made.${reason}` })
}
