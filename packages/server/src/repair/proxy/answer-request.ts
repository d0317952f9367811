import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'

import { encodeEvent } from '@goldwire/schemas'

import { createRepairer, type Repairer, type RepairerOptions } from '../create-repairer.ts'
import { repairBody } from '../repair-body.ts'
import type { IdBook } from '../repair-ids.ts'
import type { Repair } from '../repair-log.ts'
import { type Fields, isFields, stringOf } from '../wire.ts'
import { isErrorBody, statusOfError, toErrorBody } from './error-body.ts'
import type { FixServerConfig } from './fix-server.ts'
import { toOurIds, toTheirIds } from './map-ids.ts'
import { BodyTooLargeError, decodeBody, readAll } from './read-all.ts'
import { readWholeStream, relayStream } from './relay-stream.ts'
import { readRoute, type Route } from './route.ts'
import { sendError } from './send-error.ts'
import { type FixUpstream, hasHeader, passHeaders, type UpstreamAnswer } from './upstream.ts'

export interface FixContext {
  upstream: FixUpstream
  ids: IdBook
  maxBody: number
  config: Omit<FixServerConfig, 'host' | 'port'>
}

/** Answers one request: by repair where it is about responses, as it is otherwise. */
export async function answerRequest(request: IncomingMessage, client: ServerResponse, context: FixContext): Promise<void> {
  const { method = 'GET', url = '/' } = request
  const { upstream, ids, config } = context
  if (config.upstreamKey !== undefined && isFromAnotherSite(request)) {
    sendError(client, 403, 'Pages of other sites may not use the key of this proxy.')
    return
  }
  const aborted = new AbortController()
  client.on('close', () => aborted.abort())
  const route = readRoute(method, url, ids)
  const headers = requestHeaders(request, config.upstreamKey)
  const began = performance.now()
  const sent = await readRequest(request, client, route, context)
  if (sent === null) return
  let answer: UpstreamAnswer
  try {
    answer = await upstream.send({
      method,
      path: route.path,
      headers: sent.isJson ? [...dropCoding(headers)] : headers,
      body: sent.body,
      signal: aborted.signal,
    })
  } catch (error) {
    if (aborted.signal.aborted) return
    const reason = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error)
    config.onUnreachable?.(reason)
    sendError(client, 502, `The upstream at ${upstream.label} cannot be reached: ${reason}.`)
    return
  }
  answer.body.on('error', () => {})
  if (route.kind === 'other') {
    client.writeHead(answer.status, passHeaders(answer.headers, ['content-encoding']))
    answer.body.pipe(client)
    return
  }
  await answerAboutResponses(answer, client, { context, route, asked: sent.json, signal: aborted.signal, began, method })
}

interface Exchange {
  context: FixContext
  route: Route
  /** The parsed body of the request, as the client sent it. */
  asked: unknown
  signal: AbortSignal
  began: number
  method: string
}

async function answerAboutResponses(answer: UpstreamAnswer, client: ServerResponse, exchange: Exchange): Promise<void> {
  const { context, route, asked, signal } = exchange
  const { ids, config } = context
  const type = headerOf(answer.headers, 'content-type')
  const isStream = /event-stream/i.test(type)
  const wantsStream = route.streams || (isFields(asked) && asked['stream'] === true)
  const passed = passHeaders(answer.headers, ['content-encoding', 'content-type'])
  if (answer.status >= 400) {
    const text = (await readAll(answer.body, context.maxBody)).toString()
    sendError(client, answer.status, toErrorBody(answer.status, text), passed)
    return
  }
  const options: RepairerOptions = { request: asked, ids, onRepair: (repair: Repair) => config.onRepair?.({ ...repair, path: route.path }) }
  if (isStream || (wantsStream && !/json/i.test(type))) {
    const repairer = createRepairer(options)
    if (wantsStream) {
      client.writeHead(200, [...passed, ...streamHeaders])
      client.flushHeaders()
      await relayStream(answer.body, client, { repairer, after: route.after, signal })
      client.end()
    } else {
      await readWholeStream(answer.body, repairer)
      sendJson(client, 200, repairer.response, passed)
    }
    report(repairer.response, repairer.repairs, exchange, wantsStream)
    return
  }
  const text = (await readAll(answer.body, context.maxBody)).toString()
  const body = parse(text)
  if (!isFields(body) || isErrorBody(body)) {
    const status = isFields(body) ? statusOfError(body) : 502
    sendError(
      client,
      status,
      isFields(body) ? toErrorBody(status, text) : 'The upstream answered with something that is no JSON object.',
      passed,
    )
    return
  }
  if (route.kind !== 'response' || (body['object'] !== 'response' && !Array.isArray(body['output']))) {
    sendJson(client, answer.status, toOurIds(body, ids), passed)
    return
  }
  if (wantsStream) {
    await streamBody(body, client, { options, passed, exchange })
    return
  }
  const repaired = repairBody(body, options)
  sendJson(client, answer.status, repaired.response, passed)
  report(repaired.response, repaired.repairs, exchange, false)
}

/** One body where a stream was asked for is told as the stream it should have been. */
async function streamBody(
  body: Fields,
  client: ServerResponse,
  { options, passed, exchange }: { options: RepairerOptions; passed: readonly string[]; exchange: Exchange },
): Promise<void> {
  const repairer: Repairer = createRepairer(options)
  const status = stringOf(body['status'])
  const ending = status === 'failed' || status === 'incomplete' ? status : 'completed'
  client.writeHead(200, [...passed, ...streamHeaders])
  const events = [...repairer.event({ type: `response.${ending}`, sequence_number: 0, response: body }), ...repairer.end()]
  client.end(events.map(encodeEvent).join(''))
  report(repairer.response, repairer.repairs, exchange, true)
}

function report(
  response: Repairer['response'],
  repairs: readonly Repair[],
  { context, route, began, method }: Exchange,
  streamed: boolean,
): void {
  const took = performance.now() - began
  context.config.onResponse?.({
    id: response?.id ?? null,
    status: response?.status ?? null,
    method,
    path: route.path,
    streamed,
    took,
    repairs,
  })
}

interface SentBody {
  body: Uint8Array | Readable | null
  json: unknown
  isJson: boolean
}

/** The request's body with the upstream's ids; null where it was refused. */
async function readRequest(
  request: IncomingMessage,
  client: ServerResponse,
  route: Route,
  { ids, maxBody }: FixContext,
): Promise<SentBody | null> {
  const { method = 'GET' } = request
  if (method === 'GET' || method === 'HEAD') return { body: null, json: null, isJson: false }
  if (route.kind === 'other') return { body: request, json: null, isJson: false }
  try {
    const raw = await readAll(request, maxBody)
    const text = decodeBody(raw, request.headers['content-encoding'], maxBody).toString()
    const json = parse(text)
    if (!isFields(json)) return { body: raw, json: null, isJson: false }
    return { body: Buffer.from(JSON.stringify(toTheirIds(json, ids))), json, isJson: true }
  } catch (error) {
    const isTooLarge = error instanceof BodyTooLargeError || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
    sendError(
      client,
      isTooLarge ? 413 : 400,
      isTooLarge ? `The body may have ${maxBody} bytes at most.` : 'The body of the request could not be read.',
    )
    return null
  }
}

function requestHeaders(request: IncomingMessage, key: string | undefined): string[] {
  const headers = passHeaders(request.rawHeaders, [
    'host',
    'accept-encoding',
    ...(key === undefined ? [] : ['authorization', 'api-key', 'x-api-key']),
  ])
  return [...headers, 'Accept-Encoding', 'identity', ...(key === undefined ? [] : ['Authorization', `Bearer ${key}`])]
}

/** A body that was read is sent on as plain JSON. */
function dropCoding(headers: readonly string[]): string[] {
  const plain = passHeaders(headers, ['content-encoding'])
  return hasHeader(plain, 'content-type') ? plain : [...plain, 'Content-Type', 'application/json']
}

const streamHeaders = ['Content-Type', 'text/event-stream; charset=utf-8', 'Cache-Control', 'no-cache', 'X-Accel-Buffering', 'no']

function sendJson(client: ServerResponse, status: number, body: unknown, headers: readonly string[]): void {
  const text = JSON.stringify(body)
  client.writeHead(status, [...headers, 'Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(text))])
  client.end(text)
}

/** A page from elsewhere, loaded into somebody's browser, could otherwise spend the key. */
function isFromAnotherSite(request: IncomingMessage): boolean {
  const { origin } = request.headers
  if (origin === undefined) return false
  const host = URL.parse(origin)?.hostname
  return host === undefined || !['127.0.0.1', 'localhost', '[::1]'].includes(host)
}

function headerOf(headers: readonly string[], name: string): string {
  const at = headers.findIndex((key, index) => index % 2 === 0 && key.toLowerCase() === name)
  return at === -1 ? '' : (headers[at + 1] ?? '')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
