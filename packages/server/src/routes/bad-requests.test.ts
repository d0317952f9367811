import { beforeAll, afterAll, describe, expect, test } from 'vitest'

import { type Ask, askInProcess, askOverSocket, ways } from '../testing/matrix.ts'
import { createTestApp, type Listening, listen } from '../testing/test-app.ts'

/** What is wrong, status, param, code. */
type Case = readonly [name: string, body: unknown, status: number, param: string | null, code: string | null]

const ok = { model: 'test-model', input: 'Hi' }
const item = (one: unknown) => ({ ...ok, input: [one] })
const tool = (one: unknown) => ({ ...ok, tools: [one] })
const closed = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }

const cases: Case[] = [
  ['no body', undefined, 400, 'model', 'missing_required_parameter'],
  ['a body that is no object', [], 400, null, 'invalid_type'],
  ['no model', { input: 'Hi' }, 400, 'model', 'missing_required_parameter'],
  ['a model that is no text', { ...ok, model: 7 }, 400, 'model', 'invalid_type'],
  ['an unknown model', { ...ok, model: 'gpt-99' }, 400, 'model', 'model_not_found'],
  ['no input', { model: 'test-model' }, 400, 'input', 'missing_required_parameter'],
  ['input of a wrong type', { ...ok, input: 7 }, 400, 'input', 'invalid_type'],
  ['an unknown parameter', { ...ok, colour: 'red' }, 400, 'colour', 'unknown_parameter'],
  ['a parameter of another API', { ...ok, max_tokens: 5 }, 400, null, 'unsupported_parameter'],
  ['too hot', { ...ok, temperature: 2.1 }, 400, 'temperature', 'decimal_above_max_value'],
  ['too cold', { ...ok, temperature: -0.1 }, 400, 'temperature', 'decimal_below_min_value'],
  ['a temperature in words', { ...ok, temperature: 'hot' }, 400, 'temperature', 'invalid_type'],
  ['top_p over one', { ...ok, top_p: 1.5 }, 400, 'top_p', 'decimal_above_max_value'],
  ['top_p below zero', { ...ok, top_p: -1 }, 400, 'top_p', 'decimal_below_min_value'],
  ['too few output tokens', { ...ok, max_output_tokens: 15 }, 400, 'max_output_tokens', 'integer_below_min_value'],
  ['half an output token', { ...ok, max_output_tokens: 16.5 }, 400, 'max_output_tokens', 'invalid_type'],
  ['too many logprobs', { ...ok, top_logprobs: 21 }, 400, 'top_logprobs', 'integer_above_max_value'],
  ['too few logprobs', { ...ok, top_logprobs: -1 }, 400, 'top_logprobs', 'integer_below_min_value'],
  ['a mode of reasoning that is not here', { ...ok, reasoning: { mode: 'pro' } }, 400, 'reasoning.mode', 'unsupported_value'],
  ['an unknown role', item({ role: 'tool', content: 'x' }), 400, 'input[0]', 'invalid_value'],
  ['an unknown item', item({ type: 'telegram' }), 400, 'input[0].type', 'invalid_value'],
  ['an unknown part', item({ role: 'user', content: [{ type: 'smell' }] }), 400, 'input[0].content[0].type', 'invalid_value'],
  [
    'a call without arguments',
    item({ type: 'function_call', call_id: 'c', name: 'f' }),
    400,
    'input[0].arguments',
    'missing_required_parameter',
  ],
  ['an output without a call', item({ type: 'function_call_output', call_id: 'call_9', output: '' }), 400, 'input', null],
  ['a call without an output', item({ type: 'function_call', call_id: 'call_9', name: 'f', arguments: '{}' }), 400, 'input', null],
  [
    'an id with a wrong beginning',
    item({ type: 'message', id: 'item_1', role: 'user', content: 'x' }),
    400,
    'input[0].id',
    'invalid_value',
  ],
  [
    'an id too long',
    item({ type: 'message', id: `msg_${'x'.repeat(70)}`, role: 'user', content: 'x' }),
    400,
    'input[0].id',
    'string_above_max_length',
  ],
  ['an unknown reference', item({ type: 'item_reference', id: 'msg_9' }), 404, 'input', null],
  ['a bare unknown reference', item({ id: 'msg_9' }), 404, 'input', null],
  [
    'one id twice',
    {
      ...ok,
      input: [
        { type: 'reasoning', id: 'rs_1', summary: [] },
        { type: 'reasoning', id: 'rs_1', summary: [] },
      ],
    },
    400,
    'input',
    null,
  ],
  ['an unknown previous response', { ...ok, previous_response_id: 'resp_9' }, 400, 'previous_response_id', 'previous_response_not_found'],
  [
    'both kinds of history',
    { ...ok, previous_response_id: 'resp_9', conversation: 'conv_9' },
    400,
    'previous_response_id',
    'mutually_exclusive_parameters',
  ],
  ['stream options without a stream', { ...ok, stream_options: { include_obfuscation: false } }, 400, 'stream_options', null],
  ['an unknown include', { ...ok, include: ['everything'] }, 400, 'include[0]', 'invalid_value'],
  ['an unknown truncation', { ...ok, truncation: 'middle' }, 400, 'truncation', 'invalid_value'],
  ['an unknown effort', { ...ok, reasoning: { effort: 'heroic' } }, 400, 'reasoning.effort', 'invalid_value'],
  [
    'a schema format without a name',
    { ...ok, text: { format: { type: 'json_schema', schema: closed } } },
    400,
    'text.format.name',
    'missing_required_parameter',
  ],
  [
    'a schema format without a schema',
    { ...ok, text: { format: { type: 'json_schema', name: 'a' } } },
    400,
    'text.format.schema',
    'missing_required_parameter',
  ],
  [
    'a strict format that is open',
    { ...ok, text: { format: { type: 'json_schema', name: 'a', strict: true, schema: { type: 'object' } } } },
    400,
    'text.format.schema',
    'invalid_json_schema',
  ],
  [
    'a strict function that is open',
    tool({ type: 'function', name: 'f', strict: true, parameters: { type: 'object', properties: {} } }),
    400,
    'tools[0].parameters',
    'invalid_function_parameters',
  ],
  [
    'a strict function with an optional argument',
    tool({ type: 'function', name: 'f', strict: true, parameters: { ...closed, required: [] } }),
    400,
    'tools[0].parameters',
    'invalid_function_parameters',
  ],
  ['a function without a name', tool({ type: 'function' }), 400, 'tools[0].name', 'missing_required_parameter'],
  [
    'a function as in Chat Completions',
    tool({ type: 'function', function: { name: 'f' } }),
    400,
    'tools[0].name',
    'missing_required_parameter',
  ],
  ['an unknown tool', tool({ type: 'hammer' }), 400, 'tools[0].type', 'invalid_value'],
  ['a required tool where there is none', { ...ok, tool_choice: 'required' }, 400, 'tool_choice', null],
  ['a chosen tool that is not there', { ...ok, tool_choice: { type: 'function', name: 'f' } }, 400, 'tool_choice', null],
  [
    'too much metadata',
    { ...ok, metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])) },
    400,
    'metadata',
    'object_above_max_properties',
  ],
  ['a long cache key', { ...ok, prompt_cache_key: 'x'.repeat(65) }, 400, 'prompt_cache_key', 'string_above_max_length'],
  ['a conversation that is not there', { ...ok, conversation: 'conv_1' }, 404, null, null],
  ['a prompt template', { ...ok, prompt: { id: 'pmpt_1' } }, 400, 'prompt', 'unsupported_parameter'],
  ['moderation', { ...ok, moderation: { model: 'omni-moderation-latest' } }, 400, 'moderation', 'unsupported_parameter'],
  [
    'a compaction too early',
    { ...ok, context_management: [{ type: 'compaction', compact_threshold: 999 }] },
    400,
    'context_management[0].compact_threshold',
    'integer_below_min_value',
  ],
  ['a web search', tool({ type: 'web_search' }), 400, 'tools[0].type', 'unsupported_tool'],
  ['a search of no store', tool({ type: 'file_search', vector_store_ids: ['vs_1'] }), 404, 'tools[0].vector_store_ids', null],
  [
    'an MCP server',
    tool({ type: 'mcp', server_label: 'a', server_url: 'http://127.0.0.1:1/' }),
    400,
    'tools[0].server_url',
    'unsupported_value',
  ],
  ['an image', tool({ type: 'image_generation' }), 400, 'tools[0].type', 'unsupported_tool'],
  ['nesting without end', { ...ok, metadata: JSON.parse('['.repeat(1000) + ']'.repeat(1000)) as unknown }, 400, null, 'invalid_value'],
]

describe.each(ways)('%s', (way) => {
  let server: Listening
  let ask: Ask
  beforeAll(async () => {
    server = await listen(createTestApp())
    ask = way === 'in process' ? askInProcess(server.app) : askOverSocket(server.url)
  })
  afterAll(() => server.app.close())

  test.each(cases)('%s', async (_name, body, status, param, code) => {
    for (const stream of [false, true]) {
      const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
      if (stream && (!isObject || 'stream_options' in body)) continue
      const answer = await ask({ body: stream ? { ...(body as object), stream } : body })
      expect({ status: answer.status, ...(answer.json['error'] as object) }).toEqual({
        status,
        type: 'invalid_request_error',
        param,
        code,
        message: expect.stringMatching(/^[A-Z].{10,}/s),
      })
      expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
      expect(answer.headers['x-request-id']).toMatch(/^req_/)
    }
  })
})

test('what cannot be read at all has a status of its own', async () => {
  await using server = await listen(createTestApp({ limits: { bodyBytes: 1_000 } }))
  for (const ask of [askInProcess(server.app), askOverSocket(server.url)]) {
    expect(await ask({ text: '{"model":' })).toMatchObject({
      status: 400,
      json: { error: { type: 'invalid_request_error', param: null, code: null } },
    })
    expect(await ask({ text: '' })).toMatchObject({ status: 400, json: { error: { param: 'model' } } })
    expect(await ask({ text: `"${'x'.repeat(2_000)}"` })).toMatchObject({ status: 413, json: { error: { code: 'request_too_large' } } })
    expect(await ask({ text: 'hi', headers: { 'content-type': 'text/plain' } })).toMatchObject({
      status: 415,
      json: { error: { code: 'unsupported_media_type' } },
    })
    expect(await ask({ text: JSON.stringify(ok), headers: { 'content-type': 'application/json; charset=utf-8' } })).toMatchObject({
      status: 200,
    })
  }
})

test.each([
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'application/json;charset="ISO-8859-1"'],
  ['content-encoding', 'gzip'],
])('a body that would be misread is refused: %s: %s', async (name, value) => {
  const answer = await askInProcess(createTestApp())({ text: JSON.stringify(ok), headers: { [name]: value } })
  expect(answer).toMatchObject({
    status: 415,
    json: { error: { code: 'unsupported_media_type', message: expect.stringContaining(/[\w-]+(?="?$)/.exec(value)?.[0] ?? '') } },
  })
})

test.each([
  ['content-type', 'application/json; charset="UTF-8"'],
  ['content-type', 'application/json; charset=us-ascii'],
  ['content-encoding', 'identity'],
])('a body in UTF-8 is read, however that is said: %s: %s', async (name, value) => {
  expect(await askInProcess(createTestApp())({ text: JSON.stringify(ok), headers: { [name]: value } })).toMatchObject({ status: 200 })
})

test('a personality is refused where tokens are counted', async () => {
  const answer = await askInProcess(createTestApp())({
    path: '/v1/responses/input_tokens',
    text: JSON.stringify({ ...ok, personality: 'friendly' }),
  })
  expect(answer).toMatchObject({ status: 400, json: { error: { code: 'unsupported_parameter', param: 'personality' } } })
})

test.each([
  ['GET', '/v1/nothing', 404, 'unknown_url'],
  ['GET', '/', 404, 'unknown_url'],
  ['GET', '/v1/%zz', 404, 'unknown_url'],
  ['GET', '/v1/responses', 405, 'method_not_supported'],
  ['PUT', '/v1/responses', 405, 'method_not_supported'],
  ['POST', '/v1/models', 405, 'method_not_supported'],
  ['PATCH', '/v1/responses/resp_1', 405, 'method_not_supported'],
  ['QUERY', '/v1/responses/resp_1?stream=true', 405, 'method_not_supported'],
  ['TRACE', '/v1/conversations', 405, 'method_not_supported'],
  ['PROPFIND', '/v1/models/a/b', 405, 'method_not_supported'],
  ['QUERY', '/v1/nowhere', 404, 'unknown_url'],
  ['GET', '/v1/models/nothing', 404, 'model_not_found'],
  ['GET', '/v1/responses/resp_1', 404, null],
  ['GET', '/v1/responses/resp_1/input_items', 404, null],
  ['POST', '/v1/responses/resp_1/cancel', 404, null],
  ['GET', `/v1/responses/${'x'.repeat(600)}`, 404, 'unknown_url'],
] as const)('%s %s is answered %d %s', async (method, path, status, code) => {
  const answer = await askInProcess(createTestApp())({ method, path })
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ error: { type: 'invalid_request_error', code } })
  expect(answer.text).not.toMatch(/\bat .*:\d+:\d+/)
})

test('a wrong method says which are right', async () => {
  const answer = await askInProcess(createTestApp())({ method: 'PUT', path: '/v1/responses/resp_1' })
  expect(answer.headers['allow']).toBe('GET, DELETE')
})

test('the query of an unknown URL is not repeated', async () => {
  const answer = await askInProcess(createTestApp())({ method: 'GET', path: '/v1/nothing?api_key=secret' })
  expect(answer.text).not.toContain('secret')
})
