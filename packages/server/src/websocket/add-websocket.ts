import { type IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

import type { FastifyInstance } from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'

import type { AppContext } from '../app-context.ts'
import { callerOf } from '../plugins/api-keys.ts'
import { ApiError } from '../run/api-error.ts'
import { checkHandshake, checkOrigin } from './check-handshake.ts'
import { type Connection, serveConnection } from './connection.ts'

export interface WebsocketOptions {
  /** The server asks for API keys. */
  hasKeys: boolean
  /** Pages of these origins may connect; `*` lets all. @defaultValue none */
  origins?: readonly string[]
}

interface Upgrade {
  stream: Socket
  head: Buffer
}

/** A peer that does not even take the close is cut off this much after the grace of a shutdown. */
const FAREWELL_MS = 1_000

/** Only what asks for WebSocket is handed over; anything else that would like to upgrade (h2c) is answered as the request it also is. */
export function isWebsocketUpgrade({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'
}

/**
 * GET /v1/responses with an upgrade: the Responses API over WebSocket. The request goes through the app's hooks like any other before it is
 * upgraded, so that who may not come in gets a status and an error body.
 */
export function addWebsocket(app: FastifyInstance, shared: AppContext, { hasKeys, origins = [] }: WebsocketOptions): void {
  const { limits } = shared
  const upgrades = new WeakMap<IncomingMessage, Upgrade>()
  const connections = new Map<WebSocket, Connection>()
  // A message that is merely too large is read and refused; one of twice the size cannot be held, and ends the connection.
  const server = new WebSocketServer({ noServer: true, clientTracking: false, maxPayload: limits.bodyBytes * 2 })
  server.on('headers', (headers, request) => {
    const id = requestIds.get(request)
    if (id !== undefined) headers.push(`x-request-id: ${id}`)
  })
  const requestIds = new WeakMap<IncomingMessage, string>()

  app.server.on('upgrade', (request: IncomingMessage, stream: Socket, head: Buffer) => {
    stream.on('error', () => undefined)
    if (!isWebsocketUpgrade(request)) {
      // Node before 22.21 hands over everything that asks for an upgrade, without the body it came with.
      stream.end('HTTP/1.1 501 Not Implemented\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(stream)
    response.once('finish', () => stream.end())
    upgrades.set(request, { stream, head })
    app.routing(request, response)
  })

  app.addConstraintStrategy({
    name: 'upgrade',
    storage: () => {
      const handlers = new Map<unknown, never>()
      return { get: (key) => handlers.get(key) ?? null, set: (key, handler) => void handlers.set(key, handler as never) }
    },
    validate: () => undefined,
    deriveConstraint: (request) => (upgrades.has(request) ? 'websocket' : undefined),
    mustMatchWhenDerived: false,
  })

  app.route({
    method: 'GET',
    url: '/v1/responses',
    constraints: { upgrade: 'websocket' },
    handler: async (request, reply) => {
      const { raw: rawRequest } = request
      const { raw: response } = reply
      checkHandshake(request.headers)
      checkOrigin(request.headers, { hasKeys, origins })
      const upgrade = upgrades.get(rawRequest)
      if (upgrade === undefined) throw new ApiError({ code: null, status: 426, message: 'This URL is for WebSocket connections.' })
      const { stream, head } = upgrade
      const context = { ...shared, caller: callerOf(request, { hasKeys }) }
      reply.hijack()
      response.detachSocket(stream)
      response.statusCode = 101
      requestIds.set(rawRequest, request.id)
      // Nothing is written to the response any more; it closes with the connection, for whoever waits to log it.
      stream.once('close', () => response.emit('close'))
      server.handleUpgrade(rawRequest, stream, head, (socket) => {
        connections.set(socket, serveConnection({ socket, stream, context, requestId: request.id }))
        socket.once('close', () => connections.delete(socket))
      })
      return reply
    },
  })

  app.addHook('preClose', async () => {
    const error = new ApiError({ code: 'server_is_overloaded', message: 'The server is shutting down. Connect again later.' })
    for (const connection of connections.values()) connection.retire(error)
    const timer = setTimeout(() => {
      for (const socket of connections.keys()) socket.terminate()
    }, limits.shutdownGrace + FAREWELL_MS)
    timer.unref()
  })
}
