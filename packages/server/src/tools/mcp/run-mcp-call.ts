import type { McpError } from '@goldwire/schemas'

import type { Step } from '../../engines/step.ts'
import type { McpConnection } from './mcp-connection.ts'
import { McpFailure } from './mcp-failure.ts'
import { toMcpOutput } from './mcp-output.ts'

/** JSON-RPC's code for arguments the tool cannot take. */
const INVALID_PARAMS = -32602

export interface McpCallStart {
  /** Null for a call nobody had to approve. */
  approval_request_id: string | null
  arguments: string
  name: string
  server_label: string
}

/**
 * Calls a tool and tells it as `mcp_call`. A call that fails is told with its error, in one of the API's three forms, and the model is told too.
 *
 * @param options.connection - null when the server no longer offers the tool: the call fails without being made
 * @returns what the model is told
 */
export async function* runMcpCall(
  start: McpCallStart,
  { connection, signal }: { connection: McpConnection | null; signal: AbortSignal },
): AsyncGenerator<Step, string, undefined> {
  const { arguments: text, ...item } = start
  yield { type: 'item.start', item: { type: 'mcp_call', ...item } }
  yield { type: 'delta', delta: text }
  // OpenAI says so again for a call that had to be approved (both recorded).
  if (item.approval_request_id !== null) yield { type: 'phase', phase: 'in_progress' }
  yield { type: 'text.end' }

  const args = parseObject(text)
  if (connection === null) return yield* fail({ type: 'mcp_protocol_error', code: INVALID_PARAMS, message: `Unknown tool: ${item.name}` })
  if (args === null) {
    return yield* fail({ type: 'mcp_protocol_error', code: INVALID_PARAMS, message: 'Invalid arguments: they must be a JSON object.' })
  }
  try {
    const result = await connection.callTool({ name: item.name, arguments: args }, { signal })
    const { output, told } = toMcpOutput(result)
    if (result.isError === true) return yield* fail({ type: 'mcp_tool_execution_error', content: result.content as never }, told)
    yield { type: 'item.end', item: { output } }
    return told
  } catch (error) {
    if (!(error instanceof McpFailure)) throw error
    return yield* fail(error.error)
  }
}

function* fail(error: McpError, told = 'message' in error ? error.message : ''): Generator<Step, string, undefined> {
  yield { type: 'item.end', item: { error } }
  return `The call failed. ${told}`
}

function parseObject(text: string): { [key: string]: unknown } | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
