import { inputTokenCountSchema } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { ApiError } from '../run/api-error.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { type Ask, askInProcess } from '../testing/matrix.ts'
import { createTestApp, createTestEngine, usage } from '../testing/test-app.ts'

const hello = { model: 'test-model', input: 'Hi' }
const create = async (ask: Ask, body: object) => String((await ask({ body: { ...hello, ...body } })).json['id'])

test('a response that was not to be stored cannot be found or continued', async () => {
  const ask = askInProcess(createTestApp())
  const id = await create(ask, { store: false })
  expect((await ask({ method: 'GET', path: `/v1/responses/${id}` })).status).toBe(404)
  const continued = await ask({ body: { ...hello, previous_response_id: id } })
  expect(continued.status).toBe(400)
  expect(continued.json).toEqual({
    error: {
      message: `Previous response with id '${id}' not found.`,
      type: 'invalid_request_error',
      param: 'previous_response_id',
      code: 'previous_response_not_found',
    },
  })
})

test('a store that fails does not take the answer away', async () => {
  const faults: string[] = []
  const memory = createMemoryStore()
  const begin: Store['begin'] = (start) => ({ ...memory.begin(start), finish: () => Promise.reject(new Error('disk full')) })
  const store = { ...memory, begin }
  const ask = askInProcess(createTestApp({ store, logger: (entry) => faults.push(entry.event) }))
  expect((await ask({ body: hello })).status).toBe(200)
  expect(faults).toContain('fault')
})

test('the items of a request are listed, newest first, with their ids', async () => {
  const ask = askInProcess(createTestApp())
  const first = await create(ask, {})
  const id = await create(ask, {
    previous_response_id: first,
    input: [
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ],
  })
  const { status, json } = await ask({ method: 'GET', path: `/v1/responses/${id}/input_items` })
  expect(status).toBe(200)
  expect(Object.keys(json)).toEqual(['object', 'data', 'first_id', 'has_more', 'last_id'])
  const data = json['data'] as { id: string }[]
  expect(data).toMatchObject([{ content: [{ type: 'input_text', text: 'b' }] }, { content: [{ type: 'input_text', text: 'a' }] }])
  expect(json).toMatchObject({ object: 'list', has_more: false, first_id: data[0]?.id, last_id: data[1]?.id })
  const page = await ask({ method: 'GET', path: `/v1/responses/${id}/input_items?order=asc&limit=1&include[]=reasoning.encrypted_content` })
  expect(page.json).toMatchObject({ has_more: true, first_id: data[1]?.id, last_id: data[1]?.id })
})

test.each([
  ['?stream=1', 'stream', 'invalid_type'],
  ['?stream=true&starting_after=x', 'starting_after', 'invalid_type'],
  ['?stream=true&starting_after=-1', 'starting_after', 'integer_below_min_value'],
  ['?starting_after=1', 'starting_after', null],
  ['?include=everything', 'include[0]', 'invalid_value'],
  ['/input_items?limit=0', 'limit', 'integer_below_min_value'],
  ['/input_items?limit=101', 'limit', 'integer_above_max_value'],
  ['/input_items?limit=ten', 'limit', 'invalid_type'],
  ['/input_items?order=up', 'order', 'invalid_value'],
  ['/input_items?after=msg_9', 'after', 'invalid_value'],
])('the query %s is refused', async (query, param, code) => {
  const ask = askInProcess(createTestApp())
  const { status, json } = await ask({ method: 'GET', path: `/v1/responses/${await create(ask, {})}${query}` })
  expect(status).toBe(400)
  expect(json).toMatchObject({ error: { type: 'invalid_request_error', param, code } })
})

test('a response that is not in the background cannot be cancelled', async () => {
  const ask = askInProcess(createTestApp())
  const { status, json } = await ask({ path: `/v1/responses/${await create(ask, {})}/cancel` })
  expect(status).toBe(400)
  expect(json).toMatchObject({ error: { message: 'Cannot cancel a synchronous response.' } })
})

test('input tokens are counted as the engine counts them, over the whole conversation', async () => {
  const engine = createTestEngine()
  engine.countInputTokens = async ({ items, instructions }) => items.length * 100 + (instructions ?? '').length
  const ask = askInProcess(createTestApp({ engine }))
  const previous_response_id = await create(ask, {})
  const path = '/v1/responses/input_tokens'
  const { status, json } = await ask({ path, body: { ...hello, previous_response_id, instructions: 'Brief.', tools: null } })
  expect(status).toBe(200)
  expect(inputTokenCountSchema.parse(json)).toEqual({ object: 'response.input_tokens', input_tokens: 306 })
  expect((await ask({ path, body: { input: 'Hi' } })).json).toMatchObject({ input_tokens: 100 })
  expect((await ask({ path, body: { model: 'nothing', input: 'Hi' } })).status).toBe(400)
  expect((await ask({ path, body: { ...hello, stream: true } })).json).toMatchObject({
    error: { param: 'stream', code: 'unknown_parameter' },
  })
})

test('an error of the engine names the item as the caller counts it', async () => {
  const engine = createTestEngine(({ items }) => {
    if (items.length < 3) return [{ type: 'stop', reason: 'completed', usage }]
    throw new ApiError({ code: 'unsupported_value', param: 'input[2].content[0]', message: "No images at 'input[2].content[0]'." })
  })
  const ask = askInProcess(createTestApp({ engine }))
  const previous_response_id = await create(ask, {
    input: [
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
    ],
  })
  const own = await ask({ body: { ...hello, previous_response_id } })
  expect(own.json).toMatchObject({ error: { param: 'input[0].content[0]', message: "No images at 'input[0].content[0]'." } })
})

test('the document describes the calls this server has', async () => {
  const { status, json } = await askInProcess(createTestApp({ apiKeys: ['key'] }))({ method: 'GET', path: '/openapi.json' })
  expect(status).toBe(200)
  expect(json['openapi']).toBe('3.1.0')
  expect(Object.keys(json['paths'] as object)).toEqual([
    '/v1/responses',
    '/v1/responses/{response_id}',
    '/v1/responses/{response_id}/cancel',
    '/v1/responses/{response_id}/input_items',
    '/v1/responses/input_tokens',
    '/v1/responses/compact',
    '/v1/conversations',
    '/v1/conversations/{conversation_id}',
    '/v1/conversations/{conversation_id}/items',
    '/v1/conversations/{conversation_id}/items/{item_id}',
  ])
})
