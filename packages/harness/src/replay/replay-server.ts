import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type ServerOptions, WebSocketServer } from 'ws'
import type { ReplayAnswer } from './answer.ts'
import type { Replayer } from './create-replayer.ts'
import { errorDraft } from './error-draft.ts'
import { toAnswer } from './answer.ts'
import { play } from './play.ts'
import { readBody } from './read-body.ts'
import type { ReplayRequest } from './replay-request.ts'
import { serveSocket } from './serve-socket.ts'

export interface ReplayServerOptions {
  /** @defaultValue `127.0.0.1` */
  host?: string
  /** 0 takes a free one. @defaultValue 0 */
  port?: number
  /** Largest request body or message in bytes. @defaultValue 64 MiB */
  maxBodyBytes?: number
  /** Pages that may ask from a browser: origins, or `*`. @defaultValue none */
  cors?: readonly string[]
  /** Called for each request with what answers it. */
  onAnswer?: (request: ReplayRequest, answer: ReplayAnswer) => void
}

/** A replayer behind a socket. */
export interface ReplayServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`; clients add `/v1`. */
  url: string
  port: number
  /** Ends every answer and frees the port. */
  close(): Promise<void>
}

/**
 * Serves a replayer over HTTP and WebSocket. What is sent is sent as the answer says, to the byte, the chunk and the millisecond: each chunk is
 * one write without Nagle's delay, a reader that is slow holds its answer back, and one that leaves ends it.
 *
 * @throws when the port is taken
 */
export async function startReplayServer(replayer: Replayer, options: ReplayServerOptions = {}): Promise<ReplayServer> {
  const { host = '127.0.0.1', port = 0, maxBodyBytes = 64 * 1024 * 1024, cors = [], onAnswer = () => undefined } = options
  const answerTo = (request: ReplayRequest): ReplayAnswer => {
    const answer = answerSafely(replayer, request)
    onAnswer(request, answer)
    return answer
  }
  const server = createServer({ requestTimeout: 0 }, (request, response) => void serve(request, response))

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = replayer.clock.now()
    for (const [name, value] of corsHeaders(request.headers.origin, cors)) response.setHeader(name, value)
    const { method = 'GET', url: path = '/' } = request
    if (method === 'OPTIONS' && response.hasHeader('access-control-allow-origin')) return void response.writeHead(204).end()
    if (method === 'GET' && path === '/health')
      return void response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}')
    const body = await readBody(request, maxBodyBytes)
    if (body === null) return
    const answer =
      'problem' in body
        ? toAnswer(errorDraft('http', body.status, { message: body.problem, type: 'invalid_request_error', param: null, code: null }), {
            kind: 'error',
          })
        : answerTo({ method, path, body: body.value, headers: request.headers })
    await send(answer, response, { replayer, startedAt })
    // What was refused unread is not read to its end.
    if ('problem' in body && body.status === 413) request.destroy()
  }

  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxBodyBytes, perMessageDeflate: false } satisfies ServerOptions)
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!isOwnPage(request, cors)) return void socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
    sockets.handleUpgrade(request, socket, head, (connection) => serveSocket(connection, { replayer, answerTo, path: request.url ?? '/' }))
  })
  await listen(server, host, port)
  const address = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const connection of sockets.clients) connection.terminate()
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** A matcher of the user's own may throw; that is told to whoever asked and ends nothing else. */
function answerSafely(replayer: Replayer, request: ReplayRequest): ReplayAnswer {
  try {
    return replayer.answer(request)
  } catch (cause) {
    const message = `Replay failed on ${request.method} ${request.path}: ${cause instanceof Error ? cause.message : String(cause)}`
    return toAnswer(errorDraft(request.carrier ?? 'http', 500, { message, type: 'server_error', param: null, code: null }), {
      kind: 'error',
    })
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
}

/** Readers take up to 64 KiB out of a socket at once and cut what they took at its end. A busy one misses some pauses, so that there are more of them. */
const MOST_AT_ONCE = 12 * 1024
/** Bytes that HTTP puts around a chunk, at most. */
const CHUNK_OVERHEAD = 12

async function send(
  answer: ReplayAnswer,
  response: ServerResponse,
  { replayer, startedAt }: { replayer: Replayer; startedAt: number },
): Promise<void> {
  const { clock } = replayer
  const left = new AbortController()
  response.on('close', () => left.abort())
  response.on('error', () => left.abort())
  response.socket?.setNoDelay(true)
  let burst = 0
  let last = startedAt
  for await (const step of play(answer, { clock, startedAt, signal: left.signal })) {
    switch (step.do) {
      case 'head':
        response.writeHead(answer.status, headersOf(answer))
        response.flushHeaders()
        break
      case 'send':
        if (!response.write(step.bytes)) await drained(response, left.signal)
        if (!answer.exact) break
        burst = clock.now() - last > 1 ? 0 : burst + step.bytes.length + CHUNK_OVERHEAD
        if (burst > MOST_AT_ONCE) {
          await clock.until(clock.now() + 1, left.signal)
          // A timer that is late fires before sockets are read; one turn more, and a reader in this process has had its chance.
          for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
          burst = 0
        }
        last = clock.now()
        break
      case 'end':
        response.end()
        break
      case 'reset':
        await flushed(response)
        response.socket?.resetAndDestroy()
    }
  }
}

/** Node wants a header of several values as one entry. A body that is known whole has its length. */
function headersOf(answer: ReplayAnswer): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of answer.headers) {
    const known = headers[name]
    headers[name] = known === undefined ? value : [known, value].flat()
  }
  // Without a length the body is sent in chunks, which arrive as they were cut.
  const isWhole = answer.chunks.length <= 1 && answer.end.how === 'eof' && !String(headers['content-type']).startsWith('text/event-stream')
  if (isWhole) headers['content-length'] = String(answer.chunks.reduce((sum, { bytes }) => sum + bytes.length, 0))
  return headers
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      response.off('drain', finish)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    response.on('drain', finish)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}

/** A reset throws away what the kernel has not sent yet: the reader gets a moment to take what came before it. */
async function flushed(response: ServerResponse): Promise<void> {
  if (response.writableLength > 0) await new Promise<void>((resolve) => void response.write('', () => resolve()))
  await new Promise((resolve) => setTimeout(resolve, 25))
}

function corsHeaders(origin: string | undefined, allowed: readonly string[]): [string, string][] {
  if (origin === undefined || !(allowed.includes('*') || allowed.includes(origin))) return []
  return [
    ['access-control-allow-origin', allowed.includes('*') ? '*' : origin],
    ['access-control-allow-headers', '*, authorization'],
    ['access-control-allow-methods', 'GET, POST, DELETE, OPTIONS'],
    ['access-control-expose-headers', '*'],
    ['vary', 'origin'],
  ]
}

/** Browsers let any page open a WebSocket to this machine, and say which; other clients say nothing. */
function isOwnPage({ headers: { origin, host } }: IncomingMessage, allowed: readonly string[]): boolean {
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true
  return URL.parse(origin)?.host === host
}
