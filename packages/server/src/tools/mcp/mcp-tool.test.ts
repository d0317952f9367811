import type { InputItem, McpTool } from '@goldwire/schemas'
import type { CallToolResult, Tool } from '@modelcontextprotocol/client'
import { expect, test } from 'vitest'

import type { Step } from '../../engines/step.ts'
import type { HostedTool } from '../hosted-tool.ts'
import type { McpConnection } from './mcp-connection.ts'
import { McpFailure } from './mcp-failure.ts'
import { createMcpTool } from './mcp-tool.ts'

const signal = new AbortController().signal
const given: McpTool = { type: 'mcp', server_label: 'lab', server_url: 'http://lab.example/mcp', require_approval: 'never' }
const serverTools: Tool[] = [
  { name: 'mix', description: 'Mixes.', inputSchema: { type: 'object', properties: { a: { type: 'string' } } } },
  { name: 'odd name', inputSchema: { type: 'object' } },
  { name: 'odd"name', inputSchema: { type: 'object' } },
]

function connecting(overrides: Partial<McpConnection> = {}) {
  const seen: string[] = []
  const connection: McpConnection = {
    listTools: () => (seen.push('list'), Promise.resolve(serverTools)),
    callTool: ({ name, arguments: args }): Promise<CallToolResult> => {
      seen.push(`${name} ${JSON.stringify(args)}`)
      return Promise.resolve({ content: [{ type: 'text', text: 'mixed' }] })
    },
    close: () => (seen.push('close'), Promise.resolve()),
    ...overrides,
  }
  return { connection, seen }
}

async function collect<T>(run: AsyncGenerator<Step, T> | AsyncIterable<Step> | undefined) {
  const steps: Step[] = []
  const iterator = run?.[Symbol.asyncIterator]()
  for (let next = await iterator?.next(); ; next = await iterator?.next()) {
    if (next === undefined || next.done === true) return { steps, value: next?.value as T }
    steps.push(next.value)
  }
}
const opened = async (more: Partial<McpTool> = {}, items: InputItem[] = [], connection = connecting()) => {
  const tool: HostedTool = createMcpTool({ ...given, ...more }, { items, connection: connection.connection })
  const { steps } = await collect(tool.prepare?.({ signal }))
  return { tool, steps, seen: connection.seen }
}

test('the list is told as an item, and each tool is offered under a name a model can write', async () => {
  const { tool, steps } = await opened()
  expect(steps).toMatchObject([
    { type: 'item.start', item: { type: 'mcp_list_tools', server_label: 'lab' } },
    { type: 'item.end', item: { tools: [{ name: 'mix' }, { name: 'odd name' }, { name: 'odd"name' }] } },
  ])
  expect(tool.functions.map(({ name }) => name)).toEqual(['lab.mix', 'lab.odd_name', 'lab.odd_name_2'])
  expect(tool.functions[0]).toMatchObject({ description: 'Mixes.', parameters: serverTools[0]?.inputSchema })
})

test('a call goes to the tool that is meant, and its steps are those of a recorded call', async () => {
  const { tool, seen } = await opened()
  const { steps, value } = await collect(tool.call({ name: 'lab.odd_name_2', arguments: '{"a":"b"}' }, { signal }))
  expect(steps).toEqual([
    { type: 'item.start', item: { type: 'mcp_call', approval_request_id: null, name: 'odd"name', server_label: 'lab' } },
    { type: 'delta', delta: '{"a":"b"}' },
    { type: 'text.end' },
    { type: 'item.end', item: { output: 'mixed' } },
  ])
  expect(value).toEqual({ output: 'mixed' })
  expect(seen).toEqual(['list', 'odd"name {"a":"b"}'])
})

test('a list in the conversation is used, unless it failed or is of another server', async () => {
  const list = (label: string, error?: string): InputItem => ({
    type: 'mcp_list_tools',
    id: `mcpl_${label}`,
    server_label: label,
    tools: [{ name: 'old', input_schema: { type: 'object' } }],
    ...(error === undefined ? {} : { error }),
  })
  const known = await opened({}, [list('lab')])
  expect([known.steps, known.seen]).toEqual([[], []])
  expect(known.tool.functions.map(({ name }) => name)).toEqual(['lab.old'])
  expect((await opened({}, [list('lab', 'no'), list('other')])).seen).toEqual(['list'])
})

test('an approval is asked for with everything the client needs to decide, and nothing is called', async () => {
  const { tool, seen } = await opened({ require_approval: 'always' })
  const { steps, value } = await collect(tool.call({ name: 'lab.mix', arguments: '' }, { signal }))
  expect(steps).toEqual([
    { type: 'item.start', item: { type: 'mcp_approval_request', arguments: '{}', name: 'mix', server_label: 'lab' } },
    { type: 'item.end' },
  ])
  expect(value).toEqual({ pause: true })
  expect(seen).toEqual(['list'])
})

const request = (id: string, name: string): InputItem => ({
  type: 'mcp_approval_request',
  id,
  name,
  arguments: '{"a":"b"}',
  server_label: 'lab',
})
const answer = (id: string, approve: boolean): InputItem => ({ type: 'mcp_approval_response', approval_request_id: id, approve })

test('what was approved is called, once, and what was refused is not', async () => {
  const done: InputItem = {
    type: 'mcp_call',
    id: 'mcp_1',
    name: 'mix',
    arguments: '{}',
    server_label: 'lab',
    approval_request_id: 'mcpr_0',
  }
  const { tool, seen } = await opened({ require_approval: 'always' }, [
    ...['mcpr_0', 'mcpr_1', 'mcpr_2', 'mcpr_3'].map((id) => request(id, 'mix')),
    done,
    answer('mcpr_0', true),
    answer('mcpr_1', true),
    answer('mcpr_2', false),
    answer('mcpr_1', true),
  ])
  const { steps, value } = await collect(tool.resume?.({ signal }))
  expect(seen).toEqual(['list', 'mix {"a":"b"}'])
  expect(steps.map((step) => (step.type === 'phase' ? step.phase : step.type))).toEqual([
    'item.start',
    'delta',
    'in_progress',
    'text.end',
    'item.end',
  ])
  expect(value).toEqual([{ call: { name: 'lab.mix', arguments: '{"a":"b"}' }, output: 'mixed' }])
})

test('an approved call of a tool that is not allowed any more fails without being made', async () => {
  const { tool, seen } = await opened({ allowed_tools: ['mix'] }, [request('mcpr_1', 'odd name'), answer('mcpr_1', true)])
  const { steps } = await collect(tool.resume?.({ signal }))
  expect(steps.at(-1)).toMatchObject({ item: { error: { type: 'mcp_protocol_error', code: -32_602 } } })
  expect(seen).toEqual(['list'])
})

test('a list that fails is told before the response fails', async () => {
  const failure = new McpFailure({ type: 'http_error', code: 401, message: 'm' }, null)
  const tool = createMcpTool(given, { items: [], connection: connecting({ listTools: () => Promise.reject(failure) }).connection })
  const steps: Step[] = []
  const going = (async () => {
    for await (const step of tool.prepare?.({ signal }) ?? []) steps.push(step)
  })()
  await expect(going).rejects.toMatchObject({ status: 424, code: 'http_error', type: 'external_connector_error', param: 'tools' })
  expect(steps.at(-1)).toMatchObject({ type: 'item.end', item: { error: expect.stringContaining("'lab'") as string } })
})

test.each([
  [{ type: 'mcp' }, ['lab.mix', 'lab.odd_name', 'lab.odd_name_2']],
  [{ type: 'mcp', server_label: 'lab' }, ['lab.mix', 'lab.odd_name', 'lab.odd_name_2']],
  [{ type: 'mcp', server_label: 'lab', name: 'mix' }, ['lab.mix']],
  [{ type: 'mcp', server_label: 'lab', name: 'gone' }, []],
  [{ type: 'mcp', server_label: 'other' }, null],
  [{ type: 'web_search' }, null],
])('tool_choice %j means %j', async (choice, names) => {
  const { tool } = await opened()
  expect(tool.select?.(choice)).toEqual(names)
})
