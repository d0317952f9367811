/* oxlint-disable typescript/unbound-method -- the methods that are wrapped here are called with the `this` they were called on */
import { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

import { lintStream, parseStreamText, type Golden, type GoldenLine } from '@goldwire/harness'
import { afterEach, expect } from 'vitest'
import { WebSocket } from 'ws'

/*
 * Lints every stream that a test makes the reference server send, whatever the test is about. Bytes are listened to where Node writes them,
 * so neither the server nor the test knows, and server and harness still meet over HTTP only.
 */

/** One streamed answer, or the messages of one WebSocket, as far as they were sent. */
interface Heard {
  path: string
  request: unknown
  chunks: Buffer[]
  /** The server ended it; without this its reader left, and a missing end is no fault. */
  ended: boolean
}

/** Ids of responses that a test cancelled or deleted: their streams end without a word. */
const stopped = new Set<string>()
const streams = new Map<ServerResponse, Heard>()
const sockets = new Map<WebSocket, GoldenLine[]>()
const bodies = new WeakMap<object, Buffer[]>()

/** Headers that the reference server gives every answer; fakes of other servers in the same process have none of them. */
const isOurs = (response: ServerResponse) => response.hasHeader('openai-processing-ms') && response.hasHeader('x-request-id')
const isStream = (response: ServerResponse) => String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')

function hear(response: ServerResponse, chunk: unknown, encoding: unknown): void {
  const { method, url = '' } = response.req
  const stops = method === 'DELETE' ? /\/responses\/([^/?]+)/ : /\/responses\/([^/?]+)\/cancel/
  const id = method === 'DELETE' || method === 'POST' ? stops.exec(url)?.[1] : undefined
  if (id !== undefined) stopped.add(id)
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return
  let heard = streams.get(response)
  if (heard === undefined) {
    if (!isOurs(response) || !isStream(response) || !url.includes('/responses')) return
    heard = { path: url, request: jsonOf(bodies.get(response.req)), chunks: [], ended: false }
    streams.set(response, heard)
  }
  heard.chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding === 'latin1' ? 'latin1' : 'utf8') : Buffer.from(chunk))
}

function jsonOf(chunks: Buffer[] | undefined): unknown {
  try {
    return chunks === undefined ? undefined : (JSON.parse(Buffer.concat(chunks).toString()) as unknown)
  } catch {
    return undefined
  }
}

const { write, end } = ServerResponse.prototype
ServerResponse.prototype.write = function (this: ServerResponse, ...args: unknown[]) {
  hear(this, args[0], args[1])
  return Reflect.apply(write, this, args) as boolean
} as typeof write
ServerResponse.prototype.end = function (this: ServerResponse, ...args: unknown[]) {
  hear(this, args[0], args[1])
  const heard = streams.get(this)
  if (heard) heard.ended = !this.destroyed && !this.req.socket?.destroyed
  return Reflect.apply(end, this, args) as ServerResponse
} as typeof end

const { push } = Readable.prototype
Readable.prototype.push = function (this: Readable, ...args: Parameters<typeof push>) {
  const [chunk] = args as [unknown]
  // Requests, real or injected: the body is what rules about truncation, tools and echo look at.
  if ('method' in this && this.method === 'POST' && (typeof chunk === 'string' || chunk instanceof Uint8Array))
    bodies.set(this, [...(bodies.get(this) ?? []), Buffer.from(chunk)])
  return Reflect.apply(push, this, args)
} as typeof push

const { send } = WebSocket.prototype
WebSocket.prototype.send = function (this: WebSocket, ...args: unknown[]) {
  if ('_isServer' in this && this._isServer === true && typeof args[0] === 'string') {
    const data = jsonOf([Buffer.from(args[0])])
    if (data !== undefined) sockets.set(this, [...(sockets.get(this) ?? []), { t: null, dir: 'in', data }])
  }
  Reflect.apply(send, this, args)
} as typeof send

afterEach(({ task }) => {
  const errors = [...[...streams.values()].flatMap(errorsOfStream), ...[...sockets.values()].flatMap(errorsOfSocket)]
  streams.clear()
  sockets.clear()
  stopped.clear()
  expect(errors, `what the linter finds in the streams that "${task.name}" made the server send`).toEqual([])
})

function errorsOfStream({ path, request, chunks, ended }: Heard): string[] {
  const golden = parseStreamText(Buffer.concat(chunks).toString())
  golden.header.request = { method: 'POST', path, headers: null, body: request }
  const id = idOf(golden)
  return errorsOf(golden, ended && !(id !== undefined && stopped.has(id)))
}

function idOf({ lines }: Golden): string | undefined {
  return lines.map(({ data }) => (data as { response?: { id?: string } } | undefined)?.response?.id).find((id) => id !== undefined)
}

/** A connection may be closed at any time by either side. */
function errorsOfSocket(lines: GoldenLine[]): string[] {
  const response = { status: 101, headers: null, framing: 'websocket' as const }
  const header = { golden: 1 as const, name: 'socket', provider: 'goldwire', recorded_at: null, source: null, request: null, response }
  return errorsOf({ header, lines }, false)
}

/** Rules that say only that something is still to come. */
const unfinished = new Set(['GW301', 'GW010'])
/** Rules that ask whether the engine obeyed; scripted engines of tests say what the test wants. */
const obedience = new Set(['GW618'])

function errorsOf(golden: Golden, ended: boolean): string[] {
  return lintStream(golden)
    .filter(({ severity, rule }) => severity === 'error' && !obedience.has(idOfRule(rule)) && (ended || !unfinished.has(idOfRule(rule))))
    .map(({ rule, event, pointer, message }) => `${rule} at ${event} ${pointer}: ${message}`)
}

/** `GW301 no-terminal-event` -> `GW301` */
const idOfRule = (rule: string) => rule.slice(0, 5)
