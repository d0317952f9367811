import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One answer on its way through the proxy. */
export interface PassingAnswer {
  method: string
  /** Below `/v1`, with its query. */
  path: string
  /** What was asked; null where there was no JSON. */
  asked: { [key: string]: unknown } | null
  status: number
  text: string
  /** How many answers went through before it. */
  count: number
}

/** Changes an answer; what it does not return stays. */
export type Alter = (answer: PassingAnswer) => { status?: number; text?: string } | undefined

export interface AlteringProxy extends AsyncDisposable {
  url: string
}

/** Stands before a server and plants a defect in what it answers. Answers are passed on whole. */
export async function openAlteringProxy(upstream: string, alter: Alter): Promise<AlteringProxy> {
  let count = 0
  const server = createServer((request, response) => {
    void pass(request, response)
  })
  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, text } = await forward(request)
    response.writeHead(status, { 'content-type': type })
    response.end(text)
  }
  async function forward(request: IncomingMessage): Promise<{ status: number; type: string; text: string }> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    const { method = 'GET', url = '/' } = request
    const answer = await fetch(`${upstream}${url}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === '' ? {} : { body }),
    })
    const text = await answer.text()
    const type = answer.headers.get('content-type') ?? 'application/json'
    const passing = { method, path: url.replace(/^\/v1/, ''), asked: parse(body), status: answer.status, text, count: count++ }
    return { status: answer.status, type, text, ...alter(passing) }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function parse(text: string): { [key: string]: unknown } | null {
  try {
    return JSON.parse(text) as { [key: string]: unknown }
  } catch {
    return null
  }
}
