import { lintStream } from '@goldwire/harness'
import { referenceModelPath } from '@goldwire/reference-model'
import { readFrames, type StreamEvent } from '@goldwire/schemas'
import { type RunningServer, startServer } from '@goldwire/server'
import { freePort } from '@goldwire/server/testing'
import OpenAI, { BadRequestError } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { itemsIn, lintedResponse } from './linted-response.ts'
import { type McpServer, startEverything } from './mcp-servers.ts'

let everything: McpServer
let server: RunningServer
let client: OpenAI

beforeAll(async () => {
  everything = await startEverything('streamableHttp')
  server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath }, seed: 1, allowHosts: ['127.0.0.1'] })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(async () => {
  await server.close()
  await everything[Symbol.asyncDispose]()
})

const everythingTool = (more: object = {}) => ({
  type: 'mcp' as const,
  server_label: 'everything',
  server_url: everything.url,
  require_approval: 'never' as const,
  allowed_tools: ['echo', 'get-sum'],
  ...more,
})
const sum = { type: 'mcp' as const, server_label: 'everything', name: 'get-sum' }
const ask = (more: object = {}) => ({
  model: 'reference',
  input: 'Call get-sum with 2 and 3.',
  tools: [everythingTool()],
  tool_choice: sum,
  ...more,
})

/** A stream the official client would throw at, because it has an `error` event. */
async function lintedFailure(body: object) {
  const request = { ...body, stream: true as const }
  const answer = await fetch(`${server.url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  const events: StreamEvent[] = []
  for await (const frame of readFrames(answer.body)) if (frame.data !== null) events.push(JSON.parse(frame.data) as StreamEvent)
  expect(lintStream(events, { request }).filter(({ severity }) => severity === 'error')).toEqual([])
  const last = events.at(-1)
  return { events, response: last !== undefined && 'response' in last ? last.response : null }
}

/** Types of the events, runs of text deltas told once. */
const outline = (events: readonly StreamEvent[]) =>
  events.map(({ type }) => type).filter((type, index, all) => type !== 'response.output_text.delta' || all[index - 1] !== type)

const messageOutline = [
  'response.output_item.added',
  'response.content_part.added',
  'response.output_text.delta',
  'response.output_text.done',
  'response.content_part.done',
  'response.output_item.done',
  'response.completed',
]
const callOutline = [
  'response.output_item.added',
  'response.mcp_call.in_progress',
  'response.mcp_call_arguments.delta',
  'response.mcp_call_arguments.done',
  'response.mcp_call.completed',
  'response.output_item.done',
]
const listOutline = (end: 'completed' | 'failed') => [
  'response.created',
  'response.in_progress',
  'response.output_item.added',
  'response.mcp_list_tools.in_progress',
  `response.mcp_list_tools.${end}`,
  'response.output_item.done',
]

test('tools are listed, one is called, and the model answers with its result', async () => {
  const { events, response } = await lintedResponse(client, ask())
  expect(outline(events)).toEqual([...listOutline('completed'), ...callOutline, ...messageOutline])
  const [list, call, message] = response.output
  expect(Object.keys(list ?? {})).toEqual(['id', 'type', 'server_label', 'tools'])
  expect(list).toMatchObject({ server_label: 'everything', tools: [{ name: 'echo' }, { name: 'get-sum' }] })
  expect(list?.type === 'mcp_list_tools' && Object.keys(list.tools[0] ?? {})).toEqual([
    'annotations',
    'description',
    'input_schema',
    'name',
  ])
  expect(list?.type === 'mcp_list_tools' && list.tools[0]?.annotations).toEqual({ read_only: true })
  expect(Object.keys(call ?? {})).toEqual([
    'id',
    'type',
    'status',
    'approval_request_id',
    'arguments',
    'error',
    'name',
    'output',
    'server_label',
  ])
  expect(call).toMatchObject({ status: 'completed', name: 'get-sum', output: 'The sum of 2 and 3 is 5.', error: null })
  expect(message).toMatchObject({ type: 'message', status: 'completed' })
  expect(itemsIn(events, 'added', 'mcp_call')).toMatchObject([{ status: 'in_progress', arguments: '', output: null, name: 'get-sum' }])
})

test('usage counts both rounds: more input than either prompt', async () => {
  const { response } = await lintedResponse(client, ask())
  const plain = await lintedResponse(client, { model: 'reference', input: 'Call get-sum with 2 and 3.' })
  expect(response.usage?.input_tokens).toBeGreaterThan(2 * (plain.response.usage?.input_tokens ?? 0))
})

test('the tool is echoed as recorded, without its secrets', async () => {
  const secrets = { authorization: 'sk-secret-1', headers: { 'X-Key': 'sk-secret-2' } }
  const tool = everythingTool({ ...secrets, require_approval: { never: { tool_names: ['get-sum'] } }, allowed_tools: { read_only: true } })
  const { events, response } = await lintedResponse(client, ask({ tools: [tool] }))
  expect(JSON.stringify(response.tools[0])).toBe(
    JSON.stringify({
      type: 'mcp',
      allowed_tools: { read_only: true, tool_names: null },
      authorization: '<redacted>',
      headers: { 'X-Key': '<redacted>' },
      require_approval: { always: null, never: { read_only: null, tool_names: ['get-sum'] } },
      server_description: null,
      server_label: 'everything',
      server_url: everything.url,
    }),
  )
  const stored = await client.responses.retrieve(response.id)
  expect(JSON.stringify([events, stored])).not.toContain('sk-secret')
})

test('an approval is asked for, given with the next request, and the call is made without asking the model again', async () => {
  const tools = [everythingTool({ require_approval: 'always' })]
  const first = await lintedResponse(client, ask({ tools }))
  expect(first.response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_approval_request'])
  const [, request] = first.response.output
  expect(Object.keys(request ?? {})).toEqual(['id', 'type', 'arguments', 'name', 'server_label'])
  expect(itemsIn(first.events, 'added', 'mcp_approval_request')).toEqual(itemsIn(first.events, 'done', 'mcp_approval_request'))

  const second = await lintedResponse(client, {
    model: 'reference',
    tools,
    previous_response_id: first.response.id,
    input: [{ type: 'mcp_approval_response', approval_request_id: request?.id, approve: true }],
  })
  expect(outline(second.events).slice(0, 9)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.mcp_call.in_progress',
    'response.mcp_call_arguments.delta',
    'response.mcp_call.in_progress',
    'response.mcp_call_arguments.done',
    'response.mcp_call.completed',
    'response.output_item.done',
  ])
  expect(second.response.output).toMatchObject([
    { type: 'mcp_call', approval_request_id: request?.id, name: 'get-sum', output: 'The sum of 2 and 3 is 5.', status: 'completed' },
    { type: 'message' },
  ])

  const third = await lintedResponse(client, {
    model: 'reference',
    tools,
    previous_response_id: second.response.id,
    input: 'Thank you.',
    tool_choice: 'none',
  })
  expect(third.response.output.map(({ type }) => type)).toEqual(['message'])
})

test('a refusal makes no call, and the model answers', async () => {
  const tools = [everythingTool({ require_approval: 'always' })]
  const first = await lintedResponse(client, ask({ tools }))
  const refusal = { type: 'mcp_approval_response', approval_request_id: first.response.output[1]?.id, approve: false, reason: 'Not now.' }
  const second = await lintedResponse(client, {
    model: 'reference',
    tools,
    previous_response_id: first.response.id,
    input: [refusal],
    tool_choice: 'none',
  })
  expect(second.response.output.map(({ type }) => type)).toEqual(['message'])
})

test('without a store the client sends the items back itself, and the list is not asked for again', async () => {
  const tools = [everythingTool({ require_approval: { always: { tool_names: ['get-sum'] } } })]
  const first = await lintedResponse(client, ask({ tools, store: false }))
  const request = first.response.output[1]
  const input = [
    { role: 'user', content: 'Call get-sum with 2 and 3.' },
    ...first.response.output,
    { type: 'mcp_approval_response', approval_request_id: request?.id, approve: true },
  ]
  const second = await lintedResponse(client, { model: 'reference', tools, input, store: false })
  expect(second.response.output.map(({ type }) => type)).toEqual(['mcp_call', 'message'])
  const again = [...input, ...second.response.output, { role: 'user', content: 'Thank you.' }]
  const third = await lintedResponse(client, { model: 'reference', tools, input: again, store: false, tool_choice: 'none' })
  expect(third.response.output.map(({ type }) => type)).toEqual(['message'])
})

test('a server that still speaks HTTP with SSE is understood', async () => {
  await using old = await startEverything('sse')
  const { response } = await lintedResponse(client, ask({ tools: [everythingTool({ server_url: old.url })] }))
  expect(response.output).toMatchObject([
    { type: 'mcp_list_tools' },
    { type: 'mcp_call', output: 'The sum of 2 and 3 is 5.' },
    { type: 'message' },
  ])
})

test('all tools of a server fit into one request', async () => {
  const { response } = await lintedResponse(client, ask({ tools: [everythingTool({ allowed_tools: null })] }))
  expect(response.output[0]?.type === 'mcp_list_tools' && response.output[0].tools.length).toBeGreaterThan(10)
  expect(response.output[1]).toMatchObject({ type: 'mcp_call', name: 'get-sum', status: 'completed' })
})

test('a list that cannot be had is told as failed, and so is the response', async () => {
  const tools = [everythingTool({ server_url: `http://127.0.0.1:${await freePort()}/mcp` })]
  const { events, response } = await lintedFailure(ask({ tools }))
  const message = "Error retrieving tool list from MCP server: 'everything'. Http status code: 424 (Failed Dependency)"
  expect(outline(events)).toEqual([...listOutline('failed'), 'error', 'response.failed'])
  expect(response).toMatchObject({
    status: 'failed',
    error: { code: 'http_error', message },
    output: [{ type: 'mcp_list_tools', error: message, tools: [] }],
  })
  await expect(client.responses.create(ask({ tools }))).rejects.toMatchObject({
    status: 424,
    code: 'http_error',
    type: 'external_connector_error',
    param: 'tools',
  })
})

test('a host that the operator did not list is refused by name', async () => {
  const tools = [{ type: 'mcp' as const, server_label: 'example', server_url: 'https://example.com/mcp' }]
  const refused = client.responses.create({ model: 'reference', input: 'Hi.', tools })
  await expect(refused).rejects.toThrow(BadRequestError)
  await expect(refused).rejects.toMatchObject({ code: 'unsupported_value', param: 'tools[0].server_url' })
})

test.each([
  ['no server', { server_url: undefined }, 'missing_mutually_exclusive_parameters', 'tools[0]'],
  ['no web address', { server_url: 'file:///etc/passwd' }, 'invalid_value', 'tools[0].server_url'],
  ['a password in the URL', { server_url: 'http://a:b@127.0.0.1/mcp' }, 'invalid_value', 'tools[0].server_url'],
  ['a connector', { connector_id: 'connector_gmail' }, 'unsupported_parameter', 'tools[0].connector_id'],
  ['deferred loading', { defer_loading: true }, 'unsupported_parameter', 'tools[0].defer_loading'],
  ['a header that cannot be sent', { headers: { 'a b': 'c' } }, 'invalid_value', 'tools[0].headers'],
])('%s is refused by name', async (_name, more, code, param) => {
  await expect(client.responses.create(ask({ tools: [everythingTool(more)] }))).rejects.toMatchObject({ status: 400, code, param })
})

test('two servers need two labels', async () => {
  const tools = [everythingTool(), everythingTool()]
  await expect(client.responses.create(ask({ tools }))).rejects.toMatchObject({ status: 400, param: 'tools[0].server_label' })
})

test('an approval nobody asked for is refused, and one whose server is not there any more', async () => {
  const input = [{ type: 'mcp_approval_response' as const, approval_request_id: 'mcpr_1', approve: true }]
  await expect(client.responses.create({ model: 'reference', input })).rejects.toMatchObject({ status: 400, param: 'input' })
  const first = await lintedResponse(client, ask({ tools: [everythingTool({ require_approval: 'always' })] }))
  const answer = {
    ...input[0],
    type: 'mcp_approval_response' as const,
    approve: true,
    approval_request_id: first.response.output[1]?.id ?? '',
  }
  const orphan = client.responses.create({ model: 'reference', input: [answer], previous_response_id: first.response.id })
  await expect(orphan).rejects.toMatchObject({ status: 400, param: 'tools' })
})
