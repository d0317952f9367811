import { request as send } from 'node:http'
import { performance } from 'node:perf_hooks'

/** What came over a socket: bytes as the network delivered them, and when. */
export interface Received {
  status: number
  contentType: string
  chunks: { bytes: Buffer; t: number }[]
  /** The end came as an end; false: the connection broke. */
  clean: boolean
}

export interface Ask {
  method: string
  path: string
  body: unknown
}

/** Sends one request on a connection of its own and keeps every chunk with its arrival time, in milliseconds since the request was sent. */
export function receive(base: string, { method, path, body }: Ask): Promise<Received> {
  return new Promise((resolve, reject) => {
    const text = body === null || body === undefined ? '' : JSON.stringify(body)
    const started = performance.now()
    const headers = text === '' ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const request = send(`${base}${path}`, { method, headers, agent: false }, (response) => {
      const chunks: Received['chunks'] = []
      const finish = (clean: boolean): void =>
        resolve({ status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', chunks, clean })
      response.on('data', (bytes: Buffer) => chunks.push({ bytes, t: performance.now() - started }))
      response.on('end', () => finish(true))
      response.on('error', () => finish(false))
    })
    request.on('error', reject)
    request.end(text)
  })
}

export const bytesOf = ({ chunks }: Received): Buffer => Buffer.concat(chunks.map(({ bytes }) => bytes))
