import { once } from 'node:events'
import { type IncomingMessage, request as send } from 'node:http'
import { connect } from 'node:net'

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'

import { chunksOf } from '../golden/chunks.ts'
import { chunksToLines } from '../golden/chunks-to-lines.ts'
import { eventsOf } from '../golden/events-of.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { bodyGolden, fromText, responseIdOf, streamGolden } from '../testing/replay-goldens.ts'
import { eventsIn } from '../testing/replay-requests.ts'
import type { Golden } from '../golden/golden.ts'
import { createReplayer, type ReplayOptions } from './create-replayer.ts'
import { type ReplayServerOptions, startReplayServer } from './replay-server.ts'

const body = { model: 'm', input: 'Hi', stream: true }
const golden = streamGolden({ deltas: ['Hé', 'l', 'lo 👋'] })
const events = eventsOf(golden)

const serve = (goldens: Golden[], options: ReplayOptions = {}, serverOptions: ReplayServerOptions = {}) =>
  startReplayServer(createReplayer(goldens, options), serverOptions)

interface Seen {
  status: number
  headers: Record<string, unknown>
  chunks: Buffer[]
  end: 'end' | 'broken'
}

/** One request on a connection of its own; chunks as the HTTP parser tells them. */
function ask(url: string, sent: unknown = body, { method = 'POST', path = '/v1/responses', headers = {} } = {}): Promise<Seen> {
  return new Promise((resolve, reject) => {
    let answered = false
    const request = send(url + path, { method, agent: false, headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      answered = true
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      const finish = (end: Seen['end']) => () => resolve({ status: response.statusCode ?? 0, headers: response.headers, chunks, end })
      response.on('end', finish('end'))
      response.on('error', finish('broken'))
    })
    // Once there is an answer, it tells how it broke.
    request.on('error', (error) => (answered ? undefined : reject(error)))
    request.end(sent === null ? undefined : typeof sent === 'string' ? sent : JSON.stringify(sent))
  })
}
const textOf = ({ chunks }: Seen) => Buffer.concat(chunks).toString()

test('a recording comes through a socket to the byte, with its status and headers', async () => {
  const recorded = {
    ...golden,
    header: {
      ...golden.header,
      response: {
        ...golden.header.response,
        headers: {
          'Content-Type': 'text/event-stream',
          'x-request-id': 'req_1',
          'set-cookie': ['a=1', 'b=2'],
          'content-length': '3',
          'content-encoding': 'gzip',
          connection: 'close',
        },
      },
    },
  }
  await using server = await serve([recorded])
  const seen = await ask(server.url)
  expect(textOf(seen)).toBe(goldenToSse(golden))
  expect(seen.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'x-request-id': 'req_1',
    'set-cookie': ['a=1', 'b=2'],
    'transfer-encoding': 'chunked',
  })
  expect(seen.headers).not.toHaveProperty('content-encoding')
  expect([seen.status, seen.end]).toEqual([200, 'end'])
})

test('any bytes in any chunks come through a socket as they were recorded', async () => {
  const arbitraryText = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('data: {"type":"x"}\n\n', '\r\n', '\n\n', ': c\n\n', 'data: é\n\n')),
    { minLength: 1 },
  )
  await fc.assert(
    fc.asyncProperty(
      arbitraryText,
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      fc.option(fc.uint8Array({ minLength: 1, maxLength: 5 })),
      async (texts, sizes, odd) => {
        const bytes = Buffer.concat([Buffer.from(texts.join('')), odd ?? Buffer.alloc(0)])
        fc.pre(bytes.length > 0)
        const chunks: { bytes: Buffer; t: number }[] = []
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          chunks.push({ bytes: bytes.subarray(at, at + size), t: turn })
          at += size
        }
        const recorded = { ...golden, lines: chunksToLines(chunks) }
        fc.pre(Buffer.concat(chunksOf(recorded).map((chunk) => chunk.bytes)).equals(bytes))
        await using server = await serve([recorded])
        const seen = await ask(server.url)
        expect(seen.chunks.map((chunk) => chunk.toString('hex'))).toEqual(chunks.map((chunk) => chunk.bytes.toString('hex')))
      },
    ),
    { numRuns: 40 },
  )
})

test('many chunks sent at once arrive as they were cut', async () => {
  const long = streamGolden({ deltas: Array.from({ length: 1500 }, (_, index) => `${index} `) })
  await using server = await serve([long], { chunk: 'random:5' })
  const expected = createReplayer([long], { chunk: 'random:5' }).answer({ method: 'POST', path: '/v1/responses', body })
  const seen = await ask(server.url)
  expect(seen.chunks.map((chunk) => chunk.length)).toEqual(expected.chunks.map(({ bytes }) => bytes.length))
})

test('a body that was not streamed has its length; one that came in pieces comes in them again', async () => {
  const one = bodyGolden({ path: '/v1/responses', body: { input: 'Hi' } }, { id: 'resp_1', object: 'response' })
  await using server = await serve([one])
  const seen = await ask(server.url, { input: 'Hi' })
  expect(seen.headers['content-length']).toBe(String(textOf(seen).length))
  const pieces = {
    ...one,
    lines: [
      {
        t: 5,
        body: one.lines[0]?.body,
        chunks: [
          [0, 1],
          [7, 5],
        ] as [number, number][],
      },
    ],
  }
  await using other = await serve([pieces])
  expect((await ask(other.url, { input: 'Hi' })).chunks.map((chunk) => chunk.length)).toEqual([7, textOf(seen).length - 7])
})

test('a connection that was reset is reset, behind the bytes that came before; one that ended early ends', async () => {
  const cut = (how: object): Golden => ({ header: { ...golden.header, cut: 'upstream', ...how }, lines: golden.lines.slice(0, 4) })
  const text = goldenToSse(cut({}))
  for (const [header, end] of [
    [{ cut_how: 'reset' }, 'broken'],
    [{ cut: 'read ECONNRESET' }, 'broken'],
    [{ cut_how: 'end' }, 'end'],
    [{ cut: 'no terminal event' }, 'end'],
    [{ cut_how: 'reset', cut_by: 'client' }, 'end'],
  ] as const) {
    await using server = await serve([cut(header)])
    const seen = await ask(server.url)
    expect([textOf(seen), seen.end]).toEqual([text, end])
  }
})

test('faults of the connection are seen by the reader', async () => {
  await using server = await serve([golden], { faults: ['reset-after:3'] })
  const seen = await ask(server.url)
  expect([eventsIn(textOf(seen)).length, seen.end]).toEqual([3, 'broken'])
})

test('a reader that leaves ends its answer, also one that never ends', async () => {
  await using server = await serve([golden], { faults: ['stall-after:2'] })
  const socket = connect(server.port, '127.0.0.1')
  const text = JSON.stringify(body)
  socket.write(`POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`)
  const [first] = (await once(socket, 'data')) as [Buffer]
  expect(first.toString()).toContain('response.created')
  socket.destroy()
  await once(socket, 'close')
  await expect(server.close()).resolves.toBeUndefined()
})

test('a reader that reads nothing holds its answer back', async () => {
  const big = streamGolden({ deltas: Array.from({ length: 3000 }, () => 'x'.repeat(4000)) })
  const replayer = createReplayer([big])
  let delivered = 0
  const spied = {
    ...replayer,
    answer: (request: Parameters<typeof replayer.answer>[0]) => ({
      ...replayer.answer(request),
      deliver: (count: number) => void (delivered = count),
    }),
  }
  await using server = await startReplayServer(spied)
  const request = send(`${server.url}/v1/responses`, { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } })
  request.end(JSON.stringify(body))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(delivered).toBeGreaterThan(0)
  expect(delivered).toBeLessThan(eventsOf(big).length * 0.9)
  let length = 0
  for await (const chunk of response as AsyncIterable<Buffer>) length += chunk.length
  expect(length).toBe(Buffer.byteLength(goldenToSse(big)))
})

test('a body that is too large or no JSON is refused in the shape of the API', async () => {
  await using server = await serve([golden], {}, { maxBodyBytes: 1000 })
  const large = await ask(server.url, { input: 'x'.repeat(2000) })
  expect([large.status, JSON.parse(textOf(large))]).toMatchObject([413, { error: { type: 'invalid_request_error' } }])
  const broken = await ask(server.url, '{"input":')
  expect([broken.status, JSON.parse(textOf(broken))]).toMatchObject([
    400,
    { error: { message: expect.stringContaining('not JSON') as string } },
  ])
  expect((await ask(server.url)).status).toBe(200)
})

test('pages may ask where they are allowed to, and open no socket where they are not', async () => {
  await using server = await serve([golden], {}, { cors: ['https://page.example'] })
  const preflight = await ask(server.url, null, { method: 'OPTIONS', headers: { origin: 'https://page.example' } })
  expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, 'https://page.example'])
  const foreign = await ask(server.url, body, { headers: { origin: 'https://other.example' } })
  expect(foreign.headers).not.toHaveProperty('access-control-allow-origin')
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/responses`, { origin: 'https://other.example' })
  const [error] = (await once(socket, 'error')) as [Error]
  expect(error.message).toContain('403')
})

test('health and models answer without a recording', async () => {
  await using server = await serve([golden])
  expect(textOf(await ask(server.url, null, { method: 'GET', path: '/health' }))).toBe('{"status":"ok"}')
  expect(JSON.parse(textOf(await ask(server.url, null, { method: 'GET', path: '/v1/models' })))).toMatchObject({ data: [{ id: 'm' }] })
})

async function talk(url: string, messages: unknown[], count: number): Promise<{ received: string[]; closed: number | null }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`)
  const received: string[] = []
  let closed: number | null = null
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => messages.forEach((message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message))))
    socket.on('message', (data: Buffer) => {
      if (received.push(data.toString()) === count) resolve()
    })
    socket.on('close', (code) => {
      closed = code
      resolve()
    })
    socket.on('error', reject)
  })
  socket.terminate()
  return { received, closed }
}

const create = { type: 'response.create', model: 'm', input: 'Hi' }

test('a recorded stream is served over a WebSocket, event by event, in the lane it was asked in', async () => {
  await using server = await serve([golden])
  const plain = await talk(server.url, [create], events.length)
  expect(plain.received).toEqual(golden.lines.map(({ data }) => JSON.stringify(data)))
  const laned = await talk(server.url, [{ ...create, stream_id: 'a' }], events.length)
  expect(laned.received.map((text) => JSON.parse(text) as unknown)).toEqual(events.map((event) => ({ ...event, stream_id: 'a' })))
})

const second = eventsOf(streamGolden({ seed: 'b' }))

/** A recorded connection of two turns, the second continuing the first, with a steering message between them. */
function connectionGolden(): Golden {
  const id = responseIdOf(golden)
  const line = (dir: 'in' | 'out', data: unknown, t: number) => ({ t, dir, data })
  return fromText(
    {
      ...golden.header,
      name: 'test/socket',
      request: { method: 'GET', path: '/v1/responses', headers: null, body: null },
      response: { status: 101, headers: null, framing: 'websocket' },
    },
    [
      line('out', create, 0),
      ...events.map((event, index) => line('in', event, 10 + index)),
      line('out', { type: 'response.steer', previous_response_id: id, input: [] }, 100),
      line('in', { type: 'response.steer.failed', sequence_number: 99 }, 105),
      line('out', { type: 'response.create', model: 'm', input: 'More', previous_response_id: id }, 200),
      ...second.map((event, index) => line('in', event, 210 + index)),
    ],
  )
}

test('a recorded connection is replayed turn by turn, whoever asks and however often', async () => {
  const recorded = connectionGolden()
  const out = recorded.lines.filter(({ dir }) => dir === 'out').map(({ data }) => data)
  const incoming = recorded.lines.filter(({ dir }) => dir === 'in').map(({ data }) => JSON.stringify(data))
  await using server = await serve([recorded])
  expect((await talk(server.url, out, incoming.length)).received).toEqual(incoming)
  expect((await talk(server.url, [out[2]], second.length)).received).toEqual(incoming.slice(-second.length))
  const overHttp = await ask(server.url, { model: 'm', input: 'Hi', stream: true })
  expect(eventsIn(textOf(overHttp))).toEqual(events)
})

test('a connection that the server closed is closed behind its last turn, with its code', async () => {
  const recorded = connectionGolden()
  const header = { ...recorded.header, response: { ...recorded.header.response, close: { code: 1001, reason: 'limit', by: 'server' } } }
  await using server = await serve([{ ...recorded, header }])
  expect(await talk(server.url, [create], events.length)).toMatchObject({ closed: null })
  const last = recorded.lines.findLast(({ dir }) => dir === 'out')?.data
  expect(await talk(server.url, [last], 99)).toMatchObject({ received: { length: second.length }, closed: 1001 })
})

test('times of a turn count from its own request', () => {
  const replayer = createReplayer([connectionGolden()], { pace: 'recorded' })
  const body2 = { type: 'response.create', model: 'm', input: 'More', previous_response_id: responseIdOf(golden) }
  expect(
    replayer
      .answer({ method: 'POST', path: '/v1/responses', body: body2, carrier: 'websocket' })
      .chunks.slice(0, 2)
      .map(({ at }) => at),
  ).toEqual([10, 11])
})

test('over a WebSocket, refusals are messages and the connection goes on', async () => {
  await using server = await serve([golden])
  const messages = [
    'no json',
    { type: 'response.create', input: 'Other' },
    { type: 'response.create', input: 'x', previous_response_id: 'resp_x', stream_id: 'b' },
  ]
  const { received } = await talk(server.url, messages, 3)
  const answers = received.map((text) => JSON.parse(text) as { status: number; stream_id?: string; error: { code: string } })
  expect(answers.map(({ status, error: { code } }) => `${status} ${code}`).sort()).toEqual([
    '400 null',
    '400 previous_response_not_found',
    '404 no_recorded_interaction',
  ])
  expect(answers.find(({ status, error }) => status === 400 && error.code !== null)?.stream_id).toBe('b')
})

test('messages of one lane wait for each other, those of others do not', async () => {
  const timed = streamGolden({ gap: 15, deltas: ['a', 'b'] })
  const count = eventsOf(timed).length
  await using server = await serve([timed], { pace: 'recorded' })
  const { received } = await talk(
    server.url,
    [
      { ...create, stream_id: 'a' },
      { ...create, stream_id: 'a' },
      { ...create, stream_id: 'b' },
    ],
    count * 3,
  )
  const lanes = received.map((text) => (JSON.parse(text) as { stream_id: string }).stream_id)
  expect(lanes.filter((lane) => lane === 'a')).toHaveLength(count * 2)
  expect(lanes.lastIndexOf('b')).toBeLessThan(lanes.lastIndexOf('a'))
  const numbers = received
    .map((text) => JSON.parse(text) as { stream_id: string; sequence_number: number })
    .filter((one) => one.stream_id === 'a')
  expect(numbers.map((one) => one.sequence_number)).toEqual([...events.keys()].slice(0, count).concat([...events.keys()].slice(0, count)))
})

test('a stream cut over a WebSocket closes the connection, one that was reset breaks it', async () => {
  await using cut = await serve([golden], { faults: ['cut-after:2'] })
  expect(await talk(cut.url, [create], 99)).toMatchObject({ received: { length: 2 }, closed: 1000 })
  await using reset = await serve([golden], { faults: ['reset-after:2'] })
  expect((await talk(reset.url, [create], 99)).closed).toBe(1006)
})

test.each(['//', '/v1/responses/%E0%A4%A', '/%', '/v1/responses/resp_x/', '/v1//responses', '*'])(
  'the path %j is answered, and the server lives on',
  async (path) => {
    await using server = await serve([golden])
    expect((await ask(server.url, null, { method: 'GET', path: path === '*' ? '/*' : path })).status).toBe(404)
    expect((await ask(server.url)).status).toBe(200)
  },
)

test('a matcher that throws is told to whoever asked', async () => {
  await using server = await serve([golden], {
    match: () => {
      throw new Error('no idea')
    },
  })
  const seen = await ask(server.url)
  expect([seen.status, JSON.parse(textOf(seen))]).toMatchObject([
    500,
    { error: { message: 'Replay failed on POST /v1/responses: no idea' } },
  ])
})
