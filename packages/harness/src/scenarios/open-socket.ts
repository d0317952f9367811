import { WebSocket } from 'ws'

import { apiRoot } from '../check/capture-response.ts'
import type { ServerUnderTest } from '../check/server-under-test.ts'
import type { GoldenLine } from '../golden/golden.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import { BrokenOffError, UnsupportedError } from './builtin-scenario.ts'

const ends = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])

/** A connection in WebSocket mode, with everything that went over it. */
export interface Socket extends Disposable {
  lines: GoldenLine[]
  /** Sends one message and reads to the end of its response. @returns the events */
  ask(message: JsonObject): Promise<JsonObject[]>
}

/**
 * Opens a connection to `/v1/responses`.
 * @throws UnsupportedError when the server does not switch protocols
 */
export async function openSocket({ baseUrl, apiKey, timeoutMs = 120_000 }: ServerUnderTest): Promise<Socket> {
  const url = `${apiRoot(baseUrl).replace(/^http/, 'ws')}/responses`
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
  const socket = new WebSocket(url, { headers, handshakeTimeout: timeoutMs, maxPayload: 64 * 1024 * 1024 })
  const begun = performance.now()
  const lines: GoldenLine[] = []
  const t = () => Math.round((performance.now() - begun) * 10) / 10
  let take: (event: JsonObject) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', (error) => reject(new UnsupportedError(`GET /v1/responses with an upgrade: ${error.message}`)))
  })
  socket.on('error', (error) => fail(new BrokenOffError(`the connection broke off: ${error.message}`)))
  socket.on('close', (code) => fail(new BrokenOffError(`the connection was closed with ${code} in the middle of a response`)))
  socket.on('message', (data, isBinary) => {
    const text = (data as Buffer).toString('utf8')
    const event = isBinary ? undefined : parse(text)
    lines.push(event === undefined ? { t: t(), dir: 'in', text } : { t: t(), dir: 'in', data: event })
    if (isObject(event)) take(event)
  })
  return {
    lines,
    ask: (message) =>
      new Promise((resolve, reject) => {
        const events: JsonObject[] = []
        const late = setTimeout(() => reject(new BrokenOffError(`no end of the response within ${timeoutMs / 1000} s`)), timeoutMs)
        fail = (error) => {
          clearTimeout(late)
          reject(error)
        }
        take = (event) => {
          events.push(event)
          if (!ends.has(String(event['type']))) return
          clearTimeout(late)
          resolve(events)
        }
        lines.push({ t: t(), dir: 'out', data: message })
        socket.send(JSON.stringify(message))
      }),
    [Symbol.dispose]: () => socket.terminate(),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
