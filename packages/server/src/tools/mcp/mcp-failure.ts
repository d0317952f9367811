import type { McpError } from '@goldwire/schemas'

import { ForbiddenHostError } from '../../net/guarded-fetch.ts'
import type { McpClientModule } from './load-client.ts'

/** A call, a list or a session that an MCP server did not give, with the reason as the API tells it. */
export class McpFailure extends Error {
  override readonly name = 'McpFailure'
  readonly error: Extract<McpError, { code: number }>

  constructor(error: Extract<McpError, { code: number }>, cause: unknown) {
    super(error.message, { cause })
    this.error = error
  }
}

/** Status of what failed before the server could answer with one: recorded for OpenAI's own connector. */
const FAILED_DEPENDENCY = 424

/** Longest text of a foreign server that is passed on. */
const LONGEST = 500

/**
 * What went wrong, in the API's words: `mcp_protocol_error` where the server answered with a JSON-RPC error, else `http_error`, with the server's
 * status where there was one.
 */
export function toMcpFailure(error: unknown, client: McpClientModule): McpFailure {
  if (error instanceof client.ProtocolError) {
    const message = error.message.length > LONGEST ? `${error.message.slice(0, LONGEST)}…` : error.message
    return new McpFailure({ type: 'mcp_protocol_error', code: error.code, message }, error)
  }
  const code = statusOf(error, client) ?? FAILED_DEPENDENCY
  return new McpFailure({ type: 'http_error', code, message: `${code}: ${describe(error, client)}` }, error)
}

/** One sentence that gives nothing away of addresses or keys. */
function describe(error: unknown, client: McpClientModule): string {
  const status = statusOf(error, client)
  if (status === 401 || status === 403) return 'the server refused the authorization that the request gave for it'
  if (status !== null) return 'the server answered with this status'
  if (error instanceof client.SdkError && error.code === client.SdkErrorCode.RequestTimeout) return 'the server did not answer in time'
  if (error instanceof client.SdkError && error.code !== client.SdkErrorCode.ConnectionClosed)
    return "the server's answer could not be used"
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof ForbiddenHostError) return 'the address of the server is not allowed'
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
  return `the connection to the server failed${code}`
}

/** The HTTP status the server answered with; null where it came to none. */
export function statusOf(error: unknown, client: McpClientModule): number | null {
  if (error instanceof client.SdkHttpError) return error.status
  if (error instanceof client.SseError && error.code !== undefined) return error.code
  return error instanceof client.UnauthorizedError ? 401 : null
}
