import { goldenToSse, lintStream, parseStreamText } from '@goldwire/harness'
import { baseGoldens, mutate } from '@goldwire/harness/mutations'
import { apiErrorBodySchema, responseSchema } from '@goldwire/schemas'
import { type RepairedResponse, startFixServer } from '@goldwire/server/fix'
import { once } from 'node:events'
import { expect, test } from 'vitest'

import { sendJson, sendSse, startFakeUpstream } from './fake-upstream.ts'
import { deltaTexts } from './texts.ts'

const base = (name: string) => baseGoldens().find((golden) => golden.header.name === `made/${name}`)!
const text = goldenToSse(base('text'))
const ask = { model: 'made-up-model', input: 'Why is the sky blue?', stream: true }

async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

function errorsIn(stream: string, body: unknown = ask): string[] {
  const golden = parseStreamText(stream)
  golden.header.request = { method: 'POST', path: '/v1/responses', headers: null, body }
  return lintStream(golden)
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message }) => `${rule} ${message}`)
}

const eventsIn = (stream: string): { type: string; [key: string]: unknown }[] =>
  parseStreamText(stream).lines.flatMap(({ data }) => (data === undefined ? [] : [data as { type: string }]))

test('a stream that is right comes out byte by byte the same', async () => {
  await using upstream = await startFakeUpstream((_request, client) => sendSse(client, text))
  await using proxy = await startFixServer({ upstream: upstream.url })
  const answer = await post(proxy.url, ask)
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const events = eventsIn(await answer.text())
  expect(events).toEqual(eventsIn(text))
})

test('wherever the upstream breaks off, the stream ends as failed, sound, with the text that had come', async () => {
  const events = text.split(/(?<=\n\n)/)
  let kept = events.length
  await using upstream = await startFakeUpstream((_request, client) => {
    client.writeHead(200, { 'content-type': 'text/event-stream' })
    client.write(events.slice(0, kept).join(''))
    setImmediate(() => (kept % 2 === 0 ? client.end() : client.destroy()))
  })
  await using proxy = await startFixServer({ upstream: upstream.url })
  for (kept = events.length - 1; kept > 0; kept -= 1) {
    const stream = await (await post(proxy.url, ask)).text()
    expect({ kept, errors: errorsIn(stream) }).toEqual({ kept, errors: [] })
    const last = eventsIn(stream).at(-1)
    expect(last?.type).toBe('response.failed')
    const expected = deltaTexts(eventsIn(events.slice(0, kept).join('')))['text'] ?? ''
    expect((deltaTexts(eventsIn(stream))['text'] ?? '').startsWith(expected)).toBe(true)
  }
})

test('cut at every byte of a chunk, it comes out the same', async () => {
  const broken = goldenToSse(mutate(base('text'), 'sequence-none') ?? base('text'))
  let size = 1
  await using upstream = await startFakeUpstream(async (_request, client) => {
    client.writeHead(200, { 'content-type': 'text/event-stream' })
    for (let at = 0; at < broken.length; at += size) if (!client.write(broken.slice(at, at + size))) await once(client, 'drain')
    client.end()
  })
  await using proxy = await startFixServer({ upstream: upstream.url })
  const streams: unknown[] = []
  for (size of [1, 7, 100, 4000]) streams.push(eventsIn(await (await post(proxy.url, ask)).text()))
  for (const events of streams) expect(events).toEqual(streams[0])
  expect(streams[0]).toEqual(eventsIn(text))
})

test('events go out as they come, not at the end', async () => {
  const events = text.split(/(?<=\n\n)/)
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  await using upstream = await startFakeUpstream(async (_request, client) => {
    client.writeHead(200, { 'content-type': 'text/event-stream' })
    client.write(events.slice(0, 6).join(''))
    await gate
    client.end(events.slice(6).join(''))
  })
  await using proxy = await startFixServer({ upstream: upstream.url })
  const reader = (await post(proxy.url, ask)).body!.pipeThrough(new TextDecoderStream()).getReader()
  let seen = ''
  while (!seen.includes('output_text.delta')) seen += (await reader.read()).value
  expect(seen).not.toContain('response.completed')
  release()
  for (let next = await reader.read(); !next.done; next = await reader.read()) seen += next.value
  expect(eventsIn(seen)).toEqual(eventsIn(text))
})

test('a client that leaves stops the upstream', async () => {
  let closed: Promise<unknown> = Promise.resolve()
  await using upstream = await startFakeUpstream((_request, client) => {
    closed = once(client, 'close')
    client.writeHead(200, { 'content-type': 'text/event-stream' })
    client.write(text.slice(0, 4000))
  })
  await using proxy = await startFixServer({ upstream: upstream.url })
  const leaving = new AbortController()
  const answer = await fetch(`${proxy.url}/v1/responses`, { method: 'POST', body: JSON.stringify(ask), signal: leaving.signal })
  await answer.body!.getReader().read()
  leaving.abort()
  await expect(closed).resolves.toBeDefined()
})

test('a client that does not read makes the upstream wait', async () => {
  const delta = text.split(/(?<=\n\n)/).find((frame) => frame.includes('output_text.delta')) ?? ''
  let written = 0
  let isFull = false
  let stuck: NodeJS.Timeout | undefined
  await using upstream = await startFakeUpstream((_request, client) => {
    client.writeHead(200, { 'content-type': 'text/event-stream' })
    client.write(text.slice(0, text.indexOf('event: response.output_text.delta')))
    const padded = delta.replace('"delta":"', `"delta":"${'x'.repeat(60_000)}`)
    const goOn = (): void => {
      clearTimeout(stuck)
      while (written < 200_000_000 && !client.destroyed) {
        written += padded.length
        if (!client.write(padded)) {
          stuck = setTimeout(() => (isFull = true), 1000)
          return
        }
      }
    }
    client.on('drain', goOn)
    goOn()
  })
  await using proxy = await startFixServer({ upstream: upstream.url })
  const leaving = new AbortController()
  await fetch(`${proxy.url}/v1/responses`, { method: 'POST', body: JSON.stringify(ask), signal: leaving.signal })
  await expect.poll(() => isFull, { timeout: 20_000 }).toBe(true)
  expect(written).toBeLessThan(60_000_000)
  leaving.abort()
})

test('errors of every shape become those of the API, with their status', async () => {
  const bodies: [status: number, body: unknown, message: RegExp][] = [
    [429, { error: { message: 'Slow down.', code: 'rate_limit_exceeded' } }, /Slow down/],
    [400, { error: 'No such model.' }, /No such model/],
    [422, { detail: [{ loc: ['body', 'input'], msg: 'field required' }] }, /field required/],
    [401, { detail: 'Not authenticated' }, /Not authenticated/],
    [500, '<html><body>Bad Gateway</body></html>', /status 500/],
    [503, 'overloaded', /overloaded/],
    [404, '', /status 404/],
    [200, { error: { message: 'Broken.', code: 503 } }, /Broken/],
  ]
  let nth = 0
  await using upstream = await startFakeUpstream((_request, client) => sendJson(client, bodies[nth]?.[0] ?? 500, bodies[nth]?.[1]))
  await using proxy = await startFixServer({ upstream: upstream.url })
  for (nth = 0; nth < bodies.length; nth += 1) {
    const [status, , message] = bodies[nth] ?? [0, null, /./]
    const answer = await post(proxy.url, ask)
    expect(answer.status).toBe(status === 200 ? 503 : status)
    const body = apiErrorBodySchema.parse(await answer.json())
    expect(body.error.message).toMatch(message)
  }
})

test('an upstream that is not there is told as such', async () => {
  let port = ''
  {
    await using upstream = await startFakeUpstream(() => {})
    port = upstream.url
  }
  const reasons: string[] = []
  await using proxy = await startFixServer({ upstream: port, onUnreachable: (reason) => reasons.push(reason) })
  const answer = await post(proxy.url, ask)
  expect(answer.status).toBe(502)
  expect(apiErrorBodySchema.parse(await answer.json()).error.message).toMatch(/cannot be reached/)
  expect(reasons).toEqual(['ECONNREFUSED'])
})

const poor = {
  id: '0f8b2c7e-1111-4222-8333-444455556666',
  object: 'response',
  created_at: 1_790_000_000.25,
  model: 'poor',
  status: 'completed',
  output: [
    { type: 'message', id: 'b2d0', role: 'assistant', content: [{ type: 'output_text', text: 'Hi.' }] },
    { type: 'function_call', name: 'look', arguments: '', call_id: 'call_1' },
  ],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
}

test('a body is repaired like a stream', async () => {
  await using upstream = await startFakeUpstream((_request, client) => sendJson(client, 200, poor))
  const told: RepairedResponse[] = []
  await using proxy = await startFixServer({ upstream: upstream.url, onResponse: (response) => told.push(response) })
  const response = responseSchema.parse(await (await post(proxy.url, { ...ask, stream: false })).json())
  expect(response).toMatchObject({
    id: `resp_gw${poor.id}`,
    created_at: 1_790_000_000,
    model: 'poor',
    output: [
      {
        type: 'message',
        id: 'msg_gwb2d0',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Hi.', annotations: [], logprobs: [] }],
      },
      { type: 'function_call', name: 'look', arguments: '{}', call_id: 'call_1', status: 'completed' },
    ],
    usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
  })
  expect(told[0]?.repairs.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['GW207', 'GW211', 'GW512', 'GW704', 'GW903']))
})

test('a body where a stream was asked for becomes one, and the reverse', async () => {
  let sse = false
  await using upstream = await startFakeUpstream((_request, client) => (sse ? sendSse(client, text) : sendJson(client, 200, poor)))
  await using proxy = await startFixServer({ upstream: upstream.url })
  const stream = await (await post(proxy.url, ask)).text()
  expect(errorsIn(stream)).toEqual([])
  expect(deltaTexts(eventsIn(stream))).toEqual({ text: 'Hi.', arguments: '{}' })
  sse = true
  const body = responseSchema.parse(await (await post(proxy.url, { ...ask, stream: false })).json())
  expect(body).toEqual((eventsIn(text).at(-1) as unknown as { response: unknown }).response)
})

test('ids that were given find their way back to the upstream, and nothing else changes in a request', async () => {
  await using upstream = await startFakeUpstream((request, client) =>
    request.path.endsWith('/input_items')
      ? sendJson(client, 200, {
          object: 'list',
          data: [{ type: 'message', id: 'b2d0', role: 'user', content: [] }],
          first_id: 'b2d0',
          last_id: 'b2d0',
          has_more: false,
        })
      : sendJson(client, 200, poor),
  )
  await using proxy = await startFixServer({ upstream: upstream.url })
  const first = (await (await post(proxy.url, { ...ask, stream: false })).json()) as { id: string; output: { id: string }[] }
  const next = {
    model: 'poor',
    previous_response_id: first.id,
    input: [
      ...first.output,
      { type: 'item_reference', id: first.output[0]?.id },
      { type: 'function_call_output', call_id: 'call_1', output: 'ok' },
    ],
  }
  await post(proxy.url, next)
  const sent = JSON.parse(upstream.seen[1]?.body ?? '{}') as { previous_response_id: string; input: { [key: string]: unknown }[] }
  expect(sent.previous_response_id).toBe(poor.id)
  expect(sent.input[0]?.['id']).toBe('b2d0')
  // the upstream never gave this call an id
  expect(sent.input[1]).not.toHaveProperty('id')
  expect(sent.input[2]).toEqual({ id: 'b2d0', type: 'item_reference' })
  expect(sent.input[3]).toEqual({ type: 'function_call_output', call_id: 'call_1', output: 'ok' })
  const got = (await (await fetch(`${proxy.url}/v1/responses/${first.id}`)).json()) as { id: string }
  expect(upstream.seen[2]?.path).toBe(`/v1/responses/${poor.id}`)
  expect(got.id).toBe(first.id)
  const items = (await (await fetch(`${proxy.url}/v1/responses/${first.id}/input_items`)).json()) as { first_id: string }
  expect(items.first_id).toBe('msg_gwb2d0')
})

test('a resumed stream goes on where the client was, counted as the client counts', async () => {
  const gone = goldenToSse(mutate(base('background'), 'items-no-output-item-added') ?? base('background'))
  await using upstream = await startFakeUpstream((_request, client) => sendSse(client, gone))
  await using proxy = await startFixServer({ upstream: upstream.url })
  const get = async (query: string) => eventsIn(await (await fetch(`${proxy.url}/v1/responses/resp_1?stream=true${query}`)).text())
  const all = await get('')
  const rest = await get('&starting_after=4')
  expect(upstream.seen[1]?.path).not.toContain('starting_after')
  expect(rest).toEqual(all.slice(5))
})

test('the key is sent on, in place of the client’s own, and never told', async () => {
  await using upstream = await startFakeUpstream((_request, client) => sendSse(client, text))
  const told: unknown[] = []
  await using proxy = await startFixServer({
    upstream: upstream.url,
    upstreamKey: 'sk-secret',
    onRepair: (repair) => told.push(repair),
    onResponse: (response) => told.push(response),
  })
  const stream = await (await post(proxy.url, ask, { authorization: 'Bearer sk-client' })).text()
  expect(upstream.seen[0]?.headers.authorization).toBe('Bearer sk-secret')
  expect(JSON.stringify(told) + stream).not.toMatch(/sk-/)
  const foreign = await post(proxy.url, ask, { origin: 'https://elsewhere.example' })
  expect(foreign.status).toBe(403)
})

test('other endpoints pass through, and large bodies are refused', async () => {
  await using upstream = await startFakeUpstream((_request, client) => sendJson(client, 200, { object: 'list', data: [] }))
  await using proxy = await startFixServer({ upstream: `${upstream.url}/v1`, maxBody: 1000 })
  expect(await (await fetch(`${proxy.url}/v1/models`)).json()).toEqual({ object: 'list', data: [] })
  expect(upstream.seen[0]?.path).toBe('/v1/models')
  expect((await post(proxy.url, { ...ask, input: 'x'.repeat(2000) })).status).toBe(413)
})

test('a connection that the upstream closed while nobody used it costs no request', async () => {
  let served = 0
  await using upstream = await startFakeUpstream((_request, client) => {
    served += 1
    sendJson(client, 200, poor)
    // closes what it promised to keep, as cpp-httplib does
    client.on('finish', () => setTimeout(() => client.socket?.resetAndDestroy(), 2))
  })
  await using proxy = await startFixServer({ upstream: upstream.url })
  for (let nth = 0; nth < 30; nth += 1) {
    const answer = await post(proxy.url, { ...ask, stream: false })
    expect(answer.status).toBe(200)
    await answer.json()
    await new Promise((resolve) => setTimeout(resolve, nth % 5))
  }
  expect(served).toBeGreaterThanOrEqual(30)
})

test('what the upstream does not say it keeps, it does not keep', async () => {
  await using upstream = await startFakeUpstream((_request, client) => sendJson(client, 200, poor))
  await using proxy = await startFixServer({ upstream: upstream.url })
  expect(await (await post(proxy.url, { ...ask, stream: false, store: true })).json()).toMatchObject({ store: false, background: false })
})
