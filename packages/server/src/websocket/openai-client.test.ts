import OpenAI from 'openai'
import { ResponsesWS } from 'openai/resources/responses/ws'
import { expect, test } from 'vitest'

import { createTestApp, createTestEngine, listen, saying } from '../testing/test-app.ts'

const clientOf = (url: string, apiKey = 'any') => new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 })
const create = { type: 'response.create', model: 'test-model', input: 'Hi', store: false } as const

test('the official client iterates over two turns of a conversation', async () => {
  await using server = await listen(createTestApp({ apiKeys: ['key'] }))
  const socket = new ResponsesWS(clientOf(server.url, 'key'))
  const ids: string[] = []
  let text = ''
  socket.send({ ...create, stream_id: 'main' })
  for await (const event of socket) {
    if (event.type === 'error') throw event.error
    if (event.type !== 'message') continue
    const { message } = event
    if (message.type === 'response.output_text.delta') text += message.delta
    if (message.type !== 'response.completed') continue
    ids.push(message.response.id)
    if (ids.length === 2) break
    socket.send({ ...create, stream_id: 'main', previous_response_id: message.response.id })
  }
  socket.close()
  expect(text).toBe('Hello worldHello world')
  expect(new Set(ids).size).toBe(2)
})

test('the official client sees errors as its own, and the connection goes on', async () => {
  await using server = await listen(createTestApp())
  const socket = new ResponsesWS(clientOf(server.url))
  const seen: string[] = []
  socket.send({ ...create, previous_response_id: 'resp_none' })
  socket.send(create)
  for await (const event of socket) {
    if (event.type === 'error') seen.push(event.error.error?.type === 'error' ? JSON.stringify(event.error.error) : event.error.message)
    if (event.type === 'message' && event.message.type === 'response.completed') break
  }
  socket.close()
  expect(seen).toHaveLength(1)
  expect(seen[0]).toContain('previous_response_not_found')
})

test('the official client connects again by itself when the connection is too old', async () => {
  const engine = createTestEngine(() => saying('Hi'))
  await using server = await listen(createTestApp({ engine, limits: { websocketLifetime: 1_000 } }))
  const socket = new ResponsesWS(clientOf(server.url), { reconnect: { onReconnecting: () => undefined, initialDelay: 1 } })
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.on('reconnected', () => resolve()))
  const completed = new Promise<void>((resolve) => socket.on('response.completed', () => resolve()))
  socket.send(create)
  await completed
  socket.close()
  expect(engine.requests).toHaveLength(1)
})

test('the official client is told that its key is not known', async () => {
  await using server = await listen(createTestApp({ apiKeys: ['key'] }))
  const socket = new ResponsesWS(clientOf(server.url, 'wrong'))
  const error = await new Promise<Error>((resolve) => socket.on('error', resolve))
  expect(error.message).toContain('401')
})
