import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'

import type { Logger } from '../logger.ts'
import { toFaultLogEntry } from '../logger.ts'
import { refuseRareMethod } from '../routes/route-set.ts'
import { ApiError } from '../run/api-error.ts'

/** Makes every failure before the first event, whoever threw it, an error body of the API with its status; unknown URLs too. */
export function addErrorBody(app: FastifyInstance, logger: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    const apiError = toApiError(error, request)
    if (apiError.status >= 500 && !(error instanceof ApiError)) logger(toFaultLogEntry(error, request.id))
    return reply.code(apiError.status).headers(apiError.headers).type('application/json').send(apiError.toBody())
  })
  app.setNotFoundHandler((request) => {
    refuseRareMethod(app, request.method, request.url.split('?', 1)[0] ?? '')
    throw new ApiError({ code: 'unknown_url', message: `Invalid URL (${request.method} ${pathOf(request)})` })
  })
}

/** The error as the API words it. Anything unforeseen becomes a `server_error` that says nothing but the request's id. */
export function toApiError(error: unknown, request: Pick<FastifyRequest, 'id' | 'headers'>): ApiError {
  if (error instanceof ApiError) return error
  if (isFastifyError(error)) {
    const known = fromFastify(error, request)
    if (known !== null) return known
  }
  return new ApiError({
    code: 'server_error',
    message: `The server had an error while processing your request. Please include the request ID ${request.id} when you report it.`,
    cause: error,
  })
}

function fromFastify(error: FastifyError, request: Pick<FastifyRequest, 'headers'>): ApiError | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      // The rest of the body is still on its way; the connection cannot be used again.
      return new ApiError({
        code: 'request_too_large',
        message: 'The request body is too large.',
        headers: { connection: 'close' },
        cause: error,
      })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_EMPTY_TYPE': {
      const given = request.headers['content-type']
      const found = given === undefined ? 'no content type' : `'${given.slice(0, 100)}'`
      return new ApiError({
        code: 'unsupported_media_type',
        message: `Invalid content type. Expected 'application/json', but got ${found}.`,
        cause: error,
      })
    }
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new ApiError({ code: null, message: 'The request body is not as long as its content-length header says.', cause: error })
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError({ code: 'unknown_url', message: 'Invalid URL.', cause: error })
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new ApiError({ code: 'server_is_overloaded', message: 'The server took too long to answer. Try again later.', cause: error })
    default:
      return null
  }
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

/** The path without its query, which may hold what nobody wants to see repeated. */
function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]?.slice(0, 200) ?? ''
}
