import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

import type { ChatTimeouts } from './chat-options.ts'

export interface UpstreamRequest {
  method: 'GET' | 'POST'
  url: string
  body?: unknown
  signal: AbortSignal
}

export interface UpstreamAnswer {
  status: number
  headers: IncomingMessage['headers']
  /** To be read once, or `close`d. Pieces come as fast as they are taken. @throws UpstreamTimeout, or what the connection died of */
  body: AsyncIterable<Uint8Array>
  /** Nothing more is wanted of the body, which is as good as over: its connection is kept for the next request. */
  finish(): void
  close(): void
}

export type Ask = (request: UpstreamRequest) => Promise<UpstreamAnswer>

/** What follows `[DONE]` comes at once, or the connection is not kept. */
const LAST_BYTES_MS = 1_000

/** The server did not keep to a time limit. */
export class UpstreamTimeout extends Error {
  override readonly name = 'UpstreamTimeout'
}

/**
 * A client for one server: connections are kept, times are limited one by one, redirects are not followed. Not `fetch`, whose limits of five
 * minutes cannot be moved without a package of its own: a long prompt on a slow machine takes longer.
 */
export function createUpstream(headers: Readonly<Record<string, string>>, timeouts: ChatTimeouts): { ask: Ask; close(): void } {
  const agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) }

  const send = ({ method, url: address, body, signal }: UpstreamRequest): Promise<UpstreamAnswer> => {
    const url = new URL(address)
    const bytes = body === undefined ? null : Buffer.from(JSON.stringify(body))
    return new Promise((resolve, reject) => {
      const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
        method,
        agent: url.protocol === 'https:' ? agents['https:'] : agents['http:'],
        headers: {
          accept: 'text/event-stream, application/json',
          'accept-encoding': 'identity',
          ...(bytes !== null && { 'content-type': 'application/json', 'content-length': bytes.length }),
          ...headers,
        },
      })
      // Not the option `signal`: it would destroy a connection that is another request's by now.
      const abort = () => void outgoing.destroy()
      const forget = () => signal.removeEventListener('abort', abort)
      signal.addEventListener('abort', abort, { once: true })
      const giveUp = (what: string, ms: number) => outgoing.destroy(new UpstreamTimeout(`The model server ${what} within ${ms / 1000} s.`))
      let timer = setTimeout(giveUp, timeouts.connect, 'could not be connected to', timeouts.connect)
      const waitForAnswer = () => {
        clearTimeout(timer)
        timer = setTimeout(giveUp, timeouts.firstByte, 'did not answer', timeouts.firstByte)
      }
      outgoing.on('socket', (socket) => (socket.connecting ? socket.once('connect', waitForAnswer) : waitForAnswer()))
      outgoing.on('error', (error) => {
        clearTimeout(timer)
        forget()
        reject(
          Object.assign(error, {
            isStale: outgoing.reusedSocket && error instanceof Error && 'code' in error && error.code === 'ECONNRESET',
          }),
        )
      })
      outgoing.on('response', (incoming) => {
        clearTimeout(timer)
        // Whoever reads the body is told of its errors; perhaps nobody does.
        incoming.on('error', () => undefined)
        incoming.once('close', forget)
        const state = { isFinished: false }
        resolve({
          status: incoming.statusCode ?? 502,
          headers: incoming.headers,
          body: withinIdle(incoming, timeouts.idle, state),
          finish() {
            state.isFinished = true
            forget()
          },
          close: () => void incoming.destroy(),
        })
      })
      if (signal.aborted) abort()
      outgoing.end(bytes ?? undefined)
    })
  }

  return {
    // A kept connection may have been closed on the other side just now: then nothing was asked yet, and it is asked again.
    ask: (request) =>
      send(request).catch((error: unknown) => {
        if (!(error instanceof Error && 'isStale' in error && error.isStale === true)) throw error
        return send(request)
      }),
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** By hand, not with `for await`: that would destroy the connection of a body whose last bytes are still to come. */
async function* withinIdle(incoming: IncomingMessage, ms: number, state: { isFinished: boolean }): AsyncGenerator<Uint8Array> {
  const chunks = incoming.iterator({ destroyOnReturn: false })
  let timer: NodeJS.Timeout | undefined
  try {
    for (;;) {
      timer = setTimeout(() => incoming.destroy(new UpstreamTimeout(`The model server sent nothing for ${ms / 1000} s.`)), ms)
      const next = (await chunks.next()) as IteratorResult<Uint8Array>
      clearTimeout(timer)
      if (next.done === true) return
      yield next.value
    }
  } finally {
    clearTimeout(timer)
    if (state.isFinished && !incoming.destroyed) {
      incoming.resume()
      const late = setTimeout(() => incoming.destroy(), LAST_BYTES_MS).unref()
      incoming.once('close', () => clearTimeout(late))
    } else incoming.destroy()
  }
}

/** The whole body as text, at most `most` bytes of it. Never throws: of a body that breaks off, what has come. */
export async function readText({ body }: Pick<UpstreamAnswer, 'body'>, most = 1024 * 1024): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= most) break
    }
  } catch {
    // What has come says enough.
  }
  return Buffer.concat(chunks).toString('utf8')
}
