import { referenceModelPath } from '@goldwire/reference-model'
import { type RunningServer, startServer } from '@goldwire/server'
import OpenAI, { BadRequestError } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI

beforeAll(async () => {
  server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath } })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => server.close())

const body = { model: 'reference', temperature: 0, input: 'Call the tool now.', max_output_tokens: 200 }
const custom = (syntax: 'regex' | 'lark', definition: string) => ({
  type: 'custom',
  name: 'write',
  description: 'Writes a text',
  format: { type: 'grammar', syntax, definition },
})
const write = { type: 'custom', name: 'write' }
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
const weather = { type: 'function', name: 'get_weather', description: 'Get the weather of a city', parameters, strict: true }

test.each([
  ['regex', '^\\d{4}-\\d{2}-\\d{2}$', /^\d{4}-\d{2}-\d{2}$/],
  ['regex', '(?:"a"|\\\\b|c\\nd){3}', /^(?:"a"|\\b|c\nd){3}$/],
  ['regex', '[A-F]{8}', /^[A-F]{8}$/],
  ['lark', 'start: sum\nsum: sum OP N | N\nOP: "+" | "-"\nN: /[0-9]{1,3}/', /^\d{1,3}(?:[+-]\d{1,3})*$/],
  [
    'lark',
    'start: "say" STRING\nSTRING: "\\"" /[a-z]{1,5}/ "\\""\n%import common.WS_INLINE\n%ignore WS_INLINE',
    /^say[ \t]*"[a-z]{1,5}"[ \t]*$/,
  ],
] as const)('the input of a custom tool keeps to a %s grammar', async (syntax, definition, pattern) => {
  for (const seed of [1, 2, 3]) {
    const { response } = await lintedResponse(client, {
      ...body,
      temperature: 1.5,
      seed,
      tools: [custom(syntax, definition)],
      tool_choice: write,
    })
    const [call] = response.output as unknown as { type: string; status: string; input: string }[]
    expect(call?.type).toBe('custom_tool_call')
    expect([call?.status === 'incomplete' || pattern.test(call?.input ?? ''), call?.input]).toEqual([true, call?.input])
  }
})

test.each([
  ['regex', '(?=a)b'],
  ['regex', '(a'],
  ['lark', 'rule: "no start"'],
  ['lark', 'start: a{"x"}\na{y}: y'],
] as const)('a %s grammar that cannot be enforced is refused: %s', async (syntax, definition) => {
  const error = await client.responses
    .create({ ...body, tools: [weather, custom(syntax, definition)] as never })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(BadRequestError)
  expect(error).toMatchObject({ code: 'invalid_value', param: 'tools[1].format.definition' })
})

test('a shell of the client is called, answered, and the conversation goes on', async () => {
  const tools = [{ type: 'shell', environment: { type: 'local' } }]
  const { events, response } = await lintedResponse(client, { ...body, tools, tool_choice: { type: 'shell' } })
  expect(events.some((event) => event.type === 'response.shell_call_command.delta')).toBe(true)
  const [call] = response.output as unknown as { type: string; call_id: string; action: { commands: string[] } }[]
  expect(call).toMatchObject({ type: 'shell_call', status: 'completed', environment: { type: 'local' } })
  expect(call?.action.commands.length).toBeGreaterThan(0)
  const output = [{ stdout: 'a.txt', stderr: '', outcome: { type: 'exit', exit_code: 0 } }]
  const input = [{ type: 'shell_call_output', call_id: call?.call_id, output }]
  const { response: next } = await lintedResponse(client, { ...body, tools, input, previous_response_id: response.id, tool_choice: 'none' })
  expect(next.status).toBe('completed')
})

test('the older shell of the client is called and answered', async () => {
  const tools = [{ type: 'local_shell' }]
  const { response } = await lintedResponse(client, { ...body, tools, tool_choice: 'required', parallel_tool_calls: false })
  const [call] = response.output as unknown as { type: string; id: string; call_id: string; action: { command: string[] } }[]
  expect(call).toMatchObject({ type: 'local_shell_call', status: 'completed', action: { type: 'exec' } })
  const input = [{ type: 'local_shell_call_output', id: call?.call_id, output: '{"output":"a.txt"}' }]
  const { response: next } = await lintedResponse(client, { ...body, tools, input, previous_response_id: response.id, tool_choice: 'none' })
  expect(next.status).toBe('completed')
})

test('a patch is written as a diff and answered', async () => {
  const tools = [{ type: 'apply_patch' }]
  const { response } = await lintedResponse(client, { ...body, tools, tool_choice: { type: 'apply_patch' }, parallel_tool_calls: false })
  const [call] = response.output as unknown as { type: string; call_id: string; operation: { type: string; path: string; diff?: string } }[]
  expect(call?.type).toBe('apply_patch_call')
  expect(call?.operation.path).not.toBe('')
  expect(call?.operation.diff ?? '+').toMatch(/^(?:[+ @-].*(?:\n|$))+$/)
  const input = [{ type: 'apply_patch_call_output', call_id: call?.call_id, status: 'completed', output: 'done' }]
  const { response: next } = await lintedResponse(client, { ...body, tools, input, previous_response_id: response.id, tool_choice: 'none' })
  expect(next.status).toBe('completed')
})

test('a shell in a container is refused by name', async () => {
  const tools = [{ type: 'shell', environment: { type: 'container_auto' } }]
  await expect(client.responses.create({ ...body, tools: tools as never })).rejects.toMatchObject({
    code: 'unsupported_value',
    param: 'tools[0].environment.type',
  })
})

test('functions of a namespace are called with it, and allowed_tools may name the namespace', async () => {
  const tools = [
    { type: 'namespace', name: 'city', description: 'About cities', tools: [weather, { ...weather, name: 'get_size' }] },
    { ...weather, name: 'other' },
  ]
  const choice = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'namespace', name: 'city' }] }
  const { response } = await lintedResponse(client, { ...body, tools, tool_choice: choice, parallel_tool_calls: false })
  expect(response.output[0]).toMatchObject({ type: 'function_call', namespace: 'city', name: expect.stringMatching(/^get_/) })
})

test('the server searches deferred tools, and the model calls what was found', async () => {
  const tools = [
    { ...weather, defer_loading: true },
    { ...weather, name: 'send_mail', description: 'Send a mail', defer_loading: true },
    { type: 'tool_search' },
  ]
  const { response } = await lintedResponse(client, { ...body, input: 'What is the weather in Paris?', tools, tool_choice: 'required' })
  const [call, output] = response.output as unknown as { type: string; arguments: { paths: string[] }; tools: { name: string }[] }[]
  expect(call).toMatchObject({ type: 'tool_search_call', execution: 'server', call_id: null, status: 'completed' })
  expect(output).toMatchObject({ type: 'tool_search_output', status: 'completed' })
  expect(output?.tools.map(({ name }) => name)).toEqual(call?.arguments.paths)
  expect(response.tools).toHaveLength(3)
})

test('the client searches, sends what it found, and that is called', async () => {
  const search = {
    type: 'tool_search',
    execution: 'client',
    description: 'Finds tools',
    parameters: { type: 'object', properties: { goal: { type: 'string' } }, required: ['goal'] },
  }
  const { response } = await lintedResponse(client, { ...body, tools: [search], tool_choice: 'required', parallel_tool_calls: false })
  const [call] = response.output as unknown as { type: string; call_id: string; arguments: object }[]
  expect(call).toMatchObject({ type: 'tool_search_call', execution: 'client', arguments: { goal: expect.any(String) } })
  const input = [
    { role: 'user', content: 'What is the weather in Paris?' },
    call,
    {
      type: 'tool_search_output',
      call_id: call?.call_id,
      execution: 'client',
      status: 'completed',
      tools: [{ ...weather, defer_loading: true }],
    },
  ]
  const allowed = { type: 'function', name: 'get_weather' }
  const { response: next } = await lintedResponse(client, { ...body, input, tools: [search], tool_choice: allowed })
  expect(next.output[0]).toMatchObject({ type: 'function_call', name: 'get_weather', namespace: 'get_weather' })
  const plain = input.with(2, { ...input[2], tools: [weather] } as never)
  const { response: third } = await lintedResponse(client, { ...body, input: plain, tools: [search], tool_choice: allowed })
  expect(third.output[0]).not.toHaveProperty('namespace')
})

test('a tool that an item brings and that cannot be brought is refused by its place', async () => {
  const input = [
    { type: 'additional_tools', role: 'developer', tools: [{ type: 'image_generation' }] },
    { role: 'user', content: 'Hi' },
  ]
  await expect(client.responses.create({ ...body, input: input as never })).rejects.toMatchObject({
    code: 'unsupported_tool',
    param: 'input[0].tools[0].type',
  })
})
