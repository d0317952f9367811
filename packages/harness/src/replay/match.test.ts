import { expect, test } from 'vitest'

import type { Golden } from '../golden/golden.ts'
import { bodyGolden, fromText, streamGolden } from '../testing/replay-goldens.ts'
import { createReplayer, type ReplayOptions } from './create-replayer.ts'

const ask = (body: unknown, path = '/v1/responses', method = 'POST') => ({ method, path, body })
const given = (goldens: Golden[], options: ReplayOptions, ...requests: ReturnType<typeof ask>[]) => {
  const replayer = createReplayer(goldens, options)
  return requests.map((request) => replayer.answer(request)).map(({ golden, status }) => golden ?? status)
}
const text = (input: unknown, name: string, more: object = {}) => streamGolden({ name, body: { model: 'm', input, stream: true, ...more } })

test('subset: what was recorded has to be asked; more may be, and the model is free', () => {
  const goldens = [text('Hi', 'plain'), text('Hi', 'warm', { temperature: 1 })]
  expect(given(goldens, {}, ask({ model: 'other', input: 'Hi', stream: true, tools: [], user: 'u' }))).toEqual(['plain'])
  expect(given(goldens, {}, ask({ model: 'm', input: 'Hi', stream: true, temperature: 1 }))).toEqual(['warm'])
  expect(given(goldens, {}, ask({ model: 'm', input: 'Ho', stream: true }))).toEqual([404])
})

test('subset: short and long forms of input are one', () => {
  const long = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }]
  const middle = [{ role: 'user', content: 'Hi' }]
  for (const recorded of ['Hi', middle, long]) {
    for (const asked of ['Hi', middle, long]) expect(given([text(recorded, 'x')], {}, ask({ input: asked, stream: true }))).toEqual(['x'])
  }
  expect(given([text(long, 'x')], {}, ask({ input: 'Ho', stream: true }))).toEqual([404])
})

test('subset: null and absent are one, a list is not its beginning', () => {
  expect(given([text('Hi', 'x', { instructions: null })], {}, ask({ input: 'Hi', stream: true }))).toEqual(['x'])
  const two = [
    { role: 'user', content: 'a' },
    { role: 'user', content: 'b' },
  ]
  expect(given([text(two.slice(0, 1), 'x')], {}, ask({ input: two, stream: true }))).toEqual([404])
})

test('exact: to the last value, whatever the order of keys', () => {
  const body = { model: 'm', input: 'Hi', stream: true }
  expect(given([text('Hi', 'x')], { match: 'exact' }, ask({ stream: true, input: 'Hi', model: 'm' }))).toEqual(['x'])
  expect(given([text('Hi', 'x')], { match: 'exact' }, ask({ ...body, user: 'u' }))).toEqual([404])
  expect(given([text('Hi', 'x')], { match: 'exact' }, ask({ ...body, model: 'n' }))).toEqual([404])
  expect(given([text('Hi', 'x')], { match: 'exact', ignore: ['/model'] }, ask({ ...body, model: 'n' }))).toEqual(['x'])
})

test('tape: the next one whatever is asked; the place has to agree', () => {
  const goldens = [
    text('a', '1'),
    bodyGolden({ method: 'GET', path: '/v1/responses/resp_9' }, { id: 'resp_9' }, { name: '2' }),
    text('b', '3'),
  ]
  const free = ask({ input: 'anything', stream: true })
  expect(given(goldens, { match: 'tape' }, free, ask(null, '/v1/responses/resp_9', 'GET'), free, free)).toEqual(['1', '2', '3', '3'])
  expect(given(goldens, { match: 'tape' }, free, free)).toEqual(['1', 404])
  expect(given(goldens.slice(0, 1), { match: 'tape', repeat: 'never' }, free, free)).toEqual(['1', 404])
})

test('tape: a request of another place is told where the tape stands', () => {
  const goldens = [bodyGolden({ method: 'GET', path: '/v1/models' }, { object: 'list', data: [] }, { name: 'models' }), text('a', 'hello')]
  const { mismatch } = createReplayer(goldens, { match: 'tape' }).answer(ask({ input: 'a', stream: true }))
  expect(mismatch).toEqual({
    message: 'The tape stands at models, which answers GET /models; asked was POST /responses.',
    nearest: 'models',
    differences: [],
  })
})

test('any: the nearest, however far', () => {
  expect(
    given([text('Hi', 'a'), text('Ho', 'b')], { match: 'any' }, ask({ input: 'Ho', stream: true }), ask({ input: 'x', stream: true })),
  ).toEqual(['b', 'a'])
})

test('a function decides', () => {
  const match: ReplayOptions['match'] = (asked, recorded) =>
    (asked.body as { input: string }).input.length === (recorded.body as { input: string }).input.length
  expect(given([text('Hi', 'x')], { match }, ask({ input: 'Ho', stream: true }), ask({ input: 'Long', stream: true }))).toEqual(['x', 404])
})

test('the same request again gets the next recording of it, then what repeat says', () => {
  const goldens = [text('Hi', '1'), text('Hi', '2')]
  const hi = ask({ input: 'Hi', stream: true })
  expect(given(goldens, {}, hi, hi, hi, hi)).toEqual(['1', '2', '2', '2'])
  expect(given(goldens, { repeat: 'cycle' }, hi, hi, hi, hi)).toEqual(['1', '2', '1', '2'])
  expect(given(goldens, { repeat: 'never' }, hi, hi, hi)).toEqual(['1', '2', 404])
})

test('sessions come in their own order, whatever that of the files', () => {
  const at = (name: string, index: number) => streamGolden({ name, header: { session: 's', index } })
  const hi = ask({ input: 'Hi', stream: true })
  expect(given([at('c', 2), at('a', 0), at('b', 1)], {}, hi, hi, hi)).toEqual(['a', 'b', 'c'])
})

test('what stands before the API in a path, and which version Azure is asked for, does not count', () => {
  const golden = bodyGolden(
    { path: '/openai/v1/responses?api-version=2025-03-01-preview', body: { input: 'Hi' } },
    { id: 'resp_1', object: 'response' },
    { name: 'x' },
  )
  expect(given([golden], {}, ask({ input: 'Hi' }), ask({ input: 'Hi' }, 'http://host/api/v1/responses'))).toEqual(['x', 'x'])
  expect(given([golden], { match: 'exact' }, ask({ input: 'Hi' }))).toEqual([404])
})

test('a golden of which nobody knows the request answers any, but one that fits comes first', () => {
  const nobody = streamGolden({ name: 'nobody', header: { request: null } })
  const anything = ask({ input: 'x', stream: true })
  expect(given([nobody, text('Hi', 'hi')], {}, ask({ input: 'Hi', stream: true }), anything)).toEqual(['hi', 'nobody'])
})

test('a secret that was masked when it was recorded matches the secret', () => {
  const golden = text('My key is sk-REDACTED1xxxxxx.', 'x')
  expect(given([golden], {}, ask({ input: 'My key is sk-abcdefghijklmno.', stream: true }))).toEqual(['x'])
  expect(given([golden], {}, ask({ input: 'My kez is sk-abcdefghijklmno.', stream: true }))).toEqual([404])
})

test('a mismatch names the nearest recording and what differs in it', () => {
  const replayer = createReplayer([
    text('Hi', 'near', { temperature: 1, tools: [{ type: 'function', name: 'a' }] }),
    text('Something else', 'far', { temperature: 0 }),
  ])
  const { kind, status, mismatch, chunks } = replayer.answer(
    ask({ input: 'Hi', stream: true, temperature: 1, tools: [{ type: 'function', name: 'b' }] }),
  )
  expect({ kind, status }).toEqual({ kind: 'mismatch', status: 404 })
  expect(mismatch).toEqual({
    nearest: 'near',
    differences: [{ pointer: '/tools/0/name', recorded: 'a', asked: 'b' }],
    message:
      'No recorded interaction answers this POST /responses. The nearest is near; it differs at\n  /tools/0/name: recorded "a", asked "b"',
  })
  expect(JSON.parse(Buffer.concat(chunks.map(({ bytes }) => bytes)).toString())).toEqual({
    error: { message: mismatch?.message, type: 'invalid_request_error', param: null, code: 'no_recorded_interaction' },
  })
})

test('a mismatch where nothing was recorded says what was', () => {
  expect(createReplayer([text('Hi', 'x')]).answer(ask({ name: 'n' }, '/v1/conversations')).mismatch?.message).toBe(
    'No recorded interaction answers POST /conversations: there is POST /responses.',
  )
})

test('query parameters count', () => {
  const page = (limit: number) =>
    bodyGolden({ method: 'GET', path: `/v1/conversations/conv_1/items?limit=${limit}` }, { object: 'list' }, { name: `${limit}` })
  const replayer = createReplayer([page(1), page(2)])
  expect(replayer.answer(ask(null, '/v1/conversations/conv_1/items?limit=2', 'GET')).golden).toBe('2')
  expect(replayer.answer(ask(null, '/v1/conversations/conv_1/items?limit=3', 'GET')).mismatch?.differences).toEqual([
    { pointer: 'query limit', recorded: '1', asked: '3' },
  ])
})

test('where the status of an error was not kept, it is the one the API gives with it', () => {
  const error = { error: { message: 'm', type: 'requests', param: null, code: 'rate_limit_exceeded' } }
  const golden = fromText(
    {
      ...bodyGolden({ path: '/v1/responses', body: { input: 'Hi' } }, error).header,
      response: { status: null, headers: null, framing: 'json' },
    },
    [{ t: null, body: error }],
  )
  expect(createReplayer([golden]).answer(ask({ input: 'Hi' })).status).toBe(429)
})
