import type { Response } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import type { LogEntry } from '../logger.ts'
import { ApiError } from '../run/api-error.ts'
import { askInProcess, eventsOf, reach, ways } from '../testing/matrix.ts'
import { calling, createTestApp, createTestEngine, listen, saying, usage } from '../testing/test-app.ts'

const hello = { model: 'test-model', input: 'Hi' }
const outputText = (response: unknown): string =>
  (response as Response).output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('')

test.each(ways)('a stream is whole, numbered and ends with what it added up to (%s)', async (way) => {
  await using server = await reach(way, createTestApp())
  const { ask } = server
  const { status, headers, text } = await ask({ body: { ...hello, stream: true } })
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/event-stream; charset=utf-8')
  expect(headers['openai-version']).toBe('2020-10-01')
  expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/)
  expect(headers['openai-processing-ms']).toMatch(/^\d+$/)
  expect(headers['cache-control']).toContain('no-cache')
  const events = await eventsOf(text)
  expect(events.map((event) => event.type)).toEqual([
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
  const last = events.at(-1)
  expect(last?.type === 'response.completed' && outputText(last.response)).toBe('Hello world')
})

test.each(ways)('without stream the answer is what the terminal event would have carried (%s)', async (way) => {
  await using server = await reach(way, createTestApp())
  const { ask } = server
  const { status, headers, json } = await ask({ body: hello })
  expect(status).toBe(200)
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(headers['x-request-id']).toMatch(/^req_/)
  expect(headers['openai-processing-ms']).toMatch(/^\d+$/)
  expect(json).toMatchObject({ object: 'response', status: 'completed', service_tier: 'default', usage, error: null })
  expect(outputText(json)).toBe('Hello world')
  const streamed = (await eventsOf((await ask({ body: { ...hello, stream: true } })).text)).at(-1)
  const terminal = streamed?.type === 'response.completed' ? streamed.response : null
  expect(Object.keys(json)).toEqual(Object.keys(terminal ?? {}))
})

test.each(ways)('what the stream ended with is what GET gives, and DELETE takes away (%s)', async (way) => {
  await using server = await reach(way, createTestApp())
  const { ask } = server
  const events = await eventsOf((await ask({ body: { ...hello, stream: true } })).text)
  const last = events.at(-1)
  const response = last?.type === 'response.completed' ? last.response : null
  const path = `/v1/responses/${response?.id}`
  expect((await ask({ method: 'GET', path })).json).toEqual(response)
  expect((await ask({ method: 'DELETE', path })).json).toEqual({ id: response?.id, object: 'response.deleted', deleted: true })
  const gone = await ask({ method: 'GET', path })
  expect(gone.status).toBe(404)
  expect(gone.json).toEqual({
    error: { message: `Response with id '${response?.id}' not found.`, type: 'invalid_request_error', param: null, code: null },
  })
  expect((await ask({ method: 'DELETE', path })).status).toBe(404)
})

test.each(ways)('a stored stream is replayed from any number on, as it was but for the padding (%s)', async (way) => {
  await using server = await reach(way, createTestApp())
  const { ask } = server
  const events = await eventsOf((await ask({ body: { ...hello, stream: true, stream_options: { include_obfuscation: false } } })).text)
  const [created] = events
  const id = created?.type === 'response.created' ? created.response.id : ''
  const whole = await ask({ method: 'GET', path: `/v1/responses/${id}?stream=true` })
  expect(whole.headers['content-type']).toBe('text/event-stream; charset=utf-8')
  expect(await eventsOf(whole.text)).toEqual(events)
  const rest = await ask({ method: 'GET', path: `/v1/responses/${id}?stream=true&starting_after=6` })
  expect(rest.text).toBe(whole.text.slice(whole.text.indexOf('event: response.content_part.done')))
  const padded = await ask({ body: { ...hello, stream: true } })
  const paddedId = /resp_[0-9a-f]+/.exec(padded.text)?.[0]
  expect(padded.text).toContain('obfuscation')
  expect((await ask({ method: 'GET', path: `/v1/responses/${paddedId}?stream=true` })).text).not.toContain('obfuscation')
})

test('padding is left out when it is asked for that', async () => {
  const ask = askInProcess(createTestApp())
  expect((await ask({ body: { ...hello, stream: true } })).text).toContain('"obfuscation":')
  expect((await ask({ body: { ...hello, stream: true, stream_options: { include_obfuscation: false } } })).text).not.toContain(
    'obfuscation',
  )
})

test.each(ways)('what the engine refuses at once is an HTTP error, also when a stream was asked for (%s)', async (way) => {
  const refuse = () => {
    throw new ApiError({ code: 'context_length_exceeded', param: 'input', message: 'Too long.' })
  }
  await using server = await reach(way, createTestApp({ engine: createTestEngine(refuse) }))
  for (const stream of [false, true]) {
    const { status, headers, json } = await server.ask({ body: { ...hello, stream } })
    expect(status).toBe(400)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(json).toEqual({
      error: { message: 'Too long.', type: 'invalid_request_error', param: 'input', code: 'context_length_exceeded' },
    })
  }
})

test('an engine that is slow to refuse does not hold the stream back: it says so inside', async () => {
  const engine = createTestEngine(async function* () {
    await new Promise((resolve) => setTimeout(resolve, 50))
    if (engine.requests.length > 0) throw new ApiError({ code: 'server_is_overloaded', message: 'Try later.' })
    yield* saying('never')
  })
  const log: string[] = []
  const ask = askInProcess(createTestApp({ engine, limits: { firstStepWait: 5 }, logger: (entry) => log.push(entry.event) }))
  const { status, text } = await ask({ body: { ...hello, stream: true } })
  expect(status).toBe(200)
  const events = await eventsOf(text)
  expect(events.map((event) => event.type)).toEqual(['response.created', 'response.in_progress', 'error', 'response.failed'])
  expect(events[2]).toMatchObject({
    error: { type: 'service_unavailable_error', code: 'server_is_overloaded', message: 'Try later.', param: null },
  })
  expect(events[3]).toMatchObject({ response: { status: 'failed', error: { code: 'server_is_overloaded', message: 'Try later.' } } })
  expect((await ask({ body: hello })).status).toBe(503)
  expect(log.filter((event) => event !== 'response')).toEqual(['request', 'request'])
})

test('an engine that gives up in the middle fails the stream in order, and the one body with a status', async () => {
  const engine = createTestEngine(() => [
    ...saying('Half').slice(0, 3),
    { type: 'fail', error: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
  ])
  const ask = askInProcess(createTestApp({ engine }))
  const events = await eventsOf((await ask({ body: { ...hello, stream: true } })).text)
  expect(events.at(-2)).toMatchObject({ type: 'error', error: { code: 'rate_limit_exceeded' } })
  expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { status: 'failed', completed_at: null } })
  const { status, json } = await ask({ body: hello })
  expect(status).toBe(429)
  expect(json).toMatchObject({ error: { code: 'rate_limit_exceeded', message: 'Slow down.' } })
})

test('an exception of the engine gives nothing away, but is logged without its message', async () => {
  const log: LogEntry[] = []
  const engine = createTestEngine(function* () {
    yield* saying('Half').slice(0, 3)
    throw new TypeError('the secret is 42')
  })
  const ask = askInProcess(createTestApp({ engine, logger: (entry) => log.push(entry) }))
  const streamed = await ask({ body: { ...hello, stream: true } })
  const single = await ask({ body: hello })
  expect((await eventsOf(streamed.text)).at(-1)).toMatchObject({ type: 'response.failed', response: { error: { code: 'server_error' } } })
  expect(single.status).toBe(500)
  expect(single.json).toMatchObject({ error: { type: 'server_error', code: 'server_error' } })
  expect(streamed.text + single.text).not.toContain('secret')
  expect(log.filter((entry) => entry.event === 'fault')).toMatchObject([{ name: 'TypeError' }, { name: 'TypeError' }])
  expect(JSON.stringify(log)).not.toContain('secret')
})

test('an engine that stops without a word fails the response', async () => {
  const ask = askInProcess(createTestApp({ engine: createTestEngine(() => saying('Half').slice(0, 3)) }))
  const events = await eventsOf((await ask({ body: { ...hello, stream: true } })).text)
  expect(events.slice(-2).map((event) => event.type)).toEqual(['error', 'response.failed'])
})

test('an answer cut by its length is incomplete, and no error', async () => {
  const engine = createTestEngine(() => [...saying('Half').slice(0, 3), { type: 'stop', reason: 'max_output_tokens', usage }])
  const { status, json } = await askInProcess(createTestApp({ engine }))({ body: { ...hello, max_output_tokens: 16 } })
  expect(status).toBe(200)
  expect(json).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
    completed_at: null,
    max_output_tokens: 16,
  })
})

test('a response that failed is kept and told as failed', async () => {
  const engine = createTestEngine(() => [{ type: 'fail', error: { code: 'server_error', message: 'No.' } }])
  const ask = askInProcess(createTestApp({ engine }))
  const id = /resp_[0-9a-f]+/.exec((await ask({ body: { ...hello, stream: true } })).text)?.[0]
  expect((await ask({ method: 'GET', path: `/v1/responses/${id}` })).json).toMatchObject({
    id,
    status: 'failed',
    error: { message: 'No.' },
  })
})

test('logprobs are asked of the engine only with the include, and then with the given number of alternatives', async () => {
  const engine = createTestEngine()
  const ask = askInProcess(createTestApp({ engine }))
  await ask({ body: hello })
  await ask({ body: { ...hello, top_logprobs: 3 } })
  await ask({ body: { ...hello, include: ['message.output_text.logprobs'] } })
  await ask({ body: { ...hello, include: ['message.output_text.logprobs'], top_logprobs: 3 } })
  expect(engine.requests.map((request) => request.topLogprobs)).toEqual([null, null, 0, 3])
})

test('the engine is asked what the caller is told', async () => {
  const engine = createTestEngine()
  const ask = askInProcess(createTestApp({ engine, seed: 7 }))
  const { json } = await ask({
    body: {
      model: 'thinking-model',
      input: [{ role: 'user', content: 'Hi' }],
      instructions: 'Be brief.',
      reasoning: { effort: 'low', summary: 'auto' },
      temperature: 0.2,
      top_p: 0.5,
      max_output_tokens: 64,
      parallel_tool_calls: false,
      tools: [{ type: 'function', name: 'look', parameters: { type: 'object', properties: { where: { type: 'string' } } } }],
      tool_choice: 'required',
    },
  })
  expect(engine.requests[0]).toMatchObject({
    model: 'thinking-model',
    instructions: 'Be brief.',
    reasoningEffort: 'low',
    reasoningSummary: 'auto',
    temperature: 0.2,
    topP: 0.5,
    maxOutputTokens: 64,
    parallelToolCalls: false,
    toolChoice: 'required',
    seed: 7,
    tools: json['tools'],
    items: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }],
  })
})

test('a hundred streams at once stay apart', async () => {
  const engine = createTestEngine(async function* (request) {
    for (const step of saying(...JSON.stringify(request.items).match(/.{1,7}/g)!)) {
      await new Promise((resolve) => setImmediate(resolve))
      yield step
    }
  })
  await using server = await listen(createTestApp({ engine }))
  const answers = await Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const body = JSON.stringify({ ...hello, input: `question ${index}.`, stream: true })
      const answer = await fetch(`${server.url}/v1/responses`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      return eventsOf(await answer.text())
    }),
  )
  const ids = new Set<string>()
  answers.forEach((events, index) => {
    const last = events.at(-1)
    if (last?.type !== 'response.completed') throw new Error(`stream ${index} ended with ${last?.type}`)
    ids.add(last.response.id)
    expect(outputText(last.response)).toContain(`question ${index}.`)
  })
  expect(ids.size).toBe(100)
})

test('calls and their outputs go on over previous_response_id', async () => {
  const engine = createTestEngine((request) =>
    request.items.some((item) => item.type === 'function_call_output')
      ? saying('It is sunny.')
      : calling({ name: 'weather', arguments: '{}', call_id: 'call_1' }),
  )
  const ask = askInProcess(createTestApp({ engine }))
  const tools = [{ type: 'function', name: 'weather', parameters: null, strict: false }]
  const first = await ask({ body: { ...hello, instructions: 'Never inherited.', tools } })
  const output = { type: 'function_call_output', call_id: 'call_1', output: 'sunny' }
  const second = await ask({ body: { model: 'test-model', previous_response_id: first.json['id'], input: [output], tools } })
  expect(outputText(second.json)).toBe('It is sunny.')
  expect(second.json).toMatchObject({ previous_response_id: first.json['id'], instructions: null })
  expect(engine.requests[1]?.instructions).toBeNull()
  expect(engine.requests[1]?.items.map((item) => item.type)).toEqual(['message', 'function_call', 'function_call_output'])
})
