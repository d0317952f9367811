import type { ServerMessage } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import { ApiError } from '../run/api-error.ts'
import { createGate } from '../testing/gate.ts'
import { openSocket, type SocketClient, typed } from '../testing/socket-client.ts'
import { calling, createTestApp, createTestEngine, listen, saying, type TestScript } from '../testing/test-app.ts'

const tools = [{ type: 'function', name: 'look', parameters: null, strict: false }]
const create = (fields: object = {}) => ({ type: 'response.create', model: 'test-model', store: false, input: 'Hi', ...fields })
const steer = (previous_response_id: string, input: unknown) => ({ type: 'response.steer', previous_response_id, input })
const said = (items: unknown) => [...JSON.stringify(items).matchAll(/"(?:text|output)":"([^"]+)"/g)].map(([, text]) => text)

/** Each request is answered by the next script; what comes after the last one is answered with `ok`. */
function createTurns(...scripts: TestScript[]) {
  let turn = 0
  return createTestEngine((request, signal) => (scripts[turn++] ?? (() => saying('ok')))(request, signal))
}

/** Yields some steps, waits for the gate, yields the others. */
function waiting(steps: Step[], before: number, gate: Promise<void>): TestScript {
  return async function* () {
    yield* steps.slice(0, before)
    await gate
    yield* steps.slice(before)
  }
}

async function begin(client: SocketClient, fields: object = {}): Promise<string> {
  client.send(create(fields))
  return idOf(await client.next(typed('response.created')))
}

function idOf(message: ServerMessage): string {
  if (!('response' in message)) throw new Error(`no response in ${message.type}`)
  return message.response.id
}

/** What was said about one response, by what it says: its events, and its steering. */
function storyOf(messages: readonly ServerMessage[], id: string): ServerMessage[] {
  let current = ''
  return messages.filter((message) => {
    if (message.type === 'response.created') current = message.response.id
    return 'steer' in message ? message.steer.previous_response_id === id : current === id
  })
}

test('text is cut, what was said of it is kept, and a successor takes the input up with the same settings', async () => {
  const gate = createGate()
  const engine = createTurns(waiting(saying('one ', 'two ', 'three '), 4, gate.passed))
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const id = await begin(client, { stream_id: 'a', instructions: 'Count.', temperature: 0.5, metadata: { k: 'v' } })
  await client.next(typed('response.output_text.delta'))
  client.send(steer(id, 'Stop.'))
  const accepted = await client.next(typed('response.steer.accepted', 'a'))
  expect(accepted).toMatchObject({ steer: { previous_response_id: id } })
  gate.open()
  const incomplete = await client.next(typed('response.incomplete', 'a'))
  expect(incomplete).toMatchObject({
    response: {
      status: 'incomplete',
      incomplete_details: { reason: 'steered' },
      output: [{ status: 'incomplete', content: [{ text: 'one two ' }] }],
    },
  })
  const created = await client.next(typed('response.created', 'a'))
  expect(created).toMatchObject({
    sequence_number: 0,
    response: { previous_response_id: id, instructions: 'Count.', temperature: 0.5, metadata: { k: 'v' } },
  })
  await client.next(typed('response.completed', 'a'))
  expect(said(engine.requests[1]?.items)).toEqual(['Hi', 'one two ', 'Stop.'])
  expect(client.messages.indexOf(created)).toBe(client.messages.indexOf(incomplete) + 1)
  expect(storyOf(client.messages, id).map((message) => message.sequence_number)).toEqual(
    storyOf(client.messages, id).map((_, index) => index),
  )
})

test('what ends by itself completes, and a successor follows all the same, before what waits in the lane', async () => {
  const gate = createGate()
  const engine = createTurns(waiting(saying('one'), 3, gate.passed))
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const id = await begin(client)
  await client.next(typed('response.output_text.delta'))
  client.send(create({ input: 'Later' }))
  client.send(steer(id, [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'More.' }] }]))
  client.send(steer(id, 'And more.'))
  await client.next(typed('response.steer.accepted'))
  await client.next(typed('response.steer.accepted'))
  gate.open()
  for (let count = 0; count < 2; count += 1) await client.next(typed('response.completed'))
  expect(engine.requests.map(({ items }) => said(items))).toEqual([['Hi'], ['Hi', 'one', 'More.', 'And more.'], ['Later']])
})

test('structured text and reasoning are not cut', async () => {
  const gate = createGate()
  const thinking: Step[] = [
    { type: 'item.start', item: { type: 'reasoning' } },
    { type: 'part.start', part: 'reasoning_text' },
    { type: 'delta', delta: 'hm' },
    { type: 'delta', delta: 'mm' },
    { type: 'part.end' },
    { type: 'item.end' },
  ]
  const engine = createTurns(waiting([...thinking, ...saying('never')], 3, gate.passed))
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const id = await begin(client, { model: 'thinking-model' })
  await client.next(typed('response.reasoning_text.delta'))
  client.send(steer(id, 'x'))
  await client.next(typed('response.steer.accepted'))
  gate.open()
  const incomplete = await client.next(typed('response.incomplete'))
  expect(incomplete).toMatchObject({ response: { output: [{ type: 'reasoning', content: [{ text: 'hmmm' }] }] } })
})

test('steering waits for the outputs a response needs, and goes before them into the request that brings them', async () => {
  const gate = createGate()
  const engine = createTurns(waiting(calling({ name: 'look', arguments: '{}', call_id: 'call_1' }), 2, gate.passed))
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const id = await begin(client, { tools, stream_id: 'a' })
  await client.next(typed('response.function_call_arguments.delta'))
  client.send(steer(id, 'Hurry.'))
  await client.next(typed('response.steer.accepted'))
  gate.open()
  await client.next(typed('response.completed', 'a'))
  expect(await client.next(typed('response.steer.pending', 'a'))).toMatchObject({
    reason: 'waiting_for_required_input',
    required_input: [{ type: 'function_call_output', call_id: 'call_1', name: 'look' }],
    steer: { previous_response_id: id },
  })
  const output = { type: 'function_call_output', call_id: 'call_1', output: 'seen' }
  client.send(create({ tools, stream_id: 'a', previous_response_id: id, input: [output] }))
  await client.next(typed('response.completed', 'a'))
  expect(said(engine.requests[1]?.items)).toEqual(['Hi', 'Hurry.', 'seen'])
  client.send(steer(id, 'Again.'))
  expect(await client.next(typed('response.steer.failed', 'a'))).toMatchObject({ error: { code: 'response_already_completed' } })
  expect(storyOf(client.messages, id).filter((message) => message.type === 'response.steer.pending')).toHaveLength(1)
})

test('input nobody took up goes back when the request that should have is refused', async () => {
  const gate = createGate()
  const engine = createTurns(waiting(calling({ name: 'look', arguments: '{}', call_id: 'call_1' }), 2, gate.passed))
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const id = await begin(client, { tools })
  await client.next(typed('response.function_call_arguments.delta'))
  client.send(steer(id, 'Hurry.'))
  const accepted = await client.next(typed('response.steer.accepted'))
  gate.open()
  await client.next(typed('response.steer.pending'))
  client.send(create({ previous_response_id: id, input: 'No output.' }))
  const failed = await client.next(typed('response.steer.failed'))
  expect(failed).toMatchObject({ error: { code: 'successor_creation_failed' }, steer: { input: 'Hurry.' } })
  expect('steer' in failed && failed.steer.id).toBe('steer' in accepted && accepted.steer.id)
  expect(await client.next(typed('error'))).toMatchObject({ status: 400 })
})

test.each<[string, TestScript, TestScript]>([
  [
    'the response fails',
    () => {
      throw new ApiError({ code: 'server_error', message: 'No.' })
    },
    () => saying('ok'),
  ],
  [
    'the successor is refused',
    () => saying('!').slice(3),
    () => {
      throw new ApiError({ code: 'context_length_exceeded', message: 'No.' })
    },
  ],
])('input goes back when %s', async (_, ending, successor) => {
  const gate = createGate()
  const engine = createTurns(async function* (request, signal) {
    yield* saying('one').slice(0, 3)
    await gate.passed
    yield* ending(request, signal)
  }, successor)
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const id = await begin(client, { text: { format: { type: 'json_object' } }, input: 'JSON' })
  await client.next(typed('response.output_text.delta'))
  client.send(steer(id, 'Hurry.'))
  await client.next(typed('response.steer.accepted'))
  gate.open()
  expect(await client.next(typed('response.steer.failed'))).toMatchObject({
    error: { code: 'successor_creation_failed', type: 'invalid_request_error' },
    steer: { input: 'Hurry.', previous_response_id: id, id: expect.stringMatching(/^steer_/) as string },
  })
  client.send(create())
  await client.next(typed('response.completed'))
})

test('what cannot be steered is said to be so, with the input', async () => {
  const gate = createGate()
  const engine = createTurns(waiting(saying('one'), 3, gate.passed), () => saying('two'))
  await using server = await listen(createTestApp({ engine }))
  await using client = await openSocket(server.url)
  const codeOf = async (message: object) => {
    client.send(message)
    const failed = await client.next(typed('response.steer.failed'))
    expect(failed).toMatchObject({ steer: { previous_response_id: expect.any(String) as string, input: expect.anything() as unknown } })
    return 'error' in failed ? failed.error.code : null
  }
  const id = await begin(client)
  expect(await codeOf(steer('resp_0', 'x'))).toBe('response_not_found')
  expect(await codeOf({ ...steer(id, 'x'), stream_id: 'a' })).toBe('invalid_input')
  for (let count = 0; count < 16; count += 1) client.send(steer(id, 'x'))
  expect(await codeOf(steer(id, 'x'))).toBe('too_many_pending_steers')
  gate.open()
  await client.next(typed('response.completed'))
  const last = await client.next(typed('response.completed')).catch(() => null)
  expect(last).not.toBeNull()
  const warm = await begin(client, { generate: false })
  await client.next(typed('response.completed'))
  expect(await codeOf(steer(warm, 'x'))).toBe('steering_not_supported')
  const { id: conversation } = (await (await fetch(`${server.url}/v1/conversations`, { method: 'POST' })).json()) as { id: string }
  const bound = await begin(client, { conversation })
  await client.next(typed('response.completed'))
  expect(await codeOf(steer(bound, 'x'))).toBe('steering_not_supported')
})

test('steering without an id or an input is an error', async () => {
  await using server = await listen(createTestApp())
  await using client = await openSocket(server.url)
  client.send({ type: 'response.steer', input: 'x' })
  expect(await client.next(typed('error'))).toMatchObject({ status: 400, error: { param: 'previous_response_id' } })
  client.send({ type: 'response.steer', previous_response_id: 'resp_0' })
  expect(await client.next(typed('error'))).toMatchObject({ status: 400, error: { param: 'input' } })
})
