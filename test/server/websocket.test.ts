import { referenceModelPath } from '@goldwire/reference-model'
import { type RunningServer, startServer } from '@goldwire/server'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { lintedLanes } from './linted-lanes.ts'
import { connect, endedCount } from './websocket-client.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath } })
})
afterAll(() => server.close())

const create = (fields: object = {}) => ({
  type: 'response.create',
  model: 'reference',
  store: false,
  temperature: 0,
  max_output_tokens: 48,
  input: 'Tell me a story about a fox.',
  ...fields,
})
const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  strict: true,
}
const call = { tools: [weather], tool_choice: { type: 'function', name: 'get_weather' }, input: 'How is the weather in Paris?' }

test('lanes run side by side, each its own stream', async () => {
  await using client = await connect(server.url)
  for (const stream_id of ['a', 'b', 'c']) client.send(create({ stream_id }))
  client.send(create())
  client.send(create({ stream_id: 'a', input: 'Say hello.' }))
  await client.until((messages) => endedCount(messages) === 5)
  const lanes = lintedLanes(client.messages)
  expect(lanes.map(({ streamId }) => streamId ?? '').toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['', 'a', 'a', 'b', 'c'])
  const order = client.messages.flatMap((message) => (message.type === 'response.output_text.delta' ? [message.stream_id] : []))
  const first = order.slice(0, order.lastIndexOf('b'))
  expect(new Set(first).size).toBeGreaterThan(2)
})

test('a tool is called and answered without anything stored', async () => {
  await using client = await connect(server.url)
  client.send(create({ ...call, stream_id: 'main' }))
  await client.until((messages) => endedCount(messages) === 1)
  const [first] = lintedLanes(client.messages)
  const item = first?.response.output.find((one) => one.type === 'function_call')
  expect(item).toMatchObject({ name: 'get_weather' })
  const output = { type: 'function_call_output', call_id: item?.type === 'function_call' ? item.call_id : '', output: 'Sunny.' }
  const next = { stream_id: 'main', previous_response_id: first?.response.id, tools: [weather], tool_choice: 'none', input: [output] }
  client.send(create(next))
  await client.until((messages) => endedCount(messages) === 2)
  expect(lintedLanes(client.messages)[1]?.response).toMatchObject({ previous_response_id: first?.response.id, status: 'completed' })
})

test('a warm-up reads the prompt, and the next request finds it read', async () => {
  await using client = await connect(server.url)
  const instructions = 'You are a helpful assistant that answers in one short sentence and never says more than it was asked.'
  client.send(create({ generate: false, instructions, input: 'My name is Ada.' }))
  await client.until((messages) => endedCount(messages) === 1)
  const [warm] = lintedLanes(client.messages)
  expect(warm?.response).toMatchObject({ status: 'completed', output: [], usage: { output_tokens: 0 } })
  expect(warm?.response.usage?.input_tokens).toBeGreaterThan(20)
  client.send(create({ instructions, previous_response_id: warm?.response.id, input: 'Say hello.' }))
  await client.until((messages) => endedCount(messages) === 2)
  const usage = lintedLanes(client.messages)[1]?.response.usage
  expect(usage?.input_tokens_details.cached_tokens).toBeGreaterThan(20)
})

test('a story that is steered stops, and goes on as it was told', async () => {
  await using client = await connect(server.url)
  client.send(create({ stream_id: 'main', max_output_tokens: 400, temperature: 1, seed: 7 }))
  await client.until((messages) => messages.some(({ type }) => type === 'response.output_text.delta'))
  const created = client.messages.find((message) => message.type === 'response.created')
  const id = created?.type === 'response.created' ? created.response.id : ''
  client.send({ type: 'response.steer', previous_response_id: id, input: 'Stop. Say hello instead.' })
  await client.until((messages) => messages.filter(({ type }) => type === 'response.created').length === 2 && endedCount(messages) === 2)
  const [story, successor] = lintedLanes(client.messages)
  expect(story?.messages.map(({ type }) => type)).toContain('response.steer.accepted')
  expect(story?.response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'steered' } })
  expect(successor?.response).toMatchObject({ previous_response_id: id, temperature: 1, max_output_tokens: 400 })
})
