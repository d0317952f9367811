import type { ApiErrorBody } from '@goldwire/schemas'

/**
 * Every code this server answers with, and what goes with it. Codes, types and statuses are those of recorded OpenAI bodies where one exists.
 *
 * `model_not_found` is 400 for a request that names an unknown model, as in six of seven recordings; the seventh is a 404 with code null and
 * another wording ("Model not found …", capture `pydantic-ai-test-ids-without-live-ground-truth-gpt-5-1-chat-latest`). `GET /v1/models/{id}`
 * is a 404.
 */
export const apiErrorTable = {
  array_above_max_length: { status: 400, type: 'invalid_request_error' },
  context_length_exceeded: { status: 400, type: 'invalid_request_error' },
  conversation_locked: { status: 400, type: 'invalid_request_error' },
  decimal_above_max_value: { status: 400, type: 'invalid_request_error' },
  decimal_below_min_value: { status: 400, type: 'invalid_request_error' },
  integer_above_max_value: { status: 400, type: 'invalid_request_error' },
  integer_below_min_value: { status: 400, type: 'invalid_request_error' },
  invalid_encrypted_content: { status: 400, type: 'invalid_request_error' },
  invalid_function_parameters: { status: 400, type: 'invalid_request_error' },
  invalid_json_schema: { status: 400, type: 'invalid_request_error' },
  invalid_type: { status: 400, type: 'invalid_request_error' },
  invalid_stream_id: { status: 400, type: 'invalid_request_error' },
  invalid_value: { status: 400, type: 'invalid_request_error' },
  missing_required_parameter: { status: 400, type: 'invalid_request_error' },
  previous_response_not_found: { status: 400, type: 'invalid_request_error' },
  string_above_max_length: { status: 400, type: 'invalid_request_error' },
  string_below_min_length: { status: 400, type: 'invalid_request_error' },
  unknown_parameter: { status: 400, type: 'invalid_request_error' },
  unsupported_file: { status: 400, type: 'invalid_request_error' },
  unsupported_parameter: { status: 400, type: 'invalid_request_error' },
  unsupported_tool: { status: 400, type: 'invalid_request_error' },
  unsupported_value: { status: 400, type: 'invalid_request_error' },
  websocket_connection_limit_reached: { status: 400, type: 'invalid_request_error' },
  websocket_stream_limit_reached: { status: 400, type: 'invalid_request_error' },
  invalid_api_key: { status: 401, type: 'invalid_request_error' },
  model_not_found: { status: 400, type: 'invalid_request_error' },
  unknown_url: { status: 404, type: 'invalid_request_error' },
  method_not_supported: { status: 405, type: 'invalid_request_error' },
  request_timeout: { status: 408, type: 'invalid_request_error' },
  request_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  insufficient_quota: { status: 429, type: 'insufficient_quota' },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  /** An MCP server could not be asked for its tools. */
  http_error: { status: 424, type: 'external_connector_error' },
  server_error: { status: 500, type: 'server_error' },
  server_is_overloaded: { status: 503, type: 'service_unavailable_error' },
} as const satisfies Record<string, { status: number; type: string }>

export type ApiErrorCode = keyof typeof apiErrorTable

export interface ApiErrorFields {
  message: string
  /** `null` where OpenAI has no code either; then `status` says what it is (400 when left out). */
  code: ApiErrorCode | null
  /** Path of the request field at fault, as `input[0].content[1].type`. */
  param?: string | null
  /** Overrides the table. */
  status?: number
  /** Overrides the table. */
  type?: string
  /** Sent with the answer: `retry-after`, `www-authenticate`, `allow`. */
  headers?: Readonly<Record<string, string>>
  cause?: unknown
}

/**
 * A request that cannot be served, in the terms of the API. Thrown before the first event it becomes an HTTP status with a JSON body;
 * inside a stream it becomes an `error` event and `response.failed`. The message is shown to the caller: no path, key or stack in it.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly type: string
  readonly code: string | null
  readonly param: string | null
  readonly headers: Readonly<Record<string, string>>

  constructor({ message, code, param = null, status, type, headers = {}, cause }: ApiErrorFields) {
    super(message, cause === undefined ? undefined : { cause })
    const row = apiErrorTable[code ?? 'invalid_value']
    this.status = status ?? row.status
    this.type = type ?? row.type
    this.code = code
    this.param = param
    this.headers = headers
  }

  /** The error an `error` object tells, whoever made it. */
  static from({ message, type, param, code }: ApiErrorBody['error'], status: number): ApiError {
    return new ApiError({ message, type, param, code: code as ApiErrorCode | null, status })
  }

  /** The JSON body OpenAI sends, keys in its order. */
  toBody(): ApiErrorBody {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } }
  }
}
