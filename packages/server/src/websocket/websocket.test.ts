import { expect, test } from 'vitest'

import { ApiError } from '../run/api-error.ts'
import { openSocket, typed } from '../testing/socket-client.ts'
import { createTestApp, createTestEngine, listen, saying } from '../testing/test-app.ts'

const create = (fields: object = {}) => ({ type: 'response.create', model: 'test-model', input: 'Hi', ...fields })

test('a response comes as the events it has over HTTP, one text frame each', async () => {
  await using server = await listen(createTestApp())
  await using client = await openSocket(server.url)
  client.send(create())
  await client.next(typed('response.completed'))
  expect(client.messages.map(({ type }) => type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(client.messages.map((message) => message.sequence_number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(client.messages.some((message) => 'stream_id' in message)).toBe(false)
  expect(client.messages[4]).toHaveProperty('obfuscation')
})

test('every event of a lane names it, in its place among the keys', async () => {
  await using server = await listen(createTestApp())
  await using client = await openSocket(server.url)
  client.send(create({ stream_id: 'lane.1', stream: true, stream_options: { include_obfuscation: false } }))
  await client.next(typed('response.completed'))
  for (const message of client.messages) {
    const [type, ...others] = Object.keys(message)
    expect(message.stream_id).toBe('lane.1')
    expect(type).toBe('type')
    expect(others).toEqual(others.toSorted())
    expect(message).not.toHaveProperty('obfuscation')
  }
})

test('numbers begin anew with each response, and the default lane is a queue like any other', async () => {
  const engine = createTestEngine()
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  for (const input of ['one', 'two', 'three']) client.send(create({ input }))
  for (let count = 0; count < 3; count += 1) await client.next(typed('response.completed'))
  expect(client.messages.map((message) => message.sequence_number)).toEqual([...Array(3)].flatMap(() => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]))
  expect(engine.requests.map(({ items }) => JSON.stringify(items).match(/one|two|three/)?.[0])).toEqual(['one', 'two', 'three'])
})

test.each<[string, object | string | Buffer, object, string?]>([
  ['no JSON', '{"type":', { code: null, param: null }],
  ['no object', '[]', { code: 'invalid_type' }],
  ['null', 'null', { code: 'invalid_type' }],
  ['a binary frame', Buffer.from(JSON.stringify(create())), { code: null, message: expect.stringContaining('Binary') as string }],
  ['JSON as deep as a well', '['.repeat(200) + ']'.repeat(200), { code: 'invalid_type' }],
  ['an object as deep as a well', `{"a":${'['.repeat(200)}${']'.repeat(200)}}`, { code: 'invalid_value' }],
  ['no type', { model: 'test-model' }, { code: 'missing_required_parameter', param: 'type' }],
  ['an unknown type', { type: 'response.cancel' }, { code: 'invalid_value', param: 'type' }],
  ['an unknown type in a lane', { type: 'response.cancel', stream_id: 'a' }, { code: 'invalid_value', param: 'type' }, 'a'],
  ['an empty lane name', create({ stream_id: '' }), { code: 'invalid_stream_id', param: 'stream_id' }],
  ['a lane name of null', create({ stream_id: null }), { code: 'invalid_stream_id', param: 'stream_id' }],
  ['a lane name with a space', create({ stream_id: 'a b' }), { code: 'invalid_stream_id', param: 'stream_id' }],
  ['background', create({ background: true, stream_id: 'a' }), { code: 'unsupported_parameter', param: 'background' }, 'a'],
  ['stream false', create({ stream: false }), { code: 'unsupported_value', param: 'stream' }],
  ['no input', { type: 'response.create', model: 'test-model' }, { code: 'missing_required_parameter', param: 'input' }],
  ['an unknown field', create({ stop: 'x' }), { code: 'unknown_parameter', param: 'stop' }],
  ['an unknown model', create({ model: 'no', stream_id: 'b' }), { code: 'model_not_found' }, 'b'],
  [
    'an unknown response',
    create({ previous_response_id: 'resp_0' }),
    { code: 'previous_response_not_found', param: 'previous_response_id' },
  ],
  ['a message that is too large', create({ input: 'x'.repeat(2_000) }), { code: 'request_too_large' }],
])('answered, and the connection goes on: %s', async (_, message, error, streamId) => {
  await using server = await listen(createTestApp({ limits: { bodyBytes: 2_000 } }))
  await using client = await openSocket(server.url)
  client.send(message)
  const refused = await client.next(typed('error'))
  expect(refused).toMatchObject({ type: 'error', error })
  expect(refused).toHaveProperty('status')
  expect(refused.stream_id).toBe(streamId)
  expect(refused).not.toHaveProperty('sequence_number')
  client.send(create())
  await client.next(typed('response.completed'))
})

test('status and code are those of HTTP', async () => {
  await using server = await listen(createTestApp({ limits: { bodyBytes: 2_000 } }))
  await using client = await openSocket(server.url)
  client.send(create({ model: 'no' }))
  expect(await client.next(typed('error'))).toMatchObject({ status: 400 })
  client.send('x'.repeat(2_001))
  expect(await client.next(typed('error'))).toMatchObject({ status: 413 })
})

test('a message that is far too large closes the connection with the code for it', async () => {
  await using server = await listen(createTestApp({ limits: { bodyBytes: 1_000 } }))
  await using client = await openSocket(server.url)
  client.send('x'.repeat(2_001))
  expect(await client.closed).toBe(1009)
})

test('text that is no UTF-8 closes the connection with the code for it', async () => {
  await using server = await listen(createTestApp())
  await using client = await openSocket(server.url)
  client.socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false })
  expect(await client.closed).toBe(1007)
})

test('an engine that refuses before its first step is told with its status, one that fails later within the stream', async () => {
  const engine = createTestEngine(async function* () {
    if (engine.requests.length === 1)
      throw new ApiError({ code: 'server_is_overloaded', message: 'Full.', headers: { 'retry-after': '5' } })
    yield* saying('Hel').slice(0, 3)
    throw new ApiError({ code: 'rate_limit_exceeded', message: 'Enough.' })
  })
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  client.send(create({ stream_id: 'a' }))
  expect(await client.next(typed('error'))).toEqual({
    type: 'error',
    status: 503,
    error: {
      type: 'service_unavailable_error',
      code: 'server_is_overloaded',
      message: 'Full.',
      param: null,
      headers: { 'retry-after': '5' },
    },
    stream_id: 'a',
  })
  client.send(create({ stream_id: 'a' }))
  await client.next(typed('response.failed', 'a'))
  const [error, failed] = client.messages.slice(-2)
  expect(error).toMatchObject({ type: 'error', error: { code: 'rate_limit_exceeded' }, stream_id: 'a' })
  expect(error).not.toHaveProperty('status')
  expect(failed?.sequence_number).toBe((error?.sequence_number ?? 0) + 1)
})

test('an error nobody foresaw says nothing of itself, and is logged', async () => {
  const log: string[] = []
  const engine = createTestEngine(() => {
    throw new Error('secret')
  })
  await using server = await listen(createTestApp({ engine, logger: (entry) => entry.level === 'error' && log.push(entry.event) }))
  await using client = await openSocket(server.url)
  client.send(create())
  const error = await client.next(typed('error'))
  expect(error).toMatchObject({ status: 500, error: { type: 'server_error', code: 'server_error' } })
  expect(JSON.stringify(error)).not.toContain('secret')
  expect(log).toEqual(['fault'])
})
