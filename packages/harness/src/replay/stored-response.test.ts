import { expect, test } from 'vitest'

import { eventsOf } from '../golden/events-of.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { bodyGolden, createTestClock, fromText, responseIdOf, streamGolden } from '../testing/replay-goldens.ts'
import { eventsIn, get, post, textOf } from '../testing/replay-requests.ts'
import { createReplayer, type Replayer } from './create-replayer.ts'
import { play } from './play.ts'

const body = { model: 'm', input: 'Hi', stream: true, background: true }
const golden = streamGolden({ background: true, body, gap: 10, deltas: ['Hé', 'l', 'lo'] })
const events = eventsOf(golden)
const id = responseIdOf(golden)
const create = { method: 'POST', path: '/v1/responses', body }

/** Replays the answer to `request` to its end, or up to `most` events. */
async function read(replayer: Replayer, request: Parameters<Replayer['answer']>[0], most = Infinity): Promise<string> {
  const startedAt = replayer.clock.now()
  let text = ''
  for await (const step of play(replayer.answer(request), { clock: replayer.clock, startedAt })) {
    if (step.do === 'send') text += Buffer.from(step.bytes).toString()
    if (eventsIn(text).length >= most) break
  }
  return text
}
const json = (replayer: Replayer, request: Parameters<Replayer['answer']>[0]) => {
  const answer = replayer.answer(request)
  return { status: answer.status, body: JSON.parse(textOf(answer)) as Record<string, unknown> }
}

test('a stream can be resumed behind every event, and both parts together are the recording to the byte', async () => {
  const whole = goldenToSse(golden)
  for (let after = 0; after < events.length; after++) {
    const replayer = createReplayer([golden])
    const head = await read(replayer, create, after + 1)
    const tail = await read(replayer, get(`${id}?stream=true&starting_after=${after}`))
    expect(head + tail).toBe(whole)
  }
})

test('without starting_after the stream comes from its beginning', async () => {
  const replayer = createReplayer([golden])
  await read(replayer, create, 2)
  expect(await read(replayer, get(`${id}?stream=true`))).toBe(goldenToSse(golden))
})

test('a stream that is resumed while it runs gives at once what was out, and the rest when it is due', async () => {
  const clock = createTestClock()
  const replayer = createReplayer([golden], { pace: 'recorded', clock })
  replayer.answer(create)
  clock.advance(45)
  const answer = replayer.answer(get(`${id}?stream=true&starting_after=1`))
  expect(answer.chunks.slice(0, 4).map(({ at }) => at)).toEqual([0, 0, 5, 15])
})

test('a response that runs by the clock is told as far as it has come', () => {
  const clock = createTestClock()
  const replayer = createReplayer([golden], { pace: 'recorded', clock })
  replayer.answer(create)
  const statuses = [5, 15, 20, 1000].map((ms) => {
    clock.advance(ms)
    return json(replayer, get(id)).body['status']
  })
  expect(statuses).toEqual(['queued', 'in_progress', 'in_progress', 'completed'])
})

test('where nothing keeps time, each look takes a background response one status further', () => {
  const replayer = createReplayer([golden])
  const { stream: _stream, ...quiet } = body
  const first = json(replayer, { ...create, body: quiet })
  expect([first.body['status'], ...[1, 2, 3].map(() => json(replayer, get(id)).body['status'])]).toEqual([
    'queued',
    'in_progress',
    'completed',
    'completed',
  ])
})

test('the whole response is told in the very text of the recording', async () => {
  const replayer = createReplayer([golden])
  await read(replayer, create)
  const last = goldenToSse(golden).trimEnd().split('\n').at(-1) ?? ''
  expect(last).toContain(`"response":${textOf(replayer.answer(get(id)))}`)
})

test('a background response is cancelled: its streams end, it stays as it was, and it is told as cancelled', async () => {
  const clock = createTestClock()
  const replayer = createReplayer([golden], { pace: 'recorded', clock })
  const startedAt = clock.now()
  let text = ''
  let cancelled: unknown
  for await (const step of play(replayer.answer(create), { clock, startedAt })) {
    if (step.do === 'send') text += Buffer.from(step.bytes).toString()
    if (step.do === 'send' && eventsIn(text).length === 3) {
      cancelled = json(replayer, post(`${id}/cancel`))
    }
  }
  expect(cancelled).toMatchObject({ status: 200, body: { id, status: 'cancelled' } })
  expect(eventsIn(text)).toHaveLength(3)
  clock.advance(10_000)
  expect(json(replayer, get(id)).body['status']).toBe('cancelled')
  expect(json(replayer, post(`${id}/cancel`)).body['status']).toBe('cancelled')
  expect(eventsIn(await read(replayer, get(`${id}?stream=true&starting_after=0`)))).toHaveLength(2)
})

test('what has ended is cancelled no more, what runs in the foreground never', async () => {
  const replayer = createReplayer([golden])
  await read(replayer, create)
  expect(json(replayer, post(`${id}/cancel`))).toMatchObject({ status: 200, body: { status: 'completed' } })
  const foreground = streamGolden({ seed: 'b' })
  const other = createReplayer([foreground])
  await read(other, { ...create, body: { input: 'Hi', stream: true } })
  expect(json(other, post(`${responseIdOf(foreground)}/cancel`))).toMatchObject({
    status: 400,
    body: { error: { message: 'Cannot cancel a synchronous response.' } },
  })
})

test('a deleted response is gone: to read, to resume and to continue', async () => {
  const replayer = createReplayer([golden])
  await read(replayer, create)
  expect(json(replayer, { method: 'DELETE', path: `/v1/responses/${id}` }).body).toEqual({ id, object: 'response.deleted', deleted: true })
  const missing = {
    status: 404,
    body: { error: { message: `Response with id '${id}' not found.`, type: 'invalid_request_error', param: null, code: null } },
  }
  expect(json(replayer, get(id))).toEqual(missing)
  expect(json(replayer, get(`${id}?stream=true&starting_after=1`))).toEqual(missing)
  expect(json(replayer, { ...create, body: { input: 'More', previous_response_id: id } })).toMatchObject({
    status: 400,
    body: { error: { code: 'previous_response_not_found' } },
  })
})

test('an id that nobody made is not found, whatever is asked of it', () => {
  const replayer = createReplayer([golden])
  for (const request of [
    get('resp_x'),
    get('resp_x?stream=true'),
    get('resp_x/input_items'),
    post('resp_x/cancel'),
    { method: 'DELETE', path: '/v1/responses/resp_x' },
  ]) {
    expect(json(replayer, request)).toMatchObject({ status: 404, body: { error: { message: "Response with id 'resp_x' not found." } } })
  }
  expect(json(replayer, { ...create, body: { input: 'x', previous_response_id: 'resp_x' } })).toMatchObject({
    status: 400,
    body: {
      error: {
        message: "Previous response with id 'resp_x' not found.",
        param: 'previous_response_id',
        code: 'previous_response_not_found',
      },
    },
  })
})

test('a chain of responses is continued by the ids that were recorded', () => {
  const next = streamGolden({ name: 'next', seed: 'c', body: { input: 'And?', previous_response_id: id, stream: true } })
  const replayer = createReplayer([golden, next])
  replayer.answer(create)
  expect(replayer.answer({ ...create, body: { input: 'And?', previous_response_id: id, stream: true } }).golden).toBe('next')
  expect(replayer.answer({ ...create, body: { input: 'Other', previous_response_id: id, stream: true } }).kind).toBe('mismatch')
})

test('the input is listed, page by page, in either order', () => {
  const input = ['a', 'b', 'c'].map((text) => ({ role: 'user', content: text }))
  const replayer = createReplayer([streamGolden({ body: { input, stream: true } })])
  replayer.answer({ ...create, body: { input, stream: true } })
  const own = responseIdOf(streamGolden())
  type Page = { data: { id: string; content: { type: string; text: string }[] }[]; has_more: boolean; first_id: string; last_id: string }
  const page = (query: string) => json(replayer, get(`${own}/input_items${query}`)).body as unknown as Page
  const texts = ({ data }: Page) => data.map(({ content }) => content[0]?.text)
  expect(texts(page(''))).toEqual(['c', 'b', 'a'])
  const first = page('?order=asc&limit=2')
  expect(texts(first)).toEqual(['a', 'b'])
  expect(first).toMatchObject({ object: 'list', has_more: true, first_id: first.data[0]?.id, last_id: first.data[1]?.id })
  const rest = page(`?order=asc&limit=2&after=${first.last_id}`)
  expect([texts(rest), rest.has_more]).toEqual([['c'], false])
  expect(json(replayer, get(`${own}/input_items?after=nobody`)).status).toBe(400)
})

test('what was recorded of a stored response comes before what can be derived of it', () => {
  const recorded = bodyGolden(
    { method: 'GET', path: `/v1/responses/${id}` },
    { id, object: 'response', status: 'in_progress', mark: 1 },
    { name: 'poll' },
  )
  const replayer = createReplayer([golden, recorded])
  replayer.answer(create).deliver(events.length)
  expect(replayer.answer(get(id)).golden).toBe('poll')
  expect(json(replayer, get(id)).body['status']).toBe('completed')
})

test('what was recorded behind a deletion waits for the deletion', () => {
  const request = { method: 'GET', path: `/v1/responses/${id}` }
  const goldens = [
    golden,
    bodyGolden(request, { id, object: 'response' }, { name: 'there' }),
    bodyGolden({ ...request, method: 'DELETE' }, { id, object: 'response.deleted', deleted: true }, { name: 'delete' }),
    bodyGolden(request, { error: { message: 'gone' } }, { name: 'gone', status: 404 }),
  ]
  const replayer = createReplayer(goldens)
  replayer.answer(create)
  const steps = [get(id), get(id), { method: 'DELETE', path: `/v1/responses/${id}` }, get(id)]
  expect(steps.map((step) => replayer.answer(step).golden)).toEqual(['there', null, 'delete', 'gone'])
})

test('a stream is told as one body to who asks for one; a cut one is not', () => {
  const { stream: _stream, ...quiet } = { ...body, background: undefined, stream: undefined }
  const foreground = streamGolden({ body: { model: 'm', input: 'Hi', stream: true } })
  const answer = json(createReplayer([foreground]), { ...create, body: quiet })
  expect(answer).toMatchObject({ status: 200, body: { object: 'response', status: 'completed' } })
  const cut = { ...foreground, lines: foreground.lines.slice(0, -1) }
  expect(json(createReplayer([cut]), { ...create, body: quiet })).toMatchObject({
    status: 500,
    body: { error: { message: expect.stringContaining('cut before') as string } },
  })
})

test('padding that is declined is left out, and nothing else changes', () => {
  const padded = streamGolden()
  const whole = eventsOf(padded)
  expect(whole.some((event) => 'obfuscation' in event)).toBe(true)
  const replayer = createReplayer([padded])
  const declined = eventsIn(
    textOf(replayer.answer({ ...create, body: { input: 'Hi', stream: true, stream_options: { include_obfuscation: false } } })),
  )
  const expected = whole.map(({ obfuscation: _padding, ...event }) => event)
  expect(declined).toEqual(expected)
  const again = eventsIn(textOf(replayer.answer(get(`${responseIdOf(padded)}?stream=true&include_obfuscation=false`))))
  expect(again).toEqual(expected)
  expect(eventsIn(textOf(replayer.answer(get(`${responseIdOf(padded)}?stream=true`))))).toEqual(whole)
})

test('include leaves out what it does not name', () => {
  const output = [
    { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'secret' },
    { type: 'message', id: 'msg_1', content: [{ type: 'output_text', text: 'Hi', logprobs: [{ token: 'Hi' }] }] },
  ]
  const response = { id: 'resp_1', object: 'response', status: 'completed', output }
  const created = bodyGolden({ path: '/v1/responses', body: { input: 'Hi' } }, response)
  const replayer = createReplayer([created])
  replayer.answer({ ...create, body: { input: 'Hi' } })
  const told = (query: string) => JSON.stringify(json(replayer, get(`resp_1${query}`)).body['output'])
  expect(told('')).toBe(JSON.stringify(output))
  expect(told('?include[]=reasoning.encrypted_content')).toBe(
    JSON.stringify([output[0], { ...output[1], content: [{ type: 'output_text', text: 'Hi', logprobs: [] }] }]),
  )
  expect(told('?include=message.output_text.logprobs')).not.toContain('secret')
})

test('a query that makes no sense is refused as the API refuses it', () => {
  const replayer = createReplayer([golden])
  replayer.answer(create)
  expect(json(replayer, get(`${id}?starting_after=2`))).toMatchObject({ status: 400, body: { error: { param: 'starting_after' } } })
  expect(json(replayer, get(`${id}?stream=true&starting_after=x`))).toMatchObject({
    status: 400,
    body: { error: { param: 'starting_after' } },
  })
})

test('events without numbers are counted', () => {
  const lines = golden.lines.map(({ t, event, data }) => {
    const { sequence_number: _number, ...rest } = data as { sequence_number: number }
    return { t, event, data: rest }
  })
  const replayer = createReplayer([fromText(golden.header, lines)])
  replayer.answer(create)
  expect(eventsIn(textOf(replayer.answer(get(`${id}?stream=true&starting_after=3`))))).toHaveLength(events.length - 4)
})

test('after a reset everything is as at first', () => {
  const replayer = createReplayer([golden], { repeat: 'never', faults: ['status:500'] })
  const round = () => [replayer.answer(create).status, replayer.answer(create).status, replayer.answer(get(id)).status]
  const first = round()
  expect(first).toEqual([500, 404, 200])
  replayer.reset()
  expect(round()).toEqual(first)
})
