import { type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { ApiError } from '../run/api-error.ts'
import { toApiError } from './error-body.ts'

/** Answers what is not even a request: broken HTTP, too long headers, headers or body that do not come. No request exists for these. */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  // The peer has hung up already, or an answer has begun that nothing can be added to.
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  const apiError = fromConnectionError(error)
  const body = JSON.stringify(apiError.toBody())
  const head = [
    `HTTP/1.1 ${apiError.status} ${STATUS_CODES[apiError.status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

/** Answers an `expect` other than `100-continue`, which Node would answer with an empty body. */
export function answerExpectations(server: Server): void {
  server.on('checkExpectation', (_request, outgoing: ServerResponse) => {
    const error = new ApiError({ code: null, status: 417, message: "This server meets no expectation but '100-continue'." })
    outgoing.writeHead(error.status, { 'content-type': 'application/json; charset=utf-8', connection: 'close' })
    outgoing.end(JSON.stringify(error.toBody()))
  })
}

/** HTTP/1.1 asks for a host; Node's own answer to a request without one has an empty body. */
export function refuseNoHost(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw }) => {
    if (raw.httpVersion !== '1.1' || raw.headers.host !== undefined) return
    throw new ApiError({ code: null, status: 400, message: "The request has no 'host' header.", headers: { connection: 'close' } })
  })
}

/** Answers URLs the router cannot read. */
export function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const apiError = toApiError(error, request)
  void reply.code(apiError.status).headers(apiError.headers).type('application/json').send(apiError.toBody())
}

function fromConnectionError(error: ConnectionError): ApiError {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ApiError({ code: 'request_timeout', message: 'The request did not arrive in time.' })
    case 'HPE_HEADER_OVERFLOW':
      return new ApiError({ code: null, status: 431, message: 'The request headers are too large.' })
    default:
      return new ApiError({ code: null, status: 400, message: 'The request is not valid HTTP.' })
  }
}
