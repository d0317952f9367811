import { lintStream } from '@goldwire/harness'
import type { Response, StreamEvent } from '@goldwire/schemas'
import { type ChatEngineOptions, startServer } from '@goldwire/server'
import { json, openChatUpstream, sse, type UpstreamScript } from '@goldwire/server/testing'
import * as fc from 'fast-check'
import OpenAI from 'openai'
import { expect, test } from 'vitest'

import { chatAnswers } from './chat-answers.ts'
import { lintedResponse } from './linted-response.ts'

const parameters = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false }
const tools = [
  { type: 'function', name: 'weather', parameters, strict: false },
  { type: 'function', name: 'clock', parameters, strict: false },
]
const request = { model: 'chat-model', input: 'Hello there', tools, stream: true as const }

async function open(answer: Parameters<typeof openChatUpstream>[0]['answer'], options: Partial<ChatEngineOptions> = {}) {
  const upstream = await openChatUpstream({ answer })
  const server = await startServer({ engine: 'chat', chat: { upstream: upstream.url, ...options } })
  return {
    upstream,
    url: server.url,
    client: new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 }),
    async [Symbol.asyncDispose]() {
      await server.close()
      await upstream[Symbol.asyncDispose]()
    },
  }
}

/** The events as they are on the wire: the official client throws where an `error` event comes. */
async function streamOf(url: string, body: object = request): Promise<StreamEvent[]> {
  const answer = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${text}`)
  const events = text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as StreamEvent] : []))
  expect(errorsIn(events, body)).toEqual([])
  return events
}

/** How a request ended: the response's status, or an HTTP status. */
async function ask(url: string): Promise<{ end: string | number; errors: string[]; response: Response | null }> {
  const answer = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const text = await answer.text()
  if (answer.status !== 200) return { end: answer.status, errors: [], response: null }
  const events = text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as StreamEvent] : []))
  const response = finalOf(events)
  return { end: response.status ?? '', errors: errorsIn(events, request), response }
}

function errorsIn(events: readonly StreamEvent[], body: object): string[] {
  const errors = lintStream(events, { request: body }).filter((finding) => finding.severity === 'error')
  return errors.map((finding) => `${finding.rule} at ${finding.event} ${finding.pointer}: ${finding.message}`)
}

function finalOf(events: readonly StreamEvent[]): Response {
  const last = events.at(-1)
  if (last === undefined || !('response' in last)) throw new Error('The stream has no terminal event.')
  return last.response
}

/** What a response says, kind by kind. */
function said({ output }: Pick<Response, 'output'>) {
  const texts = (type: string) =>
    output.flatMap((item) => {
      const { content = [], summary = [] } = item as { content?: object[]; summary?: object[] }
      return [...content, ...summary].flatMap((part) => {
        const { type: own, text, refusal } = part as { type: string; text?: string; refusal?: string }
        return own === type ? [text ?? refusal ?? ''] : []
      })
    })
  return {
    text: texts('output_text').join(''),
    reasoning: texts('reasoning_text').join(''),
    summary: texts('summary_text').join(''),
    refusal: texts('refusal').join(''),
    calls: output.flatMap((item) =>
      item.type === 'function_call' ? [{ name: item.name, arguments: item.arguments, call_id: item.call_id }] : [],
    ),
  }
}

test.each(Object.entries(chatAnswers))('a faultless stream is made of: %s', async (_, answer) => {
  await using opened = await open({ body: answer.body })
  const response = finalOf(await streamOf(opened.url))
  const { text = '', reasoning = '', summary = '', refusal = '', calls = [], status = 'completed', usage, items } = answer
  expect(response.status).toBe(status)
  expect(said(response)).toMatchObject({ text, reasoning, summary, refusal, calls })
  expect(said(response).calls).toHaveLength(calls.length)
  expect(response.output.map(({ type }) => type)).toEqual(items)
  const counted = usage && {
    input_tokens: usage.input_tokens,
    output_tokens: usage.output_tokens,
    input_tokens_details: { cached_tokens: usage.cached ?? 0 },
    output_tokens_details: { reasoning_tokens: usage.reasoning ?? 0 },
  }
  expect(response.usage ?? {}).toMatchObject(counted ?? {})
})

test('an answer that is cut at any byte is a faultless failure, and nothing of it is made up', async () => {
  const whole = [
    'SGLang: nulls everywhere, parallel calls',
    'think tags left in the text, cut in two',
    'LM Studio: two calls whose pieces come in turns',
  ]
  for (const name of whole) {
    const bytes = Buffer.from(chatAnswers[name]?.body.join('') ?? '')
    const finishAt = bytes.indexOf('"finish_reason":"')
    const full = chatAnswers[name]
    // Every byte where it counts, every seventh where only a key's letter differs.
    const places = Array.from({ length: bytes.length }, (_, at) => at).filter(
      (at) => at % 7 === 0 || bytes[at - 1] === 10 || bytes[at] === 10,
    )
    await using opened = await open((_, index) => ({
      body: [bytes.subarray(0, places[index] ?? 0)],
      ending: index % 2 === 0 ? 'cut' : 'end',
    }))
    for (const place of places) {
      // A connection that is destroyed may take bytes with it that were written.
      const { end, errors, response } = await ask(opened.url)
      expect(errors, `${name}, cut at ${place}`).toEqual([])
      expect(place < finishAt ? ['failed', 502] : ['failed', 'completed', 502], `${name}, cut at ${place}`).toContain(end)
      const { text: words, reasoning, calls } = said(response ?? { output: [] })
      expect(full?.text ?? '').toContain(words)
      expect(full?.reasoning ?? '').toContain(reasoning)
      for (const [index, call] of calls.entries()) expect(full?.calls?.[index]?.arguments).toContain(call.arguments)
    }
  }
}, 120_000)

test('it makes no difference how the bytes arrive', async () => {
  const names = Object.keys(chatAnswers)
  await using opened = await open((_, index) => {
    const bytes = Buffer.from(chatAnswers[names[Math.floor(index / 2)] ?? '']?.body.join('') ?? '')
    return { body: index % 2 === 0 ? [bytes] : Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1)) }
  })
  for (const name of names) {
    const [once, bytewise] = [await streamOf(opened.url), await streamOf(opened.url)]
    expect(
      bytewise.map(({ type }) => type),
      name,
    ).toEqual(once.map(({ type }) => type))
    // Ids that are the server's own differ from response to response.
    const plain = (response: Response) => ({ ...said(response), calls: said(response).calls.map(({ call_id: _id, ...call }) => call) })
    expect(plain(finalOf(bytewise)), name).toEqual(plain(finalOf(once)))
  }
})

test('garbage makes no faulty stream', async () => {
  const key = fc.constantFrom(
    'content',
    'reasoning_content',
    'reasoning',
    'reasoning_details',
    'refusal',
    'tool_calls',
    'function_call',
    'index',
    'id',
    'function',
    'name',
    'arguments',
    'text',
    'type',
  )
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(null, '', 0, 1, -1, true, 'weather', '{"city": ', '"Rome"}', '{}', 'Hello ', '\n', '<think>', '</think>', 'call_1'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }))
  const chunkOf = fc.record(
    {
      choices: fc.array(
        fc.record(
          { index: fc.constantFrom(0, 0, 0, 1), delta: value, finish_reason: fc.constantFrom(null, 'stop', 'length', 'tool_calls', 5) },
          { requiredKeys: [] },
        ),
        { maxLength: 2 },
      ),
      usage: value,
      error: fc.constantFrom(null, undefined, 'no', { message: 'no' }),
    },
    { requiredKeys: ['choices'] },
  )
  let body: string[] = []
  await using opened = await open(() => ({ body }))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 9, arbitrary: chunkOf }, { weight: 1, arbitrary: value }), { maxLength: 8 }),
      fc.boolean(),
      async (chunks, isWhole) => {
        body = sse(...chunks.map((chunk) => `data: ${JSON.stringify(chunk ?? null)}\n\n`))
        if (!isWhole) body.pop()
        const { end, errors } = await ask(opened.url)
        expect(errors).toEqual([])
        expect(['completed', 'incomplete', 'failed', 502, 429, 503]).toContain(end)
      },
    ),
    { numRuns: 300 },
  )
}, 60_000)

test('log probabilities come with their text, thoughts and held white space aside', async () => {
  const entry = (token: string, bytes: number[] | null = null) => ({
    token,
    logprob: -0.5,
    bytes,
    top_logprobs: [{ token, logprob: -0.5, bytes: null }],
  })
  const chunk = (content: string, ...entries: object[]) => ({ choices: [{ index: 0, delta: { content }, logprobs: { content: entries } }] })
  await using opened = await open({
    body: sse(
      chunk('<think>', entry('<think>')),
      chunk('no', entry('no')),
      chunk('</think>\n\nYes', entry('</think>'), entry('\n\n'), entry('Yes')),
      chunk('', entry('\uFFFD', [0xf0, 0x9f])),
      chunk('😀', entry('\uFFFD', [0x98, 0x80])),
      chunk(' it', entry(' is')),
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ),
  })
  const asked = { ...request, include: ['message.output_text.logprobs'], top_logprobs: 1 }
  const events = await streamOf(opened.url, asked)
  const deltas = events.flatMap((event) =>
    event.type === 'response.output_text.delta' ? [[event.delta, event.logprobs.map(({ token }) => token)]] : [],
  )
  // The last one's token spells something else: better none than wrong ones.
  expect(deltas).toEqual([
    ['Yes', ['Yes']],
    ['😀', ['\uFFFD', '\uFFFD']],
    [' it', []],
  ])
  expect(opened.upstream.requests[0]?.body).toMatchObject({ logprobs: true, top_logprobs: 1 })
})

test('tools of every kind go out as functions and come back as what they are', async () => {
  const calling = (name: string, text: string) => ({
    body: sse({
      choices: [
        { index: 0, delta: { tool_calls: [{ index: 0, id: 'c1', function: { name, arguments: text } }] }, finish_reason: 'tool_calls' },
      ],
    }),
  })
  const script: UpstreamScript[] = [
    calling('write', '{"input": "select \\"1\\""}'),
    calling('write', 'select 1'),
    calling('shell', '{"commands": ["ls", "pwd"]}'),
    calling('files_read', '{"city": "x"}'),
    calling('apply_patch', '{"type": "delete_file", "path": "a.txt"}'),
  ]
  await using opened = await open((_, index) => script[index] ?? calling('clock', '{}'))
  const all = {
    model: 'chat-model',
    input: 'Go',
    tools: [
      { type: 'custom', name: 'write', format: { type: 'grammar', syntax: 'regex', definition: 'select .*' } },
      { type: 'shell', environment: { type: 'local' } },
      { type: 'apply_patch' },
      { type: 'namespace', name: 'files', description: 'Files.', tools: [{ type: 'function', name: 'read', parameters, strict: false }] },
    ],
  }
  const items = []
  for (const _ of script) items.push((await lintedResponse(opened.client, all)).response.output[0])
  expect(items).toMatchObject([
    { type: 'custom_tool_call', name: 'write', input: 'select "1"', call_id: 'c1' },
    { type: 'custom_tool_call', name: 'write', input: 'select 1' },
    { type: 'shell_call', action: { commands: ['ls', 'pwd'] } },
    { type: 'function_call', name: 'read', namespace: 'files', arguments: '{"city": "x"}' },
    { type: 'apply_patch_call', operation: { type: 'delete_file', path: 'a.txt' } },
  ])
  const sent = opened.upstream.requests[0]?.body['tools'] as { function: { name: string } }[]
  expect(sent.map((tool) => tool.function.name)).toEqual(['write', 'shell', 'apply_patch', 'files_read'])
})

test('a tool round trip tells the model its thoughts, its calls and their outputs', async () => {
  const first = chatAnswers['llama-server: thoughts, then a call in pieces, timings, usage in the last chunk']
  const second = chatAnswers['vLLM: text, usage in a chunk of its own']
  await using opened = await open((_, index) => ({ body: (index === 0 ? first : second)?.body ?? [] }))
  const { response } = await lintedResponse(opened.client, { ...request, instructions: 'Be brief.' })
  const next = await lintedResponse(opened.client, {
    ...request,
    previous_response_id: response.id,
    input: [{ type: 'function_call_output', call_id: 'Zx81', output: 'Sunny' }],
  })
  expect(said(next.response).text).toBe('A good day.')
  expect(opened.upstream.requests[1]?.body['messages']).toEqual([
    { role: 'user', content: 'Hello there' },
    {
      role: 'assistant',
      content: null,
      reasoning_content: 'Hm.',
      tool_calls: [{ id: 'Zx81', type: 'function', function: { name: 'weather', arguments: '{"city": "Paris"}' } }],
    },
    { role: 'tool', tool_call_id: 'Zx81', content: 'Sunny' },
  ])
})

test('who asks for one call at a time gets one', async () => {
  await using opened = await open({ body: chatAnswers['Ollama: whole calls, all of them number 0']?.body ?? [] })
  const { response } = await lintedResponse(opened.client, { ...request, parallel_tool_calls: false })
  expect(said(response).calls).toMatchObject([{ arguments: '{"city": "Paris"}' }])
  expect(opened.upstream.requests[0]?.body).toMatchObject({ parallel_tool_calls: false })
})

const refusals: [string, UpstreamScript, object][] = [
  [
    'a bad request',
    json({ error: { message: 'no such role', type: 'invalid_request_error', param: 'messages', code: 'invalid_value' } }, 400),
    { status: 400, code: 'invalid_value' },
  ],
  [
    'a prompt that is too long (vLLM)',
    json({ error: { message: "This model's maximum context length is 8 tokens", type: 'BadRequestError', code: 400 } }, 400),
    { status: 400, code: 'context_length_exceeded', param: 'input' },
  ],
  ['a bare text (Ollama)', json({ error: "model 'x' not found" }, 404), { status: 400, code: 'model_not_found' }],
  [
    'validations (FastAPI)',
    json({ detail: [{ loc: ['body'], msg: 'field required' }] }, 422),
    { status: 400, message: expect.stringContaining('field required') },
  ],
  [
    'a wrong key of ours',
    json({ error: { message: 'Incorrect API key provided: sk-123' } }, 401),
    { status: 502, message: expect.not.stringContaining('sk-123') },
  ],
  [
    'a rate limit',
    json({ error: { message: 'slow down' } }, 429, { 'retry-after': '7' }),
    { status: 429, code: 'rate_limit_exceeded', retryAfter: '7' },
  ],
  ['too much to do', json({ error: { message: 'busy' } }, 503, {}), { status: 503, code: 'server_is_overloaded', retryAfter: '1' }],
  [
    'a crash',
    { status: 500, headers: { 'content-type': 'text/plain' }, body: ['Internal Server Error'] },
    { status: 502, code: 'server_error' },
  ],
  [
    'an error as the first chunk',
    { body: sse({ error: { message: 'queue full', code: 429 } }) },
    { status: 429, code: 'rate_limit_exceeded' },
  ],
  ['a web page', { headers: { 'content-type': 'text/html' }, body: ['<html>'] }, { status: 502 }],
  ['nothing at all', { body: [] }, { status: 502 }],
]

test.each(refusals)('%s is told in the words of the API', async (_, script, expected) => {
  await using opened = await open(script, { apiKey: 'sk-123' })
  const answer = await fetch(`${opened.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const { error } = (await answer.json()) as { error: object }
  expect({ status: answer.status, retryAfter: answer.headers.get('retry-after'), ...error }).toMatchObject(expected)
})

test('a server that does not stream is understood', async () => {
  await using opened = await open(
    json({
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'All at once' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 3, total_tokens: 6 },
    }),
  )
  const { response } = await lintedResponse(opened.client, request)
  expect(said(response).text).toBe('All at once')
})
