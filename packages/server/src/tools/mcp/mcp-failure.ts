import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError, SseError } from '@modelcontextprotocol/client'
import type { McpError } from '@goldwire/schemas'

import { ForbiddenHostError } from '../../net/guarded-fetch.ts'

/** Status of a call that failed before the server could answer with one: recorded for OpenAI's own connector. */
const FAILED_DEPENDENCY = 424

/** Longest text of a foreign server that is passed on. */
const LONGEST = 500

/**
 * What became of a call that did not come back, in the API's words: `mcp_protocol_error` where the server answered with a JSON-RPC error, else
 * `http_error`, with the server's status where there was one.
 */
export function toMcpError(error: unknown): Extract<McpError, { code: number }> {
  if (error instanceof ProtocolError) return { type: 'mcp_protocol_error', code: error.code, message: short(error.message) }
  const code = statusOf(error) ?? FAILED_DEPENDENCY
  return { type: 'http_error', code, message: `${code}: ${describe(error)}` }
}

/** One sentence that gives nothing away of addresses or keys. */
function describe(error: unknown): string {
  const status = statusOf(error)
  if (status === 401 || status === 403) return 'the server refused the authorization that the request gave for it'
  if (status !== null) return 'the server answered with this status'
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) return 'the server did not answer in time'
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (cause instanceof ForbiddenHostError) return 'the address of the server is not allowed'
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
  if (error instanceof SdkError && error.code !== SdkErrorCode.ConnectionClosed) return `the server's answer could not be used${code}`
  return `the connection to the server failed${code}`
}

/** The HTTP status the server answered with; null where it came to none. */
export function statusOf(error: unknown): number | null {
  if (error instanceof SdkHttpError) return error.status
  if (error instanceof SseError && error.code !== undefined) return error.code
  return error instanceof Error && error.name === 'UnauthorizedError' ? 401 : null
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
