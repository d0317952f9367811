import type { ServerMessage } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { ApiError } from '../run/api-error.ts'
import { openSocket, type SocketClient, typed } from '../testing/socket-client.ts'
import { createTestApp, createTestEngine, listen, saying } from '../testing/test-app.ts'

const ended = (message: ServerMessage) => ['response.completed', 'response.failed', 'response.incomplete', 'error'].includes(message.type)

/** Sends a request, and gives the id of its response, or the code of the error. */
async function ask(client: SocketClient, fields: object): Promise<string> {
  client.send({ type: 'response.create', model: 'test-model', store: false, ...fields })
  const message = await client.next(ended)
  if ('response' in message) return message.type === 'response.failed' ? 'failed' : message.response.id
  return message.type === 'error' ? String(message.error.code) : message.type
}

/** What the engine was told: the texts of its last request. */
const said = (items: unknown) => [...JSON.stringify(items).matchAll(/"text":"([^"]+)"/g)].map(([, text]) => text)

/** Says what it hears last, and refuses `fail`. */
function createEchoEngine() {
  return createTestEngine(async function* ({ items }) {
    const text = said(items).at(-1)
    if (text === 'refuse') throw new ApiError({ code: 'context_length_exceeded', message: 'No.' })
    yield* saying(`re:${text}`).slice(0, 3)
    if (text === 'fail') throw new ApiError({ code: 'server_error', message: 'No.' })
    yield* saying('').slice(3)
  })
}

test('a response that was not stored is continued on its connection, over many turns, and nowhere else', async () => {
  const engine = createEchoEngine()
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const first = await ask(client, { input: 'a' })
  const second = await ask(client, { input: 'b', previous_response_id: first })
  const third = await ask(client, { input: 'c', previous_response_id: second })
  expect(said(engine.requests.at(-1)?.items)).toEqual(['a', 're:a', 'b', 're:b', 'c'])
  await using other = await openSocket(server.url)
  expect(await ask(other, { input: 'd', previous_response_id: third })).toBe('previous_response_not_found')
  expect((await fetch(`${server.url}/v1/responses/${third}`)).status).toBe(404)
})

test('a lane keeps its last response only', async () => {
  await using server = await listen(createTestApp({ engine: createEchoEngine() }))
  await using client = await openSocket(server.url)
  const first = await ask(client, { input: 'a' })
  await ask(client, { input: 'b' })
  expect(await ask(client, { input: 'c', previous_response_id: first })).toBe('previous_response_not_found')
})

test.each(['refuse', 'fail'])('a turn of the same lane that fails (%s) makes the lane forget what it continued', async (input) => {
  await using server = await listen(createTestApp({ engine: createEchoEngine() }))
  await using client = await openSocket(server.url)
  const first = await ask(client, { input: 'a' })
  expect(await ask(client, { input, previous_response_id: first })).toMatch(/^(context_length_exceeded|server_error)$/)
  await ask(client, { input: 'b', previous_response_id: 'resp_none' })
  expect(await ask(client, { input: 'b', previous_response_id: first })).toMatch(/^(previous_response_not_found|failed)$/)
  client.send({ type: 'response.create', model: 'test-model', store: false, input: 'b', previous_response_id: first })
  expect(await client.next(typed('error'))).toMatchObject({ status: 400, error: { code: 'previous_response_not_found' } })
})

test('what was stored can be continued after a failed turn, and from anywhere', async () => {
  await using server = await listen(createTestApp({ engine: createEchoEngine() }))
  await using client = await openSocket(server.url)
  const first = await ask(client, { input: 'a', store: true })
  expect(await ask(client, { input: 'refuse', previous_response_id: first })).toBe('context_length_exceeded')
  expect(await ask(client, { input: 'b', previous_response_id: first })).toMatch(/^resp_/)
  await using other = await openSocket(server.url)
  expect(await ask(other, { input: 'b', previous_response_id: first })).toMatch(/^resp_/)
})

test('what was stored and deleted is gone from the connection too', async () => {
  await using server = await listen(createTestApp({ engine: createEchoEngine() }))
  await using client = await openSocket(server.url)
  const first = await ask(client, { input: 'a', store: true })
  await fetch(`${server.url}/v1/responses/${first}`, { method: 'DELETE' })
  expect(await ask(client, { input: 'b', previous_response_id: first })).toBe('previous_response_not_found')
})

test('stored and unstored turns may follow each other', async () => {
  const engine = createEchoEngine()
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const first = await ask(client, { input: 'a', store: true })
  const second = await ask(client, { input: 'b', previous_response_id: first })
  const third = await ask(client, { input: 'c', previous_response_id: second, store: true })
  await ask(client, { input: 'd', previous_response_id: third })
  expect(said(engine.requests.at(-1)?.items)).toEqual(['a', 're:a', 'b', 're:b', 'c', 're:c', 'd'])
})

test('another lane may branch off; when it fails, the first lane goes on', async () => {
  const engine = createEchoEngine()
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const first = await ask(client, { input: 'a', stream_id: 'main' })
  expect(await ask(client, { input: 'refuse', stream_id: 'critic', previous_response_id: first })).toBe('context_length_exceeded')
  const critic = await ask(client, { input: 'b', stream_id: 'critic', previous_response_id: first })
  const main = await ask(client, { input: 'c', stream_id: 'main', previous_response_id: first })
  await ask(client, { input: 'd', stream_id: 'critic', previous_response_id: critic })
  expect(said(engine.requests.at(-1)?.items)).toEqual(['a', 're:a', 'b', 're:b', 'd'])
  await ask(client, { input: 'e', stream_id: 'main', previous_response_id: main })
  expect(said(engine.requests.at(-1)?.items)).toEqual(['a', 're:a', 'c', 're:c', 'e'])
})

test('a lane without previous_response_id begins anew', async () => {
  const engine = createEchoEngine()
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  await ask(client, { input: 'a', stream_id: 'main' })
  await ask(client, { input: 'b', stream_id: 'main' })
  expect(said(engine.requests.at(-1)?.items)).toEqual(['b'])
})

test('items of unstored turns can be referred to by those that continue them', async () => {
  const engine = createEchoEngine()
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  client.send({ type: 'response.create', model: 'test-model', store: false, input: 'a' })
  const completed = await client.next(ended)
  if (completed.type !== 'response.completed') throw new Error(completed.type)
  const [message] = completed.response.output
  const reference = { type: 'item_reference', id: message?.id }
  expect(await ask(client, { input: [reference] })).not.toMatch(/^resp_/)
})

test.each([{ generate: false }, { prompt_cache_options: { prewarm: true } }])(
  'a warm-up (%j) says nothing, completes, and is continued',
  async (how) => {
    const engine = createEchoEngine()
    await using server = await listen(createTestApp({ engine }))
    await using client = await openSocket(server.url)
    const warm = await ask(client, { input: 'context', ...how, instructions: 'Be brief.' })
    expect(client.messages.map(({ type }) => type)).toEqual(['response.created', 'response.in_progress', 'response.completed'])
    expect(client.messages.at(-1)).toMatchObject({
      response: { status: 'completed', output: [], usage: { output_tokens: 0 } },
    })
    await ask(client, { input: 'b', previous_response_id: warm })
    expect(said(engine.requests.at(-1)?.items)).toEqual(['context', 'b'])
    expect(engine.requests).toHaveLength(2)
  },
)

test('a warm-up that is refused is an error like any other', async () => {
  await using server = await listen(createTestApp({ engine: createEchoEngine() }))
  await using client = await openSocket(server.url)
  expect(await ask(client, { input: 'refuse', generate: false })).toBe('context_length_exceeded')
})
