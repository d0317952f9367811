import { apiErrorBodySchema } from '@goldwire/schemas'
import OpenAI, { RateLimitError } from 'openai'
import { expect, test } from 'vitest'

import type { LogEntry } from '../logger.ts'
import { askInProcess } from '../testing/matrix.ts'
import { createTestApp, createTestEngine, listen, saying } from '../testing/test-app.ts'

const hello = { model: 'test-model', input: 'Hi' }

/** An engine that says one word and then waits. */
function createGatedEngine() {
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const engine = createTestEngine(async function* () {
    yield* saying('Hello').slice(0, 3)
    await gate
    yield* saying('Hello').slice(3)
  })
  return { engine, open }
}

async function metricsOf(ask: ReturnType<typeof askInProcess>, headers: Record<string, string> = {}) {
  const { text, headers: told } = await ask({ method: 'GET', path: '/metrics', headers })
  const values = new Map(
    text.split('\n').flatMap((line) => (line.startsWith('#') || line === '' ? [] : [line.split(/ (?=[^ ]*$)/) as [string, string]])),
  )
  return { values, type: told['content-type'] }
}

test('every answer tells what is left of the limits, and what is refused says when to come back', async () => {
  await using server = await listen(
    createTestApp({ now: () => 1_800_000_000_000, rateLimits: { requestsPerMinute: 2, tokensPerMinute: 10_000 } }),
  )
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
  const { response: plain } = await client.responses.create(hello).withResponse()
  expect(Object.fromEntries(plain.headers)).toMatchObject({
    'x-ratelimit-limit-requests': '2',
    'x-ratelimit-remaining-requests': '1',
    'x-ratelimit-reset-requests': '30s',
    'x-ratelimit-limit-tokens': '10000',
  })
  expect(plain.headers.get('x-ratelimit-remaining-tokens')).toBe('9999')
  const { data: stream, response: streamed } = await client.responses.create({ ...hello, stream: true }).withResponse()
  for await (const _ of stream);
  expect(streamed.headers.get('x-ratelimit-remaining-requests')).toBe('0')
  // The first response took 8 tokens, the second one is taken for 1.
  expect(streamed.headers.get('x-ratelimit-remaining-tokens')).toBe('9991')
  const error = await client.responses.create({ ...hello, stream: true }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RateLimitError)
  expect(error).toMatchObject({ code: 'rate_limit_exceeded', type: 'requests' })
  const { headers } = error as RateLimitError
  expect(Number(headers?.get('retry-after-ms'))).toBeGreaterThan(25_000)
  expect(headers?.get('x-ratelimit-remaining-requests')).toBe('0')
  // Nothing else is limited.
  expect((await client.models.list()).data).toHaveLength(2)
})

test('each key has limits of its own', async () => {
  const ask = askInProcess(createTestApp({ apiKeys: ['one', 'two'], rateLimits: { requestsPerMinute: 1 } }))
  const status = async (key: string) => (await ask({ body: hello, headers: { authorization: `Bearer ${key}` } })).status
  expect([await status('one'), await status('one'), await status('two'), await status('two')]).toEqual([200, 429, 200, 429])
})

test('a refused request gives its tokens back', async () => {
  const ask = askInProcess(createTestApp({ rateLimits: { tokensPerMinute: 100 } }))
  expect((await ask({ body: { ...hello, model: 'nothing', max_output_tokens: 90 } })).status).toBe(400)
  expect((await ask({ body: { ...hello, max_output_tokens: 90 } })).status).toBe(200)
})

test('more responses at once than there is room for are refused, and room comes back', async () => {
  const { engine, open } = createGatedEngine()
  const ask = askInProcess(createTestApp({ engine, limits: { responsesAtOnce: 3, responsesAtOncePerCaller: 2 }, apiKeys: ['a', 'b', 'c'] }))
  const create = (key: string) => ask({ body: hello, headers: { authorization: `Bearer ${key}` } })
  const running = [create('a'), create('a'), create('b')]
  await expect.poll(async () => (await metricsOf(ask, { authorization: 'Bearer a' })).values.get('goldwire_responses_running')).toBe('3')
  const full = await create('c')
  expect(full).toMatchObject({ status: 503, json: { error: { code: 'server_is_overloaded', type: 'service_unavailable_error' } } })
  expect(full.headers).toHaveProperty('retry-after')
  expect(apiErrorBodySchema.safeParse(full.json).success).toBe(true)
  open()
  expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200, 200])
  expect((await create('c')).status).toBe(200)
})

test('one caller cannot take all the room', async () => {
  const { engine, open } = createGatedEngine()
  const ask = askInProcess(createTestApp({ engine, limits: { responsesAtOncePerCaller: 1 }, apiKeys: ['a', 'b'] }))
  const create = (key: string) => ask({ body: hello, headers: { authorization: `Bearer ${key}` } })
  const first = create('a')
  await expect.poll(async () => (await metricsOf(ask, { authorization: 'Bearer a' })).values.get('goldwire_responses_running')).toBe('1')
  expect(await create('a')).toMatchObject({ status: 429, json: { error: { code: 'rate_limit_exceeded', type: 'requests' } } })
  const other = create('b')
  open()
  expect((await Promise.all([first, other])).map(({ status }) => status)).toEqual([200, 200])
})

test('metrics count requests, responses, tokens and times', async () => {
  const engine = createTestEngine(({ items }) =>
    JSON.stringify(items).includes('fail') ? [{ type: 'fail', error: { code: 'server_error', message: 'No.' } }] : saying('Hello'),
  )
  engine.status = () => ({ slots: 4, busy: 1, waiting: 2 })
  const ask = askInProcess(createTestApp({ engine }))
  await ask({ body: hello })
  await ask({ body: { ...hello, stream: true } })
  await ask({ body: { ...hello, input: 'fail' } })
  await ask({ body: { ...hello, model: 'nothing' } })
  await ask({ method: 'GET', path: '/v1/responses/resp_secret?x=secret' })
  const { values, type } = await metricsOf(ask)
  expect(type).toContain('text/plain')
  expect(Object.fromEntries(values)).toMatchObject({
    'goldwire_http_requests_total{method="POST",route="/v1/responses",status="200"}': '2',
    'goldwire_http_requests_total{method="POST",route="/v1/responses",status="400"}': '1',
    'goldwire_http_requests_total{method="POST",route="/v1/responses",status="500"}': '1',
    'goldwire_responses_total{outcome="completed"}': '2',
    'goldwire_responses_total{outcome="failed"}': '1',
    'goldwire_responses_total{outcome="refused"}': '1',
    'goldwire_tokens_total{direction="input"}': '10',
    'goldwire_tokens_total{direction="output"}': '6',
    goldwire_time_to_first_event_seconds_count: '3',
    goldwire_time_to_first_delta_seconds_count: '2',
    goldwire_responses_running: '0',
    goldwire_active_streams: '0',
    goldwire_engine_slots: '4',
    goldwire_engine_slots_busy: '1',
    goldwire_engine_queue_length: '2',
  })
  expect(JSON.stringify([...values])).not.toContain('secret')
})

test('streams that are being read are counted, and what their readers leave', async () => {
  const { engine } = createGatedEngine()
  const app = createTestApp({ engine })
  await using server = await listen(app)
  const ask = askInProcess(app)
  const reading = new AbortController()
  const answer = await fetch(`${server.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...hello, stream: true }),
    signal: reading.signal,
  })
  expect((await metricsOf(ask)).values.get('goldwire_active_streams')).toBe('1')
  reading.abort()
  await answer.text().catch(() => undefined)
  await expect.poll(async () => (await metricsOf(ask)).values.get('goldwire_responses_total{outcome="aborted"}')).toBe('1')
  expect((await metricsOf(ask)).values.get('goldwire_active_streams')).toBe('0')
})

test('metrics need a key, unless they are to be open', async () => {
  const closed = askInProcess(createTestApp({ apiKeys: ['key'] }))
  expect((await closed({ method: 'GET', path: '/metrics' })).status).toBe(401)
  expect((await closed({ method: 'GET', path: '/metrics', headers: { authorization: 'Bearer key' } })).status).toBe(200)
  const open = askInProcess(createTestApp({ apiKeys: ['key'], openMetrics: true }))
  expect((await open({ method: 'GET', path: '/metrics' })).status).toBe(200)
  expect((await open({ method: 'GET', path: '/metrics/../v1/models' })).status).toBe(401)
  expect((await open({ method: 'GET', path: '/v1/models' })).status).toBe(401)
})

test('the log tells of each response, without what was said', async () => {
  const entries: LogEntry[] = []
  const ask = askInProcess(createTestApp({ logger: (entry) => entries.push(entry) }))
  await ask({ body: { ...hello, input: 'a secret', metadata: { a: 'secret' } }, headers: { authorization: 'Bearer secret' } })
  expect(entries.find(({ event }) => event === 'response')).toMatchObject({
    level: 'info',
    responseId: expect.stringMatching(/^resp_/),
    model: 'test-model',
    outcome: 'completed',
    inputTokens: 5,
    outputTokens: 3,
  })
  expect(JSON.stringify(entries)).not.toMatch(/secret|Hello/)
})

const preflight = {
  origin: 'https://app.example',
  'access-control-request-method': 'POST',
  'access-control-request-headers': 'authorization',
}
const options = async (app: ReturnType<typeof createTestApp>, headers: Record<string, string>) =>
  app.inject({ method: 'OPTIONS', url: '/v1/responses', headers })

test('pages of other sites may not use the server unless they are named', async () => {
  const app = createTestApp()
  expect((await options(app, preflight)).headers).not.toHaveProperty('access-control-allow-origin')
  expect((await askInProcess(app)({ body: hello, headers: { origin: 'https://app.example' } })).headers).not.toHaveProperty(
    'access-control-allow-origin',
  )
})

test('pages of named origins may, with a key, streams and refusals included', async () => {
  const app = createTestApp({ corsOrigins: ['https://app.example'], apiKeys: ['key'] })
  const ask = askInProcess(app)
  const allowed = await options(app, preflight)
  expect(allowed.statusCode).toBe(204)
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': 'https://app.example',
    'access-control-allow-headers': 'authorization',
  })
  expect((await options(app, { ...preflight, origin: 'https://evil.example' })).headers['access-control-allow-origin']).toBeUndefined()
  for (const [headers, status] of [
    [{ authorization: 'Bearer key' }, 200],
    [{}, 401],
  ] as const) {
    const answer = await ask({ body: { ...hello, stream: true }, headers: { origin: 'https://app.example', ...headers } })
    expect(answer.status).toBe(status)
    expect(answer.headers['access-control-allow-origin']).toBe('https://app.example')
    expect(answer.headers['access-control-expose-headers']).toContain('x-request-id')
  }
})
