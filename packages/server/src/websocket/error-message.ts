import type { WebsocketError } from '@goldwire/schemas'

import { ApiError } from '../run/api-error.ts'

/** What a refused request is answered with: the error of the HTTP body, and its status beside it. */
export function toErrorMessage({ status, type, code, message, param, headers }: ApiError, streamId: string | null): WebsocketError {
  const told = Object.keys(headers).length === 0 ? {} : { headers: { ...headers } }
  const lane = streamId === null ? {} : { stream_id: streamId }
  return { type: 'error', error: { type, code, message, param, ...told }, status, ...lane }
}

/** An error as the API words it; what nobody foresaw gives nothing away. */
export function toApiErrorOf(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  return new ApiError({ code: 'server_error', message: 'The server had an error while processing your request.', cause: thrown })
}
