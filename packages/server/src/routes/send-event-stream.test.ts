import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import type { StreamEvent } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import type { ScriptedEngine } from '../engines/scripted/scripted-engine.ts'
import type { LogEntry } from '../logger.ts'
import { sendEventStream } from './send-event-stream.ts'
import { createTestApp, createTestEngine, type Listening, listen, saying } from '../testing/test-app.ts'

/** An engine that talks for ever, as fast as it is asked, and counts. */
function endlessEngine(pieceLength = 10, pause?: () => Promise<unknown>): ScriptedEngine & { given: () => number } {
  const piece = 'x'.repeat(pieceLength)
  let given = 0
  const engine = createTestEngine(async function* (): AsyncGenerator<Step> {
    yield* saying().slice(0, 2)
    for (;;) {
      await pause?.()
      given++
      yield { type: 'delta', delta: piece }
    }
  })
  return {
    ...engine,
    given: () => given,
    get abortedCount() {
      return engine.abortedCount
    },
  }
}

/** A connection that has sent its request; the test decides what it reads. */
async function post(server: Listening, body: object): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const text = JSON.stringify(body)
  socket.write(
    `POST /v1/responses HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  )
  return socket
}

const streamed = { model: 'test-model', input: 'Hi', stream: true }
/** Other work on the machine may take the processor for longer than the bound; it does not do so three times in a row. */
const busyMachine = { retry: 2 }
const milliseconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count))

async function until(condition: () => boolean, limit = 5_000): Promise<number> {
  const start = performance.now()
  while (!condition()) {
    if (performance.now() - start > limit) throw new Error(`still not so after ${limit} ms: ${condition.toString()}`)
    await milliseconds(1)
  }
  return performance.now() - start
}

for (const stream of [true, false]) {
  test(`a reader that leaves stops the engine within 100 ms (stream: ${stream})`, busyMachine, async () => {
    const engine = endlessEngine(10, () => milliseconds(1))
    await using server = await listen(createTestApp({ engine }))
    const socket = await post(server, { ...streamed, stream })
    await until(() => engine.given() > 5)
    socket.destroy()
    expect(await until(() => engine.abortedCount === 1)).toBeLessThan(100)
    const given = engine.given()
    await milliseconds(20)
    expect(engine.given()).toBe(given)
  })
}

test('a reader that leaves stops an engine that is in the middle of something, and hears the abort', busyMachine, async () => {
  let heard = 0
  const engine = createTestEngine(async function* (_request, signal) {
    yield* saying().slice(0, 2)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    heard++
    yield* saying('never')
  })
  await using server = await listen(createTestApp({ engine }))
  const socket = await post(server, streamed)
  await once(socket, 'data')
  socket.destroy()
  expect(await until(() => heard === 1 && engine.abortedCount === 1)).toBeLessThan(100)
})

test('a run that was left is not kept', async () => {
  const engine = endlessEngine(10, () => milliseconds(1))
  await using server = await listen(createTestApp({ engine }))
  const socket = await post(server, streamed)
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  const id = /resp_[0-9a-f]+/.exec(chunk.toString())?.[0]
  socket.destroy()
  await until(() => engine.abortedCount === 1)
  expect(id).toMatch(/^resp_/)
  expect((await fetch(`${server.url}/v1/responses/${id}`)).status).toBe(404)
})

test('the log tells that the reader left', async () => {
  const log: LogEntry[] = []
  const engine = endlessEngine(10, () => milliseconds(1))
  await using server = await listen(createTestApp({ engine, logger: (entry) => log.push(entry) }))
  const socket = await post(server, streamed)
  await once(socket, 'data')
  socket.destroy()
  await until(() => log.length > 1)
  expect(log).toMatchObject([
    { event: 'request', route: '/v1/responses', status: 200, aborted: true },
    { event: 'response', outcome: 'aborted' },
  ])
})

test('a reader that does not read slows the engine down instead of filling the memory', async () => {
  const engine = endlessEngine(10_000)
  await using server = await listen(createTestApp({ engine }))
  const socket = await post(server, streamed)
  socket.pause()
  await until(() => engine.given() > 10)
  let before = -1
  while (engine.given() !== before) {
    before = engine.given()
    await milliseconds(100)
  }
  // What is buffered lies in the sockets of the operating system; the server itself holds one event more than its high-water mark.
  expect(engine.given() * 10_000).toBeLessThan(20_000_000)
  const connections = [...server.sockets]
  expect(connections).toHaveLength(1)
  expect(connections[0]?.writableLength).toBeLessThan(100_000)
  socket.resume()
  await until(() => engine.given() > before + 100)
  socket.destroy()
  await until(() => engine.abortedCount === 1)
})

test('a reader that takes nothing for too long is treated as gone', async () => {
  const engine = endlessEngine(10_000)
  await using server = await listen(createTestApp({ engine, limits: { stalledReaderTimeout: 50 } }))
  const socket = await post(server, streamed)
  socket.on('error', () => undefined)
  socket.pause()
  expect(await until(() => engine.abortedCount === 1)).toBeGreaterThan(40)
  socket.destroy()
})

test('a stream that no engine drives is left as well when its reader leaves', busyMachine, async () => {
  let left = false
  async function* events(): AsyncGenerator<StreamEvent> {
    try {
      for (let number = 0; ; number++) {
        await milliseconds(1)
        yield { type: 'keepalive', sequence_number: number }
      }
    } finally {
      left = true
    }
  }
  const app = createTestApp()
  app.get('/endless', async (_request, reply) => {
    await sendEventStream(reply, events(), { run: new AbortController(), stalledReaderTimeout: 60_000, onFault: () => undefined })
    return reply
  })
  await using server = await listen(app)
  const answer = await fetch(`${server.url}/endless`)
  await answer.body?.cancel()
  expect(await until(() => left)).toBeLessThan(100)
})

test('every event is a chunk of its own on the wire', async () => {
  const engine = createTestEngine(() => saying('a', 'b', 'c'))
  await using server = await listen(createTestApp({ engine }))
  const socket = await post(server, streamed)
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
  await until(() => text.includes('0\r\n\r\n'))
  socket.destroy()
  const body = text.slice(text.indexOf('\r\n\r\n') + 4)
  const chunks = body.split(/\r\n[0-9a-f]+\r\n|^[0-9a-f]+\r\n/).filter((chunk) => chunk.startsWith('event: '))
  expect(chunks).toHaveLength(11)
  for (const chunk of chunks) expect(chunk).toMatch(/^event: [^\n]+\ndata: [^\n]+\n\n$/)
})

test('the first events arrive before the engine has finished', async () => {
  let go = () => {}
  const gate = new Promise<void>((resolve) => (go = resolve))
  const engine = createTestEngine(async function* () {
    yield* saying('a').slice(0, 3)
    await gate
    yield* saying('a').slice(3)
  })
  await using server = await listen(createTestApp({ engine }))
  const answer = await fetch(`${server.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(streamed),
  })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('response.output_text.delta')) text += (await reader.read()).value ?? ''
  expect(text).not.toContain('response.completed')
  go()
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) text += chunk.value
  expect(text).toContain('response.completed')
})
