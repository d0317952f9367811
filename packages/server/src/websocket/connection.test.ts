import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { PassThrough } from 'node:stream'

import { expect, test } from 'vitest'
import { WebSocket } from 'ws'

import { createGate } from '../testing/gate.ts'
import { openSocket, typed } from '../testing/socket-client.ts'
import { createTestApp, createTestEngine, type Listening, listen, saying } from '../testing/test-app.ts'

const create = (fields: object = {}) => ({ type: 'response.create', model: 'test-model', store: false, input: 'Hi', ...fields })
const milliseconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count))

async function until(condition: () => boolean): Promise<void> {
  const start = performance.now()
  while (!condition()) {
    if (performance.now() - start > 5_000) throw new Error(`still not so: ${condition.toString()}`)
    await milliseconds(1)
  }
}

/** The status and the body an attempt to connect is refused with. */
async function refusal({ url }: Listening, path: string, headers: Record<string, string>): Promise<{ status: number; body: unknown }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers })
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, NodeJS.ReadableStream & { statusCode: number }]
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return { status: response.statusCode, body: JSON.parse(text) as unknown }
}

/** An engine that says a word and then waits until it is let go or stopped. */
function createWaitingEngine(gate: Promise<void>) {
  return createTestEngine(async function* (_, signal) {
    yield* saying('one ').slice(0, 3)
    await Promise.race([gate, once(signal, 'abort').catch(() => undefined)])
    yield* saying('two').slice(2)
  })
}

test('without a key nobody gets as far as a connection', async () => {
  await using server = await listen(createTestApp({ apiKeys: ['key'] }))
  expect(await refusal(server, '/v1/responses', {})).toMatchObject({ status: 401, body: { error: { code: 'invalid_api_key' } } })
  expect(await refusal(server, '/v1/responses', { authorization: 'Bearer no' })).toMatchObject({ status: 401 })
  await using client = await openSocket(server.url, { headers: { authorization: 'Bearer key' } })
  client.send(create())
  await client.next(typed('response.completed'))
})

test('other URLs have no WebSocket, and say so as ever', async () => {
  await using server = await listen(createTestApp())
  expect(await refusal(server, '/v1/nothing', {})).toMatchObject({ status: 404, body: { error: { code: 'unknown_url' } } })
  expect(await refusal(server, '/v1/responses/resp_1', {})).toMatchObject({ status: 404 })
  expect((await fetch(`${server.url}/v1/responses`)).status).toBe(405)
})

test.each<[string, string]>([
  ['http://elsewhere.example', '127.0.0.1'],
  ['null', '127.0.0.1'],
  ['http://127.0.0.1:1', '127.0.0.1'],
  ['http://elsewhere.example', 'elsewhere.example'],
])('a page of %s gets no connection to %s', async (origin, host) => {
  await using server = await listen(createTestApp())
  const { port } = new URL(server.url)
  expect(await refusal(server, '/v1/responses', { origin, host: `${host}:${port}` })).toMatchObject({ status: 403 })
})

test('a client that names this host as its origin is let in, and with keys by any name of it', async () => {
  await using server = await listen(createTestApp())
  await using client = await openSocket(server.url, { headers: { origin: server.url } })
  expect(client.socket.readyState).toBe(WebSocket.OPEN)
  await using keyed = await listen(createTestApp({ apiKeys: ['key'] }))
  const headers = { origin: 'http://my.example', host: 'my.example', authorization: 'Bearer key' }
  await using named = await openSocket(keyed.url, { headers })
  expect(named.socket.readyState).toBe(WebSocket.OPEN)
})

test.each<[string, Record<string, string>, number]>([
  ['an old version', { 'sec-websocket-version': '8' }, 426],
  ['a key that is none', { 'sec-websocket-version': '13', 'sec-websocket-key': 'x' }, 400],
])('a handshake with %s is refused', async (_, headers, status) => {
  await using server = await listen(createTestApp())
  const asked = request(`${server.url}/v1/responses`, { headers: { connection: 'Upgrade', upgrade: 'websocket', ...headers } })
  asked.end()
  const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number; headers: Record<string, string> }]
  expect(response.statusCode).toBe(status)
  expect(response.headers['x-request-id']).toMatch(/^req_/)
  response.resume()
})

test('a request that would also like HTTP/2 is answered as the request it is', async () => {
  await using server = await listen(createTestApp())
  const body = JSON.stringify({ model: 'test-model', input: 'Hi' })
  const headers = {
    'content-type': 'application/json',
    connection: 'Upgrade, HTTP2-Settings',
    upgrade: 'h2c',
    'http2-settings': 'AAMAAABk',
  }
  const asked = request(`${server.url}/v1/responses`, { method: 'POST', headers })
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream & { statusCode: number }]
  response.resume()
  expect(response.statusCode).toBe(200)
})

test('an upgrade to anything else that Node hands over is refused, not left hanging', () => {
  const app = createTestApp()
  const stream = new PassThrough()
  app.server.emit('upgrade', { method: 'POST', headers: { upgrade: 'h2c' } }, stream, Buffer.alloc(0))
  expect(String(stream.read())).toMatch(/^HTTP\/1\.1 501 /)
  expect(stream.writableEnded).toBe(true)
})

test('a connection is one entry in the log, when it is over', async () => {
  const log: unknown[] = []
  await using server = await listen(createTestApp({ logger: (entry) => entry.event === 'request' && log.push(entry) }))
  const client = await openSocket(server.url)
  client.send(create())
  await client.next(typed('response.completed'))
  expect(log).toEqual([])
  client.socket.close(1000)
  await until(() => log.length > 0)
  expect(log).toMatchObject([{ event: 'request', method: 'GET', route: '/v1/responses', status: 101, aborted: false }])
})

test('the engines of a connection stop when it closes, and what waits is never asked', async () => {
  const engine = createWaitingEngine(new Promise(() => undefined))
  await using server = await listen(createTestApp({ engine }))
  const client = await openSocket(server.url)
  for (const stream_id of ['a', 'b', 'b']) client.send(create({ stream_id }))
  for (const lane of ['a', 'b']) await client.next(typed('response.output_text.delta', lane))
  await client[Symbol.asyncDispose]()
  await until(() => engine.abortedCount === 2)
  expect(engine.requests).toHaveLength(2)
})

test('a reader that takes nothing slows the engine down, and is cut off in the end', async () => {
  let steps = 0
  const engine = createTestEngine(async function* () {
    yield* saying().slice(0, 2)
    for (;;) {
      steps += 1
      yield { type: 'delta' as const, delta: 'x'.repeat(10_000) }
    }
  })
  await using server = await listen(createTestApp({ engine, limits: { stalledReaderTimeout: 2_000 } }))
  await using client = await openSocket(server.url)
  client.send(create({ stream_id: 'a' }))
  client.send(create({ stream_id: 'b' }))
  client.socket.pause()
  let before = -1
  while (steps !== before) {
    before = steps
    await milliseconds(200)
  }
  expect(engine.abortedCount).toBe(0)
  const [socket] = server.sockets
  expect(socket?.writableLength).toBeLessThan(200_000)
  await until(() => engine.abortedCount === 2)
  await until(() => server.sockets.size === 0)
})

test('who asks without reading the answers is not listened to any longer', async () => {
  await using server = await listen(createTestApp())
  await using client = await openSocket(server.url)
  client.socket.pause()
  const message = JSON.stringify({ type: 'x'.repeat(1_000) })
  for (let count = 0; count < 20_000; count += 1) client.socket.send(message)
  await milliseconds(500)
  const [socket] = server.sockets
  expect(socket?.writableLength).toBeLessThan(2_000_000)
  expect(client.socket.bufferedAmount).toBeGreaterThan(0)
})

test('a peer that answers no ping is cut off, one that does is not', async () => {
  await using server = await listen(createTestApp({ limits: { websocketPingInterval: 150 } }))
  await using silent = await openSocket(server.url, { autoPong: false })
  await using client = await openSocket(server.url)
  expect(await silent.closed).toBe(1006)
  await milliseconds(500)
  expect(client.socket.readyState).toBe(WebSocket.OPEN)
})

test('an idle connection that is too old is told, and closed', async () => {
  await using server = await listen(createTestApp({ limits: { websocketLifetime: 100 } }))
  await using client = await openSocket(server.url)
  expect(await client.next(typed('error'))).toEqual({
    type: 'error',
    status: 400,
    error: {
      type: 'invalid_request_error',
      code: 'websocket_connection_limit_reached',
      message: 'Responses websocket connection limit reached (0.1 seconds). Create a new websocket connection to continue.',
      param: null,
    },
  })
  expect(await client.closed).toBe(1001)
})

test('a connection that gets too old finishes what it is at, and takes nothing new', async () => {
  const gate = createGate()
  await using server = await listen(createTestApp({ engine: createWaitingEngine(gate.passed), limits: { websocketLifetime: 1_000 } }))
  await using client = await openSocket(server.url)
  client.send(create({ stream_id: 'a' }))
  await client.next(typed('response.output_text.delta'))
  await milliseconds(1_100)
  client.send(create({ stream_id: 'b' }))
  expect(await client.next(typed('error', 'b'))).toMatchObject({ error: { code: 'websocket_connection_limit_reached' } })
  gate.open()
  await client.next(typed('response.completed', 'a'))
  await client.next(typed('error'))
  expect(await client.closed).toBe(1001)
})

test('what does not end in time on a connection that is too old fails in order', async () => {
  const limits = { websocketLifetime: 1_000, shutdownGrace: 50 }
  await using server = await listen(createTestApp({ engine: createWaitingEngine(new Promise(() => undefined)), limits }))
  await using client = await openSocket(server.url)
  client.send(create())
  expect(await client.next(typed('response.failed'))).toMatchObject({ response: { error: { code: 'server_is_overloaded' } } })
  expect(await client.closed).toBe(1001)
})

test('on shutdown, idle connections are closed as going away, the others when they have finished', async () => {
  const gate = createGate()
  const server = await listen(createTestApp({ engine: createWaitingEngine(gate.passed) }))
  await using idle = await openSocket(server.url)
  await using busy = await openSocket(server.url)
  busy.send(create())
  await busy.next(typed('response.output_text.delta'))
  const closing = server.app.close()
  expect(await idle.closed).toBe(1001)
  busy.send(create())
  await milliseconds(50)
  expect(busy.socket.readyState).toBe(WebSocket.OPEN)
  gate.open()
  await busy.next(typed('response.completed'))
  expect(await busy.next(typed('error'))).toMatchObject({ status: 503, error: { code: 'server_is_overloaded' } })
  expect(await busy.closed).toBe(1001)
  await closing
})

test('on shutdown, what does not end in time fails in order, and a peer that does not answer is cut off', async () => {
  const engine = createWaitingEngine(new Promise(() => undefined))
  const server = await listen(createTestApp({ engine, limits: { shutdownGrace: 50 } }))
  await using client = await openSocket(server.url)
  client.send(create())
  await client.next(typed('response.output_text.delta'))
  const { port } = new URL(server.url)
  const deaf = connect(Number(port), '127.0.0.1')
  deaf.on('error', () => undefined)
  deaf.write(
    'GET /v1/responses HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(deaf, 'data')
  const start = performance.now()
  const closing = server.app.close()
  await client.next(typed('response.failed'))
  expect(await client.closed).toBe(1001)
  await closing
  expect(performance.now() - start).toBeLessThan(4_000)
  deaf.destroy()
})

test('a page CORS lets in may connect', async () => {
  await using server = await listen(createTestApp({ corsOrigins: ['https://a.example'] }))
  await using client = await openSocket(server.url, { headers: { origin: 'https://a.example' } })
  client.send(create())
  await client.next(typed('response.completed'))
  expect(await refusal(server, '/v1/responses', { origin: 'https://b.example' })).toMatchObject({ status: 403 })
})

test('rate limits are those of the caller, whichever way it asks', async () => {
  await using server = await listen(createTestApp({ rateLimits: { requestsPerMinute: 2 } }))
  await using client = await openSocket(server.url)
  client.send(create())
  await client.next(typed('response.completed'))
  const body = JSON.stringify({ model: 'test-model', input: 'Hi' })
  await fetch(`${server.url}/v1/responses`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  client.send(create({ stream_id: 'a' }))
  const error = await client.next(typed('error'))
  expect(error).toMatchObject({ status: 429, stream_id: 'a', error: { code: 'rate_limit_exceeded' } })
  expect('error' in error && 'headers' in error.error && error.error.headers).toHaveProperty('retry-after')
})
