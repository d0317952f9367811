import { type AppOptions, createApp, createMemoryStore, createScriptedEngine, type EngineRequest, type Step } from '@goldwire/server'
import OpenAI from 'openai'
import { expect, test } from 'vitest'

import { lintedResponse } from './linted-response.ts'
import { type Answer, type PlainMcpServer, startPlainMcpServer } from './mcp-servers.ts'

const usage = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  output_tokens: 4,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 14,
}
const model = { id: 'scripted', created: 1_700_000_000, owned_by: 'goldwire', contextSize: 4096, reasons: false }

const saying = (text: string): Step[] => [
  { type: 'item.start', item: { type: 'message' } },
  { type: 'part.start', part: 'output_text' },
  { type: 'delta', delta: text },
  { type: 'part.end' },
  { type: 'item.end' },
  { type: 'stop', reason: 'completed', usage },
]
const calling = (...calls: [name: string, args: string][]): Step[] => [
  ...calls.flatMap(([name, args]): Step[] => [
    { type: 'item.start', item: { type: 'function_call', name } },
    { type: 'delta', delta: args },
    { type: 'item.end' },
  ]),
  { type: 'stop', reason: 'completed', usage },
]

const tools = ['look', 'touch'].map((name) => ({
  name,
  description: `To ${name}.`,
  inputSchema: { type: 'object', properties: {} },
  annotations: { readOnlyHint: name === 'look' },
}))

/** A model that does these rounds, and an MCP server whose tools answer so. */
async function setUp(
  rounds: Step[][],
  answerCall: (params: object) => Answer = () => ({ result: { content: [] } }),
  options: Partial<AppOptions> = {},
) {
  const asked: EngineRequest[] = []
  const mcp = await startPlainMcpServer((method, params) => (method === 'tools/list' ? { result: { tools } } : answerCall(params)))
  const engine = createScriptedEngine({
    models: [model],
    script: (request) => rounds[Math.min(asked.push(request), rounds.length) - 1] ?? [],
  })
  const app = createApp({ engine, store: createMemoryStore(), allowHosts: [mcp.host], ...options })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    mcp,
    asked,
    client: new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any', maxRetries: 0 }),
    async [Symbol.asyncDispose]() {
      await app.close()
      await mcp[Symbol.asyncDispose]()
    },
  }
}

const body = (mcp: PlainMcpServer, more: object = {}) => ({
  model: 'scripted',
  input: 'Look.',
  tools: [{ type: 'mcp', server_label: 'plain', server_url: mcp.url, require_approval: 'never', ...more }],
})

/** What the model was told of its last call. */
const toldResult = (request: EngineRequest | undefined) => {
  const last = request?.items.at(-1)
  return last?.type === 'function_call_output' ? last.output : null
}

test.each<[string, Answer, object, string]>([
  [
    'an error that the tool reports',
    { result: { content: [{ type: 'text', text: 'No light.' }], isError: true } },
    { type: 'mcp_tool_execution_error', content: [{ type: 'text', text: 'No light.' }] },
    'No light.',
  ],
  [
    'an error of the protocol',
    { error: { code: -32_602, message: 'Unknown tool' } },
    { type: 'mcp_protocol_error', code: -32_602, message: 'Unknown tool' },
    'Unknown tool',
  ],
  ['an error of HTTP', { status: 503 }, { type: 'http_error', code: 503, message: '503: the server answered with this status' }, '503'],
  ['silence', 'never', { type: 'http_error', code: 424, message: '424: the server did not answer in time' }, 'did not answer in time'],
])('%s is told as a failed call, and the model is told', async (_name, answer, error, told) => {
  await using run = await setUp([calling(['plain.look', '{}']), saying('I cannot.')], () => answer, { limits: { mcpCallTimeout: 300 } })
  const { events, response } = await lintedResponse(run.client, body(run.mcp))
  expect(response.output.slice(1)).toMatchObject([{ type: 'mcp_call', status: 'failed', output: null, error }, { type: 'message' }])
  expect(response.status).toBe('completed')
  expect(events.map(({ type }) => type).filter((type) => type.startsWith('response.mcp_call'))).toEqual([
    'response.mcp_call.in_progress',
    'response.mcp_call_arguments.delta',
    'response.mcp_call_arguments.done',
    'response.mcp_call.failed',
  ])
  expect(toldResult(run.asked[1])).toContain(told)
})

test('arguments that are no object are not sent', async () => {
  await using run = await setUp([calling(['plain.look', '[1']), saying('Sorry.')])
  const { response } = await lintedResponse(run.client, body(run.mcp))
  expect(response.output[1]).toMatchObject({ type: 'mcp_call', status: 'failed', error: { type: 'mcp_protocol_error', code: -32_602 } })
  expect(run.mcp.methods).not.toContain('tools/call')
})

test('a list that never comes fails in time', async () => {
  await using mcp = await startPlainMcpServer(() => 'never')
  await using run = await setUp([saying('Hi.')], undefined, { allowHosts: [mcp.host], limits: { mcpListTimeout: 200 } })
  const failing = run.client.responses.create(body(mcp) as OpenAI.Responses.ResponseCreateParamsNonStreaming)
  await expect(failing).rejects.toMatchObject({ status: 424, code: 'http_error' })
  expect(run.asked).toEqual([])
})

test('authorization and headers reach the server', async () => {
  await using run = await setUp([saying('Hi.')])
  await lintedResponse(run.client, body(run.mcp, { authorization: 'token', headers: { 'X-Key': 'key', Authorization: 'Basic other' } }))
  expect(run.mcp.headers).toMatchObject({ authorization: 'Bearer token', 'x-key': 'key' })
})

test('nothing the server logs holds a secret of a request', async () => {
  const lines: unknown[] = []
  await using run = await setUp([calling(['plain.look', '{}']), saying('Hi.')], () => ({ status: 500 }), {
    logger: (...line) => lines.push(line),
  })
  await lintedResponse(run.client, body(run.mcp, { authorization: 'secret-token', headers: { 'X-Key': 'secret-key' } }))
  expect(lines.length).toBeGreaterThan(0)
  expect(JSON.stringify(lines)).not.toContain('secret')
})

test('texts are joined, other content is told as JSON, and the model hears only its names', async () => {
  const texts = [
    { type: 'text', text: 'One.' },
    { type: 'text', text: 'Two.' },
  ]
  const picture = { type: 'image', data: 'AAAA', mimeType: 'image/png' }
  await using run = await setUp([calling(['plain.look', '{}']), calling(['plain.touch', '{}']), saying('Done.')], (params) => ({
    result: { content: 'name' in params && params.name === 'look' ? texts : [...texts, picture] },
  }))
  const { response } = await lintedResponse(run.client, body(run.mcp))
  expect(response.output.slice(1, 3)).toMatchObject([{ output: 'One.\nTwo.' }, { output: JSON.stringify([...texts, picture]) }])
  expect(toldResult(run.asked[2])).toBe('One.\nTwo.\n[image image/png]')
})

test('filters by name and by what is read-only decide what is seen and what is asked for', async () => {
  await using run = await setUp([calling(['plain.look', '{}'], ['plain.touch', '{}'])])
  const approving = await lintedResponse(run.client, body(run.mcp, { require_approval: { never: { read_only: true } } }))
  expect(approving.response.output.slice(1)).toMatchObject([
    { type: 'mcp_call', name: 'look' },
    { type: 'mcp_approval_request', name: 'touch' },
  ])
  const seeing = await lintedResponse(run.client, body(run.mcp, { allowed_tools: { read_only: false } }))
  expect(seeing.response.output[0]).toMatchObject({ type: 'mcp_list_tools', tools: [{ name: 'touch' }] })
})

test('the list is read once for a conversation, and every call is one session that is ended', async () => {
  await using run = await setUp([calling(['plain.look', '{}']), saying('Seen.'), calling(['plain.touch', '{}']), saying('Felt.')])
  const first = await lintedResponse(run.client, body(run.mcp))
  const second = await lintedResponse(run.client, { ...body(run.mcp), previous_response_id: first.response.id, input: 'Touch.' })
  expect(second.response.output.map(({ type }) => type)).toEqual(['mcp_call', 'message'])
  expect(run.mcp.methods.filter((method) => method.startsWith('tools/'))).toEqual(['tools/list', 'tools/call', 'tools/call'])
  expect(run.asked[2]?.items.map(({ type }) => type)).toEqual(['message', 'mcp_list_tools', 'mcp_call', 'message', 'message'])
})

test('max_tool_calls and functions of the client are kept beside an MCP server', async () => {
  const mine = { type: 'function', name: 'mine', parameters: { type: 'object', properties: {} } }
  await using run = await setUp([calling(['plain.look', '{}'], ['plain.look', '{}'], ['mine', '{}'])], () => ({ result: { content: [] } }))
  const { response } = await lintedResponse(run.client, { ...body(run.mcp), tools: [...body(run.mcp).tools, mine], max_tool_calls: 1 })
  expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_call', 'function_call'])
  expect(response.max_tool_calls).toBe(1)
})

test('two servers are listed one after the other, and tools of the same name are told apart', async () => {
  await using other = await startPlainMcpServer((method) => ({
    result: method === 'tools/list' ? { tools } : { content: [{ type: 'text', text: 'other' }] },
  }))
  await using run = await setUp([calling(['other.look', '{}']), saying('Done.')], undefined, { allowHosts: ['127.0.0.1'] })
  const both = [...body(run.mcp).tools, { type: 'mcp', server_label: 'other', server_url: other.url, require_approval: 'never' }]
  const { response } = await lintedResponse(run.client, { ...body(run.mcp), tools: both })
  expect(response.output).toMatchObject([
    { type: 'mcp_list_tools', server_label: 'plain' },
    { type: 'mcp_list_tools', server_label: 'other' },
    { type: 'mcp_call', server_label: 'other', output: 'other' },
    { type: 'message' },
  ])
  expect(run.mcp.methods).not.toContain('tools/call')
})

test('a client that leaves while a call runs lets go of the MCP server', async () => {
  await using run = await setUp([calling(['plain.look', '{}'])], () => 'never')
  const stream = await run.client.responses.create({ ...body(run.mcp), stream: true } as OpenAI.Responses.ResponseCreateParamsStreaming)
  for await (const event of stream) if (event.type === 'response.mcp_call_arguments.done') break
  await expect.poll(() => run.mcp.openCalls).toBe(0)
})

test('many rounds in one session leave nothing behind', async () => {
  const warnings: Error[] = []
  const onWarning = (warning: Error) => warnings.push(warning)
  process.on('warning', onWarning)
  await using run = await setUp([
    ...Array.from({ length: 20 }, () => calling(['plain.look', '{}'], ['plain.touch', '{}'])),
    saying('Done.'),
  ])
  const { response } = await lintedResponse(run.client, body(run.mcp))
  process.off('warning', onWarning)
  expect(response.output.filter(({ type }) => type === 'mcp_call')).toHaveLength(40)
  expect(run.mcp.methods.filter((method) => method === 'initialize')).toHaveLength(1)
  expect(response.usage).toMatchObject({ input_tokens: 210, output_tokens: 84, total_tokens: 294 })
  expect(warnings).toEqual([])
})
