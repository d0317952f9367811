import { setTimeout as sleep } from 'node:timers/promises'

import { expect, onTestFinished, test } from 'vitest'

import { type ChatUpstreamOptions, json, openChatUpstream, sse } from '../../testing/chat-upstream.ts'
import type { EngineRequest } from '../engine.ts'
import type { Step } from '../step.ts'
import { createChatEngine } from './chat-engine.ts'
import { chatBaseUrl, type ChatEngineOptions } from './chat-options.ts'

const plain: EngineRequest = {
  model: 'chat-model',
  items: [{ type: 'message', role: 'user', content: 'Hi' }],
  instructions: null,
  tools: [],
  toolChoice: 'auto',
  parallelToolCalls: true,
  textFormat: { type: 'text' },
  reasoningEffort: 'medium',
  askedEffort: null,
  reasoningSummary: null,
  temperature: 1,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  maxOutputTokens: null,
  topLogprobs: null,
  seed: null,
}
const delta = (text: string) => ({ choices: [{ index: 0, delta: { content: text } }] })
const stop = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }
const saying = (text: string) => ({ body: sse(delta(text), stop) })
const never = new AbortController().signal

async function open(upstream: ChatUpstreamOptions, options: Partial<ChatEngineOptions> = {}) {
  const server = await openChatUpstream(upstream)
  const engine = await createChatEngine({ upstream: server.url, ...options })
  onTestFinished(async () => {
    await engine.close()
    await server[Symbol.asyncDispose]()
  })
  return { server, engine }
}

async function collect(steps: AsyncIterable<Step>): Promise<Step[]> {
  const all: Step[] = []
  for await (const step of steps) all.push(step)
  return all
}

/** What the server is asked for a request. */
async function bodyOf(request: Partial<EngineRequest>, options: Partial<ChatEngineOptions> = {}) {
  const { server, engine } = await open({ answer: saying('{}') }, options)
  await collect(engine.generate({ ...plain, ...request }, { signal: never }))
  return server.requests[0]?.body ?? {}
}

const parameters = { type: 'object', properties: {} }
const lookup = { type: 'function', name: 'lookup', description: 'Looks.', parameters, strict: true } as const

test('a plain request asks for what every server knows, and for nothing else', async () => {
  expect(await bodyOf({ instructions: 'Be kind.' })).toEqual({
    model: 'chat-model',
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Hi' },
    ],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 1,
    top_p: 1,
  })
})

test('settings are passed on in the words of the server', async () => {
  const request = { askedEffort: 'low', maxOutputTokens: 7, seed: 3, frequencyPenalty: 0.5, instructions: 'Be kind.' } as const
  expect(await bodyOf(request, { kind: 'openai' })).toMatchObject({
    max_completion_tokens: 7,
    reasoning_effort: 'low',
    seed: 3,
    frequency_penalty: 0.5,
    messages: [{ role: 'developer' }, { role: 'user' }],
  })
  expect(await bodyOf(request, { kind: 'openrouter' })).toMatchObject({ max_tokens: 7, reasoning: { effort: 'low' } })
  expect(await bodyOf({ askedEffort: 'none' }, { kind: 'openrouter' })).toMatchObject({ reasoning: { enabled: false } })
  expect(await bodyOf({ askedEffort: 'none' }, { kind: 'llama.cpp' })).toMatchObject({ chat_template_kwargs: { enable_thinking: false } })
  const quiet = await bodyOf(request, { dialect: { effort: 'off', sampling: 'changed', streamUsage: false } })
  expect(Object.keys(quiet)).toEqual(['model', 'messages', 'stream', 'frequency_penalty', 'max_tokens', 'seed'])
})

test('formats and tools are passed on; a choice of tools is an offer of no others', async () => {
  const schema = { type: 'object', properties: {}, additionalProperties: false }
  expect(await bodyOf({ textFormat: { type: 'json_schema', name: 'thing', schema, strict: true } })).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { name: 'thing', schema, strict: true } },
  })
  expect(await bodyOf({ textFormat: { type: 'json_object' } })).toMatchObject({ response_format: { type: 'json_object' } })
  const tools = [lookup, { ...lookup, name: 'other' }]
  const sent = { type: 'function', function: { name: 'lookup', description: 'Looks.', parameters, strict: true } }
  expect((await bodyOf({ tools }))['tools']).toHaveLength(2)
  expect(await bodyOf({ tools, toolChoice: { type: 'function', name: 'lookup' }, parallelToolCalls: false })).toMatchObject({
    tools: [sent],
    tool_choice: 'required',
    parallel_tool_calls: false,
  })
  const allowed = { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'lookup' }] } as const
  expect(await bodyOf({ tools, toolChoice: { ...allowed, tools: [...allowed.tools] } })).toMatchObject({ tools: [sent] })
  expect(await bodyOf({ tools, toolChoice: 'none' })).not.toHaveProperty('tools')
})

test('images are passed on to servers that can see, and refused by name for others', async () => {
  const items: EngineRequest['items'] = [
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'What is this?' },
        { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
      ],
    },
  ]
  expect((await bodyOf({ items }, { dialect: { images: true } }))['messages']).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
      ],
    },
  ])
  await expect(bodyOf({ items })).rejects.toMatchObject({ status: 400, param: 'input[0].content[1]' })
})

test('what tools show is shown after their results, before anything else is said', async () => {
  const image = { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' } as const
  const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'look', arguments: '{}' }) as const
  const items: EngineRequest['items'] = [
    { type: 'message', role: 'user', content: 'Look twice.' },
    call('a'),
    call('b'),
    { type: 'function_call_output', call_id: 'a', output: [image] },
    { type: 'function_call_output', call_id: 'b', output: [{ type: 'input_text', text: 'A cat:' }, image] },
    { type: 'message', role: 'user', content: 'And?' },
  ]
  const shown = { type: 'image_url', image_url: { url: image.image_url, detail: 'auto' } }
  expect((await bodyOf({ items }, { dialect: { images: true } }))['messages']).toMatchObject([
    { role: 'user' },
    { role: 'assistant' },
    { role: 'tool', tool_call_id: 'a', content: 'The result is shown in the next message.' },
    { role: 'tool', tool_call_id: 'b', content: 'A cat:' },
    { role: 'user', content: [{ type: 'text' }, shown, { type: 'text' }, shown] },
    { role: 'user', content: 'And?' },
  ])
  const ending = (await bodyOf({ items: items.slice(0, -1) }, { dialect: { images: true } }))['messages'] as object[]
  expect(ending.at(-1)).toMatchObject({ role: 'user', content: [{ type: 'text' }, shown, { type: 'text' }, shown] })
  await expect(bodyOf({ items })).rejects.toMatchObject({ status: 400, param: 'input[3].output[0]' })
})

test('how much to say is told in the field of that name where there is one, in words elsewhere, and not at all when it is medium', async () => {
  expect(await bodyOf({ verbosity: 'low' }, { kind: 'openai' })).toMatchObject({ verbosity: 'low', messages: [{ role: 'user' }] })
  expect(await bodyOf({ verbosity: 'medium' }, { kind: 'openai' })).not.toHaveProperty('verbosity')
  const inWords = await bodyOf({ verbosity: 'low', instructions: 'Be kind.' })
  expect(inWords).not.toHaveProperty('verbosity')
  expect(inWords['messages']).toMatchObject([
    { role: 'system', content: expect.stringMatching(/^Be kind\.\nAnswer briefly/) as string },
    {},
  ])
  expect((await bodyOf({ verbosity: 'high' }))['messages']).toMatchObject([
    { role: 'system', content: expect.stringContaining('at length') as string },
    {},
  ])
  expect((await bodyOf({ verbosity: 'medium' }))['messages']).toMatchObject([{ role: 'user' }])
})

test.each([
  ['vllm', 'regex', '[a-z "]+', { structured_outputs: { regex: '[a-z "]+' } }, ['say "', 'hi"'], 'say "hi"'],
  ['vllm', 'lark', 'start: "a"', { structured_outputs: { grammar: 'start: "a"' } }, ['a'], 'a'],
  ['sglang', 'regex', 'a+', { regex: 'a+' }, ['aa'], 'aa'],
  ['llama.cpp', 'lark', 'start: "a"+', { grammar: expect.stringContaining('root ::=') }, ['{"input": "a', 'a"}'], 'aa'],
] as const)('%s is held to the grammar (%s %s) of a tool that must be called', async (kind, syntax, definition, fields, pieces, input) => {
  const { server, engine } = await open({ answer: { body: sse(...pieces.map(delta), stop) } }, { kind })
  const tools: EngineRequest['tools'] = [{ type: 'custom', name: 'write', format: { type: 'grammar', syntax, definition } }]
  const steps = await collect(engine.generate({ ...plain, tools, toolChoice: 'required' }, { signal: never }))
  expect(server.requests[0]?.body).toMatchObject(fields)
  expect(server.requests[0]?.body).not.toHaveProperty('tools')
  expect(steps[0]).toMatchObject({ type: 'item.start', item: { type: 'custom_tool_call', name: 'write' } })
  expect(steps.map((step) => (step.type === 'delta' ? step.delta : '')).join('')).toBe(input)
})

test('an answer that ignores its format fails', async () => {
  const { engine } = await open({ answer: saying('Sure! {') })
  const steps = await collect(engine.generate({ ...plain, textFormat: { type: 'json_object' } }, { signal: never }))
  expect(steps.at(-1)).toMatchObject({ type: 'fail', error: { code: 'server_error', message: expect.stringContaining('format') } })
})

test('abort ends the connection to the server, before its answer and in the middle', async () => {
  const { server, engine } = await open({
    answer: (_, index) => (index === 0 ? { body: [], delay: 5_000 } : { body: sse(delta('a')).slice(0, 1), ending: 'hang' }),
  })
  for (const _ of [0, 1]) {
    const abort = new AbortController()
    const steps: Step[] = []
    setTimeout(() => abort.abort(), 60)
    for await (const step of engine.generate(plain, { signal: abort.signal })) steps.push(step)
    expect(steps.some(({ type }) => type === 'stop' || type === 'fail')).toBe(false)
  }
  expect(await server.requests[1]?.closed).toBe('left')
})

test('a reader who leaves ends the connection too', async () => {
  const { server, engine } = await open({ answer: { body: sse(delta('a')).slice(0, 1), ending: 'hang' } })
  for await (const step of engine.generate(plain, { signal: never })) if (step.type === 'delta') break
  expect(await server.requests[0]?.closed).toBe('left')
})

test('a slow reader slows the server down', async () => {
  const piece = `data: ${JSON.stringify(delta('x'.repeat(50_000)))}\n\n`
  let written = 0
  const { server, engine } = await open({
    answer: () => ({
      body: Object.assign(
        Array.from({ length: 1_000 }, () => piece),
        {
          *[Symbol.iterator]() {
            for (; written < 1_000; written += 1) yield piece
          },
        },
      ),
    }),
  })
  for await (const step of engine.generate(plain, { signal: never })) {
    if (step.type !== 'delta') continue
    await sleep(300)
    break
  }
  expect(await server.requests[0]?.closed).toBe('left')
  // 50 MB were to be had; sockets hold some, memory must not hold the rest.
  expect(written).toBeLessThan(400)
})

test('time is limited until the answer, and between its pieces; a comment is a sign of life', async () => {
  const timeouts = { firstByte: 150, idle: 150 }
  const late = await open({ answer: { body: [], delay: 1_000 } }, { timeouts })
  await expect(collect(late.engine.generate(plain, { signal: never }))).rejects.toMatchObject({ status: 504, code: 'server_error' })
  const [first = '', ...rest] = sse(delta('a'), stop)
  const silent = await open({ answer: { body: [first], ending: 'hang' } }, { timeouts })
  expect((await collect(silent.engine.generate(plain, { signal: never }))).at(-1)).toMatchObject({
    type: 'fail',
    error: { message: 'The model server sent nothing for 0.15 s.' },
  })
  const alive = await open({ answer: { body: [first, 90, ': ping\n\n', 90, ': ping\n\n', 90, ...rest] } }, { timeouts })
  expect((await collect(alive.engine.generate(plain, { signal: never }))).at(-1)).toMatchObject({ type: 'stop' })
})

test('a connection is used again, and one that was closed meanwhile is made anew', async () => {
  const { server, engine } = await open({ answer: saying('Hi') })
  for (let round = 0; round < 5; round++) {
    await collect(engine.generate(plain, { signal: never }))
    await sleep(10)
  }
  expect(server.connections).toBe(1)
})

test('the models are those the server lists, with what it tells of them', async () => {
  const models = [
    { id: 'a', created: 5, owned_by: 'vllm', max_model_len: 4096 },
    { id: 'b', meta: { n_ctx: 512, n_ctx_train: 9999 } },
  ]
  const { engine } = await open({ answer: saying(''), models }, { contextSize: 77 })
  expect(engine.models).toMatchObject([
    { id: 'a', created: 5, owned_by: 'vllm', contextSize: 4096 },
    { id: 'b', contextSize: 512 },
  ])
  const named = await open({ answer: saying(''), models: json({ error: 'none here' }, 404) }, { models: ['mine'], contextSize: 77 })
  expect(named.engine.models).toMatchObject([{ id: 'mine', contextSize: 77 }])
})

test('new models are seen, and a list that cannot be had takes none away', async () => {
  const models = [{ id: 'a' }]
  const { engine, server } = await open({ answer: saying(''), models }, { refreshMs: 20 })
  models.push({ id: 'b' })
  await expect.poll(() => engine.models.map(({ id }) => id)).toEqual(['a', 'b'])
  await server[Symbol.asyncDispose]()
  await sleep(60)
  expect(engine.models).toHaveLength(2)
})

test('input tokens are counted where the server can, and estimated where it cannot', async () => {
  const counting = (count: object) => ({ answer: (): ReturnType<typeof json> => json(count) })
  expect(await (await open(counting({ count: 21 }), { kind: 'vllm' })).engine.countInputTokens(plain)).toBe(21)
  const llama = { answer: ({ path }: { path: string }) => json(path === '/tokenize' ? { tokens: [1, 2, 3] } : { prompt: 'abc' }) }
  expect(await (await open(llama, { kind: 'llama.cpp' })).engine.countInputTokens(plain)).toBe(3)
  const long = { ...plain, instructions: 'x'.repeat(4_000) }
  expect(await (await open({ answer: saying('') })).engine.countInputTokens(long)).toBe(1_001)
})

test.each([
  ['http://h:1', 'http://h:1/v1'],
  ['http://h:1/v1/', 'http://h:1/v1'],
  ['https://h/api/v1/chat/completions', 'https://h/api/v1'],
])('the base URL of %s is %s', (given, base) => expect(chatBaseUrl(given)).toBe(base))

test('a base URL that is none is refused', () => expect(() => chatBaseUrl('localhost:8000')).toThrow('http'))
