import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Response } from '@goldwire/schemas'

import { createIdBook } from '../repair-ids.ts'
import type { Repair } from '../repair-log.ts'
import { answerRequest, type FixContext } from './answer-request.ts'
import { sendError } from './send-error.ts'
import { createFixUpstream } from './upstream.ts'

/** What was done to one response. */
export interface RepairedResponse {
  /** Id that the client got; null where no response came about. */
  id: string | null
  status: Response['status'] | null
  method: string
  path: string
  /** As the client asked for it. */
  streamed: boolean
  /** Milliseconds from the request to the end. */
  took: number
  repairs: readonly Repair[]
}

export interface FixServerConfig {
  /** The server that speaks the Responses API badly, with or without `/v1`. */
  upstream: string
  /** Sent to it as bearer token in place of the client's own; never logged. */
  upstreamKey?: string
  /** @defaultValue '127.0.0.1' */
  host?: string
  /** 0 takes a free one. @defaultValue 0 */
  port?: number
  /** Bytes of a request, at most. @defaultValue 64 MiB */
  maxBody?: number
  /** Told of each repair as it is made, once for each rule and place of a response. */
  onRepair?: (repair: Repair & { path: string }) => void
  /** Told of each response once it is over. */
  onResponse?: (response: RepairedResponse) => void
  /** The upstream could not be reached; the client was told, in the API's error shape. */
  onUnreachable?: (reason: string) => void
}

export interface FixServer extends AsyncDisposable {
  /** `http://HOST:PORT`, without a slash at the end. */
  url: string
  /** The upstream without user and password. */
  upstream: string
  /** Stops listening and ends what is in flight. */
  close(): Promise<void>
}

/**
 * The repair proxy: stands in front of a server that speaks the Responses API badly, reads it leniently, and says it right, event by event as
 * it comes. Endpoints other than responses pass through.
 *
 * @throws TypeError for an upstream that is no URL, Error for a port that cannot be had
 */
export async function startFixServer({ host = '127.0.0.1', port = 0, ...config }: FixServerConfig): Promise<FixServer> {
  const upstream = createFixUpstream(config.upstream)
  const context: FixContext = { upstream, ids: createIdBook(), maxBody: config.maxBody ?? 64 * 1024 * 1024, config }
  const onRequest = (request: IncomingMessage, client: ServerResponse): void => {
    answerRequest(request, client, context).catch((error: unknown) => {
      if (client.headersSent) client.destroy()
      else sendError(client, 500, error instanceof Error ? error.message : String(error))
    })
  }
  const server = createServer({ requestTimeout: 0 }, onRequest)
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { address, port: bound, family } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    upstream.close()
  }
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}`,
    upstream: upstream.label,
    close,
    [Symbol.asyncDispose]: close,
  }
}
