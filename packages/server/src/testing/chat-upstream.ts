import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a pretended Chat Completions server answers a request with. */
export interface UpstreamScript {
  /** @defaultValue 200 */
  status?: number
  /** @defaultValue an event stream */
  headers?: Readonly<Record<string, string>>
  /** The body, piece by piece; a number is a pause in milliseconds. */
  body: readonly (string | Uint8Array | number)[]
  /** How it ends: properly, by breaking the connection, or not at all. @defaultValue 'end' */
  ending?: 'end' | 'cut' | 'hang'
  /** Milliseconds before the headers. */
  delay?: number
}

export interface AskedUpstream {
  path: string
  headers: IncomingMessage['headers']
  body: { [key: string]: unknown }
  /** Settles when the asker has gone, or has got everything. */
  closed: Promise<'whole' | 'left'>
}

export interface ChatUpstream extends AsyncDisposable {
  /** With `/v1`. */
  url: string
  /** Requests for answers, in order. */
  readonly requests: readonly AskedUpstream[]
  /** Connections so far. */
  readonly connections: number
}

export interface ChatUpstreamOptions {
  answer: UpstreamScript | ((request: AskedUpstream, index: number) => UpstreamScript)
  /** What `GET /v1/models` lists. @defaultValue one model called `chat-model` */
  models?: readonly { id: string; [key: string]: unknown }[] | UpstreamScript
}

/** A Chat Completions server on a free port of loopback that plays what it is told to. */
export async function openChatUpstream({ answer, models = [{ id: 'chat-model' }] }: ChatUpstreamOptions): Promise<ChatUpstream> {
  const requests: AskedUpstream[] = []
  let connections = 0
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? ''
    if (incoming.method === 'GET') {
      const listed = 'body' in models ? models : json({ object: 'list', data: models })
      void play(listed, outgoing)
      return
    }
    void readBody(incoming).then((body) => {
      const closed = new Promise<'whole' | 'left'>((resolve) => {
        outgoing.once('close', () => resolve(outgoing.writableFinished ? 'whole' : 'left'))
      })
      const request: AskedUpstream = { path, headers: incoming.headers, body, closed }
      const index = path.endsWith('/chat/completions') ? requests.push(request) - 1 : -1
      return play(typeof answer === 'function' ? answer(request, index) : answer, outgoing)
    })
  })
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A body of JSON. */
export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): UpstreamScript {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: [JSON.stringify(value)] }
}

/** Chunks as an event stream, with `[DONE]`; a text goes out as it is. */
export function sse(...chunks: readonly unknown[]): string[] {
  return [...chunks.map((chunk) => (typeof chunk === 'string' ? chunk : `data: ${JSON.stringify(chunk)}\n\n`)), 'data: [DONE]\n\n']
}

async function readBody(incoming: IncomingMessage): Promise<{ [key: string]: unknown }> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as { [key: string]: unknown }
}

async function play({ status = 200, headers, body, ending = 'end', delay = 0 }: UpstreamScript, outgoing: ServerResponse): Promise<void> {
  if (delay > 0) await sleep(delay)
  outgoing.writeHead(status, headers ?? { 'content-type': 'text/event-stream; charset=utf-8' })
  outgoing.flushHeaders()
  for (const piece of body) {
    if (outgoing.destroyed) return
    if (typeof piece === 'number') await sleep(piece)
    else if (!outgoing.write(piece)) await drained(outgoing)
  }
  if (ending === 'end') outgoing.end()
  else if (ending === 'cut') outgoing.destroy()
}

async function drained(outgoing: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const settle = () => {
      outgoing.off('drain', settle).off('close', settle)
      resolve()
    }
    outgoing.on('drain', settle).on('close', settle)
  })
}
