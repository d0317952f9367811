import { once } from 'node:events'
import { connect } from 'node:net'

import { expect, test } from 'vitest'

import { eventsOf } from '../testing/matrix.ts'
import { createTestApp, createTestEngine, listen, saying } from '../testing/test-app.ts'

const body = JSON.stringify({ model: 'test-model', input: 'Hi', stream: true })
const headers = { 'content-type': 'application/json' }
const milliseconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count))

async function until(condition: () => boolean): Promise<void> {
  const start = performance.now()
  while (!condition()) {
    if (performance.now() - start > 5_000) throw new Error(`still not so: ${condition.toString()}`)
    await milliseconds(1)
  }
}

function slowEngine(words: number, pause: number) {
  return createTestEngine(async function* () {
    for (const step of saying(...Array.from({ length: words }, () => 'word '))) {
      await milliseconds(pause)
      yield step
    }
  })
}

test('a stream that ends in time is finished before the server closes', async () => {
  const engine = slowEngine(40, 5)
  const server = await listen(createTestApp({ engine }))
  const answer = await fetch(`${server.url}/v1/responses`, { method: 'POST', headers, body })
  const single = fetch(`${server.url}/v1/responses`, { method: 'POST', headers, body: body.replace('true', 'false') })
  await until(() => engine.requests.length === 2)
  const closing = server.app.close()
  const events = await eventsOf(await answer.text())
  expect(await single).toMatchObject({ status: 200 })
  expect((await single).headers.get('connection')).toBe('close')
  expect(events.at(-1)?.type).toBe('response.completed')
  const start = performance.now()
  await closing
  expect(performance.now() - start).toBeLessThan(1_000)
})

test('a stream that does not end in time fails in order, and so does the one body', async () => {
  const engine = slowEngine(100_000, 5)
  const server = await listen(createTestApp({ engine, limits: { shutdownGrace: 50 } }))
  const streamed = await fetch(`${server.url}/v1/responses`, { method: 'POST', headers, body })
  const single = fetch(`${server.url}/v1/responses`, { method: 'POST', headers, body: body.replace('true', 'false') })
  await until(() => engine.requests.length === 2)
  const closing = server.app.close()
  const events = await eventsOf(await streamed.text())
  expect(events.slice(-2)).toMatchObject([
    { type: 'error', error: { code: 'server_is_overloaded', type: 'service_unavailable_error' } },
    { type: 'response.failed', response: { status: 'failed', error: { code: 'server_is_overloaded' } } },
  ])
  expect((await single).status).toBe(503)
  await closing
  await until(() => engine.abortedCount === 2)
  expect(engine.requests).toHaveLength(2)
})

test('while it closes, new requests on open connections are turned away', async () => {
  const server = await listen(createTestApp({ engine: slowEngine(100, 5) }))
  const answer = await fetch(`${server.url}/v1/responses`, { method: 'POST', headers, body })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await once(socket, 'connect')
  // Half a request keeps the connection from being idle when closing begins.
  socket.write('GET /health HTTP/1.1\r\nhost: test\r\n')
  await until(() => [...server.sockets].some((one) => one.bytesRead > 30 && one.bytesRead < 40))
  const closing = server.app.close()
  await milliseconds(20)
  socket.write('\r\n')
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  expect(chunk.toString()).toMatch(/^HTTP\/1\.1 503 /)
  expect(chunk.toString()).toMatch(/connection: close/i)
  expect(chunk.toString()).toContain('server_is_overloaded')
  expect((await eventsOf(await answer.text())).at(-1)?.type).toBe('response.completed')
  await closing
  socket.destroy()
})

test('a reader that does not take even the end is cut off, so that closing ends', async () => {
  const engine = createTestEngine(async function* () {
    yield* saying().slice(0, 2)
    for (;;) yield { type: 'delta' as const, delta: 'x'.repeat(10_000) }
  })
  const server = await listen(createTestApp({ engine, limits: { shutdownGrace: 20 } }))
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.on('error', () => undefined)
  socket.pause()
  await once(socket, 'connect')
  socket.write(
    `POST /v1/responses HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await milliseconds(300)
  const start = performance.now()
  await server.app.close()
  expect(performance.now() - start).toBeLessThan(3_000)
  socket.destroy()
})
