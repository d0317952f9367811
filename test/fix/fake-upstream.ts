import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface FakeUpstream extends AsyncDisposable {
  url: string
  seen: SeenRequest[]
}

/** A server that answers as it is told, and remembers what it was asked. */
export async function startFakeUpstream(
  answer: (request: SeenRequest, client: ServerResponse) => void | Promise<void>,
): Promise<FakeUpstream> {
  const seen: SeenRequest[] = []
  const server = createServer((incoming, client) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request = {
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      }
      seen.push(request)
      void answer(request, client)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, [Symbol.asyncDispose]: close }
}

/** Answers with this text as an event stream. */
export function sendSse(client: ServerResponse, text: string): void {
  client.writeHead(200, { 'content-type': 'text/event-stream' })
  client.end(text)
}

export function sendJson(client: ServerResponse, status: number, body: unknown): void {
  client.writeHead(status, { 'content-type': 'application/json' })
  client.end(typeof body === 'string' ? body : JSON.stringify(body))
}
