import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { apiErrorBodySchema, conversationItemSchema, conversationSchema, type InputItem } from '@goldwire/schemas'
import { createScriptedEngine, type Engine, type EngineRequest, startServer, type Step } from '@goldwire/server'
import OpenAI, { BadRequestError, NotFoundError } from 'openai'
import { expect, test } from 'vitest'

import { lintedResponse } from './linted-response.ts'

const usage = {
  input_tokens: 5,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 14,
}
const saying = (text: string): Step[] => [
  { type: 'item.start', item: { type: 'message' } },
  { type: 'part.start', part: 'output_text' },
  { type: 'delta', delta: text },
  { type: 'part.end' },
  { type: 'item.end' },
  { type: 'stop', reason: 'completed', usage },
]

type Script = (request: EngineRequest) => Iterable<Step> | AsyncIterable<Step>

function scripted(script: Script): Engine {
  return createScriptedEngine({
    models: [{ id: 'talker', created: 1_700_000_000, owned_by: 'goldwire', contextSize: 4096, reasons: false }],
    script,
  })
}

/** Where conversations may be kept; a server that one test closes is the only one on its file. */
const stores = ['memory', 'sqlite']

/** Answers each turn with how many items it was given. */
async function serve(script: Script = ({ items }) => saying(`I know ${items.length} items.`), kind = 'memory') {
  const asked: EngineRequest[] = []
  const engine = scripted((request) => {
    asked.push(request)
    return script(request)
  })
  const store = kind === 'sqlite' ? `sqlite:${join(mkdtempSync(join(tmpdir(), 'goldwire-conversations-')), 'store.db')}` : kind
  const server = await startServer({ engine, store })
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
  return { client, asked, url: server.url, [Symbol.asyncDispose]: () => server.close() }
}

const model = 'talker'
const user = (content: string) => ({ type: 'message' as const, role: 'user' as const, content })

async function listed(client: OpenAI, id: string, query: OpenAI.Conversations.ItemListParams = { order: 'asc' }): Promise<string[]> {
  const texts: string[] = []
  for await (const item of client.conversations.items.list(id, query)) {
    expect(conversationItemSchema.safeParse(item).error?.issues).toBeUndefined()
    texts.push(textOf(item))
  }
  return texts
}

function textOf(item: object): string {
  const { content, type } = item as { content?: { text: string }[]; type: string }
  return content === undefined ? type : content.map((part) => part.text).join('')
}

const failureOf = (action: Promise<unknown>) =>
  action.then(
    () => null,
    (error: unknown) => error as InstanceType<typeof OpenAI.APIError>,
  )

test('a conversation is made, changed and deleted', async () => {
  await using server = await serve()
  const { conversations } = server.client
  const made = await conversations.create({ metadata: { topic: 'demo' } })
  expect(conversationSchema.safeParse(made).error).toBeUndefined()
  expect(made).toEqual({
    id: expect.stringMatching(/^conv_[0-9a-f]{48,50}$/),
    object: 'conversation',
    created_at: made.created_at,
    metadata: { topic: 'demo' },
  })
  expect(await conversations.retrieve(made.id)).toEqual(made)
  expect(await conversations.update(made.id, { metadata: { a: 'b' } })).toEqual({ ...made, metadata: { a: 'b' } })
  expect(await conversations.update(made.id, { metadata: null })).toEqual({ ...made, metadata: {} })
  expect(await conversations.delete(made.id)).toEqual({ id: made.id, object: 'conversation.deleted', deleted: true })
  for (const action of [
    () => conversations.retrieve(made.id),
    () => conversations.delete(made.id),
    () => conversations.update(made.id, { metadata: {} }),
    () => conversations.items.list(made.id),
    () => conversations.items.create(made.id, { items: [user('x')] }),
    () => conversations.items.retrieve('msg_1', { conversation_id: made.id }),
    () => conversations.items.delete('msg_1', { conversation_id: made.id }),
    () => server.client.responses.create({ model, input: 'x', conversation: made.id }),
    () => server.client.responses.inputTokens.count({ model, input: 'x', conversation: made.id }),
  ]) {
    const error = await failureOf(Promise.resolve(action()))
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error?.error).toEqual({
      message: `Conversation with id '${made.id}' not found.`,
      type: 'invalid_request_error',
      param: null,
      code: null,
    })
  }
})

test('a conversation can be made without a body', async () => {
  await using server = await serve()
  const answer = await fetch(`${server.url}/v1/conversations`, { method: 'POST' })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ object: 'conversation', metadata: {} })
})

test('items are added, listed either way, retrieved and deleted', async () => {
  await using server = await serve()
  const { conversations } = server.client
  const made = await conversations.create({ items: [user('one'), { role: 'assistant', content: 'two' }] })
  const added = await conversations.items.create(made.id, {
    items: [
      user('three'),
      { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'seen' },
    ],
  })
  expect(added).toMatchObject({ object: 'list', has_more: false, first_id: added.data[0]?.id, last_id: added.data[2]?.id })
  expect(added.data.map(textOf)).toEqual(['three', 'function_call', 'function_call_output'])
  const all = ['one', 'two', 'three', 'function_call', 'function_call_output']
  expect(await listed(server.client, made.id)).toEqual(all)
  expect(await listed(server.client, made.id, { limit: 2 })).toEqual(all.toReversed())
  expect(await listed(server.client, made.id, { limit: 1, order: 'asc', include: ['message.output_text.logprobs'] })).toEqual(all)

  const id = String(added.data[0]?.id)
  const item = await conversations.items.retrieve(id, { conversation_id: made.id })
  expect(item).toEqual({ id, type: 'message', status: 'completed', content: [{ type: 'input_text', text: 'three' }], role: 'user' })
  expect(await conversations.items.delete(id, { conversation_id: made.id })).toEqual(made)
  for (const action of [
    conversations.items.retrieve(id, { conversation_id: made.id }),
    conversations.items.delete(id, { conversation_id: made.id }),
  ]) {
    const error = await failureOf(action)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error?.error).toMatchObject({ message: `Item with id '${id}' not found in conversation.`, type: 'invalid_request_error' })
  }
  expect(await listed(server.client, made.id)).toEqual(all.filter((text) => text !== 'three'))
})

test.each([
  ['more than 20 items', '/items', { items: Array.from({ length: 21 }, () => user('x')) }, 'items', 'array_above_max_length'],
  ['no items', '/items', {}, 'items', 'missing_required_parameter'],
  ['an item of an unknown type', '/items', { items: [{ type: 'wish' }] }, 'items[0]', 'invalid_value'],
  [
    'an id twice',
    '/items',
    {
      items: [
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'reasoning', id: 'rs_1', summary: [] },
      ],
    },
    'items',
    null,
  ],
  ['an id of another kind', '/items', { items: [{ type: 'reasoning', id: 'msg_1', summary: [] }] }, 'items[0].id', 'invalid_value'],
  ['no metadata', '', {}, 'metadata', 'missing_required_parameter'],
  ['metadata of numbers', '', { metadata: { a: 1 } }, 'metadata.a', 'invalid_type'],
  [
    '17 pairs of metadata',
    '',
    { metadata: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, 'v'])) },
    'metadata',
    'object_above_max_properties',
  ],
  ['a long key', '', { metadata: { ['k'.repeat(65)]: 'v' } }, 'metadata', 'string_above_max_length'],
  ['a long value', '', { metadata: { k: 'v'.repeat(513) } }, 'metadata.k', 'string_above_max_length'],
  ['an unknown field', '', { metadata: {}, name: 'x' }, 'name', 'unknown_parameter'],
])('%s is refused', async (_, path, body, param, code) => {
  await using server = await serve()
  const { id } = await server.client.conversations.create()
  const answer = await fetch(`${server.url}/v1/conversations/${id}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(400)
  const { error } = apiErrorBodySchema.parse(await answer.json())
  expect(error).toMatchObject({ type: 'invalid_request_error', code })
  expect(error.param).toContain(param)
})

test.each(['?after=msg_of_nobody', '?limit=0', '?limit=101', '?order=up', '?include=everything'])(
  'the query %s is refused',
  async (query) => {
    await using server = await serve()
    const { id } = await server.client.conversations.create()
    const answer = await fetch(`${server.url}/v1/conversations/${id}/items${query}`)
    expect(answer.status).toBe(400)
    expect(apiErrorBodySchema.safeParse(await answer.json()).success).toBe(true)
  },
)

test.each([
  ['by its id', 'memory', (id: string) => id],
  ['in an object', 'memory', (id: string) => ({ id })],
  ['by its id', 'sqlite', (id: string) => id],
] as const)('a response reads from a conversation named %s in %s and adds to it, streamed or not', async (_, store, name) => {
  await using server = await serve(undefined, store)
  const { client } = server
  const { id } = await client.conversations.create({ items: [user('one')] })
  const { events, response } = await lintedResponse(client, { model, conversation: name(id), input: 'two' })
  expect(response.conversation).toEqual({ id })
  expect(events[0]).toMatchObject({ type: 'response.created', response: { conversation: { id } } })
  expect(response.previous_response_id).toBeNull()
  expect(await listed(client, id)).toEqual(['one', 'two', 'I know 2 items.'])
  const second = await client.responses.create({ model, conversation: name(id), input: 'three' })
  expect(second).toMatchObject({ conversation: { id }, output_text: 'I know 4 items.' })
  expect(server.asked.at(-1)?.items.map(textOf)).toEqual(['one', 'two', 'I know 2 items.', 'three'])
  const unstored = await client.responses.create({ model, conversation: name(id), input: 'four', store: false })
  expect(unstored.output_text).toBe('I know 6 items.')
  expect(await listed(client, id)).toEqual(['one', 'two', 'I know 2 items.', 'three', 'I know 4 items.', 'four', 'I know 6 items.'])
  const answer = await client.conversations.items.retrieve(String(second.output[0]?.id), { conversation_id: id })
  expect(answer).toEqual(second.output[0])
})

test.each(stores)('a conversation in %s goes on through calls, without new input, and in the background', async (store) => {
  const tools = [{ type: 'function' as const, name: 'look', parameters: null, strict: false }]
  await using server = await serve(
    ({ items }) =>
      items.some((item) => item.type === 'function_call_output')
        ? saying('Seen.')
        : [
            { type: 'item.start', item: { type: 'function_call', name: 'look', call_id: 'call_1' } },
            { type: 'delta', delta: '{}' },
            { type: 'item.end' },
            { type: 'stop', reason: 'completed', usage },
          ],
    store,
  )
  const { client } = server
  const { id } = await client.conversations.create({ items: [user('Look!')] })
  await lintedResponse(client, { model, conversation: id, tools })
  const unanswered = await failureOf(client.responses.create({ model, conversation: id, tools, input: 'And?' }))
  expect(unanswered?.message).toContain('No tool output found for function call call_1.')
  await lintedResponse(client, {
    model,
    conversation: id,
    tools,
    input: [{ type: 'function_call_output', call_id: 'call_1', output: 'a cat' }],
  })
  const queued = await client.responses.create({ model, conversation: id, input: 'Thanks', background: true })
  expect(queued).toMatchObject({ status: 'queued', conversation: { id } })
  await expect.poll(async () => (await client.responses.retrieve(queued.id)).status).toBe('completed')
  expect(await listed(client, id)).toEqual(['Look!', 'function_call', 'function_call_output', 'Seen.', 'Thanks', 'Seen.'])
})

test('both kinds of history at once are refused', async () => {
  await using server = await serve()
  const { id } = await server.client.conversations.create()
  const error = await failureOf(server.client.responses.create({ model, input: 'x', conversation: id, previous_response_id: 'resp_1' }))
  expect(error).toBeInstanceOf(BadRequestError)
  expect(error).toMatchObject({ code: 'mutually_exclusive_parameters' })
})

test.each(stores)('a run that fails or is left adds nothing to a conversation in %s, which is free again', async (store) => {
  let mode: 'fail' | 'throw' | 'hang' | 'talk' = 'fail'
  await using server = await serve(async function* () {
    if (mode === 'talk') return yield* saying('Well.')
    yield* saying('Hal').slice(0, 3)
    if (mode === 'fail') yield { type: 'fail', error: { code: 'rate_limit_exceeded', message: 'No.' } }
    if (mode === 'throw') throw new TypeError('no answer today')
    await new Promise((resolve) => setTimeout(resolve, 60_000).unref())
  }, store)
  const { client } = server
  const { id } = await client.conversations.create({ items: [user('one')] })
  const body = { model, conversation: id, input: 'two' }
  await failureOf(client.responses.create(body))
  mode = 'throw'
  await failureOf(client.responses.create(body))
  mode = 'hang'
  const stream = await client.responses.create({ ...body, stream: true })
  for await (const event of stream) if (event.type === 'response.output_text.delta') break
  await expect
    .poll(async () => {
      mode = 'talk'
      return (await failureOf(client.responses.create(body)))?.code ?? 'added'
    })
    .toBe('added')
  expect(await listed(client, id)).toEqual(['one', 'two', 'Well.'])
})

test('a second response in the same conversation has to wait for the first, in the words of OpenAI', async () => {
  let go = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  await using server = await serve(async function* () {
    yield* saying('One').slice(0, 3)
    await gate
    yield* saying('One').slice(3)
  })
  const { client } = server
  const { id } = await client.conversations.create()
  const stream = await client.responses.create({ model, conversation: id, input: 'x', stream: true })
  const error = await failureOf(client.responses.create({ model, conversation: { id }, input: 'y' }))
  expect(error).toMatchObject({ status: 400, code: 'conversation_locked', param: 'conversation' })
  expect(error?.message).toContain('Another process is currently operating on this conversation. Please retry in a few seconds.')
  expect(await listed(client, id)).toEqual([])
  go()
  for await (const event of stream) {
    if (event.type !== 'response.completed') continue
    expect(await listed(client, id)).toEqual(['x', 'One'])
    expect(await failureOf(client.responses.create({ model, conversation: id, input: 'y' }))).toBeNull()
  }
})

test.each(stores)('responses and conversations do without each other in %s', async (store) => {
  await using server = await serve(undefined, store)
  const { client } = server
  const { id } = await client.conversations.create({ items: [user('one')] })
  const first = await client.responses.create({ model, conversation: id, input: 'two' })
  const second = await client.responses.create({ model, previous_response_id: first.id, input: 'three' })
  expect(second).not.toHaveProperty('conversation')
  expect(server.asked.at(-1)?.items.map(textOf)).toEqual(['one', 'two', 'I know 2 items.', 'three'])
  expect(await listed(client, id)).toEqual(['one', 'two', 'I know 2 items.'])
  await client.responses.delete(first.id)
  expect(await listed(client, id)).toEqual(['one', 'two', 'I know 2 items.'])
  const item = (await client.conversations.items.list(id, { order: 'asc' })).data[0]
  await client.conversations.delete(id)
  expect((await client.responses.retrieve(second.id)).output_text).toBe('I know 4 items.')
  const reference = { type: 'item_reference', id: String(item?.id) } as unknown as InputItem
  const { response } = await lintedResponse(client, { model, input: [reference, user('Again?')] })
  expect(response.status).toBe('completed')
  expect(server.asked.at(-1)?.items.map(textOf)).toEqual(['one', 'Again?'])
})
