/** One kind of error answer: what stands in its status line, `error.type` and `error.code`. */
export interface ApiErrorKind {
  status: number
  type: string
  /** Null where the API has none. */
  code: string | null
  /** `recorded` in a capture, or `reported` in threads. */
  source: 'recorded' | 'reported'
}

const recorded = (status: number, type: string, ...codes: (string | null)[]): ApiErrorKind[] =>
  codes.map((code) => ({ status, type, code, source: 'recorded' }))
const reported = (status: number, type: string, ...codes: (string | null)[]): ApiErrorKind[] =>
  codes.map((code) => ({ status, type, code, source: 'reported' }))

/**
 * The error answers that api.openai.com is known to give. Open: a new code is no error of the server. A model that does not exist is mostly a 400
 * with a code and sometimes a 404 without.
 */
export const apiErrorKinds: readonly ApiErrorKind[] = [
  ...recorded(
    400,
    'invalid_request_error',
    null,
    'integer_below_min_value',
    'invalid_function_parameters',
    'invalid_value',
    'missing_required_parameter',
    'model_not_found',
    'previous_response_not_found',
    'unsupported_file',
    'unsupported_parameter',
    'unsupported_value',
  ),
  ...reported(
    400,
    'invalid_request_error',
    'array_above_max_length',
    'context_length_exceeded',
    'decimal_above_max_value',
    'decimal_below_min_value',
    'empty_array',
    'empty_string',
    'integer_above_max_value',
    'invalid_type',
    'mutually_exclusive_parameters',
    'string_above_max_length',
    'string_below_min_length',
    'unknown_parameter',
  ),
  ...recorded(401, 'invalid_request_error', 'invalid_api_key'),
  ...reported(403, 'invalid_request_error', null),
  ...recorded(404, 'invalid_request_error', null),
  ...recorded(429, 'insufficient_quota', 'insufficient_quota'),
  ...reported(429, 'tokens', 'rate_limit_exceeded'),
  ...reported(429, 'requests', 'rate_limit_exceeded'),
  ...recorded(500, 'server_error', null, 'server_error'),
  ...reported(503, 'server_error', 'server_is_overloaded'),
  ...reported(503, 'service_unavailable_error', null),
]
