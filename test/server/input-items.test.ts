import { referenceModelPath } from '@goldwire/reference-model'
import { type RunningServer, startServer } from '@goldwire/server'
import OpenAI, { APIError } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { lintedResponse } from './linted-response.ts'

let server: RunningServer
let client: OpenAI

beforeAll(async () => {
  server = await startServer({ engine: 'llama', model: { id: 'reference', path: referenceModelPath } })
  client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'any', maxRetries: 0 })
})
afterAll(() => server.close())

const body = { model: 'reference', max_output_tokens: 16, temperature: 0, store: false }
const user = (content: unknown) => ({ role: 'user', content })
const shell = { type: 'shell_call', call_id: 'call_1', action: { commands: ['ls'] } }
const localShell = {
  type: 'local_shell_call',
  id: 'lsh_1',
  call_id: 'call_1',
  status: 'completed',
  action: { type: 'exec', command: ['ls'], env: {} },
}
const patch = {
  type: 'apply_patch_call',
  call_id: 'call_1',
  status: 'completed',
  operation: { type: 'create_file', path: 'a', diff: '+a' },
}

/** What clients replay: as their SDKs write it, with and without ids, types and nulls. */
const histories: [string, object[]][] = [
  ['an assistant message without a type, as Codex sends it', [{ role: 'assistant', content: [{ type: 'output_text', text: 'Hello!' }] }]],
  [
    'an assistant message with a phase',
    [
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        status: 'completed',
        phase: 'final_answer',
        content: [{ type: 'output_text', text: 'Hi', annotations: [], logprobs: [] }],
      },
    ],
  ],
  ['a refusal', [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content: [{ type: 'refusal', refusal: 'No.' }] }]],
  [
    'system and developer messages',
    [
      { role: 'system', content: 'Be kind.' },
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Be short.' }] },
    ],
  ],
  [
    'reasoning with a null summary',
    [
      { type: 'reasoning', id: 'rs_1', summary: null, content: null, encrypted_content: null },
      { role: 'assistant', content: 'Hi' },
    ],
  ],
  [
    'readable reasoning',
    [
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
      { role: 'assistant', content: 'Hi' },
    ],
  ],
  [
    'function calls',
    [
      { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: 'x' }] },
    ],
  ],
  [
    'function calls of a namespace',
    [
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', namespace: 'n', name: 'f', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: 'x' },
    ],
  ],
  [
    'custom tool calls',
    [
      { type: 'custom_tool_call', call_id: 'call_1', name: 'f', input: 'x' },
      { type: 'custom_tool_call_output', call_id: 'call_1', output: 'x' },
    ],
  ],
  ['a web search', [{ type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } }]],
  ['a file search', [{ type: 'file_search_call', id: 'fs_1', status: 'completed', queries: ['x'], results: null }]],
  [
    'a code interpreter',
    [
      {
        type: 'code_interpreter_call',
        id: 'ci_1',
        status: 'completed',
        code: '1',
        container_id: 'cntr_1',
        outputs: [{ type: 'logs', logs: '1' }],
      },
    ],
  ],
  ['an image', [{ type: 'image_generation_call', id: 'ig_1', status: 'completed', result: null }]],
  [
    'MCP',
    [
      { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 's', tools: [] },
      { type: 'mcp_call', id: 'mcp_1', server_label: 's', name: 'f', arguments: '{}', output: 'x' },
    ],
  ],
  [
    'a shell',
    [
      shell,
      { type: 'shell_call_output', call_id: 'call_1', output: [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }] },
    ],
  ],
  ['a local shell, joined by call_id', [localShell, { type: 'local_shell_call_output', call_id: 'call_1', output: 'a' }]],
  ['a local shell, joined by id as the reference says', [localShell, { type: 'local_shell_call_output', id: 'call_1', output: 'a' }]],
  ['a local shell, joined by the id of its item', [localShell, { type: 'local_shell_call_output', id: 'lsh_1', output: 'a' }]],
  ['patches', [patch, { type: 'apply_patch_call_output', call_id: 'call_1', status: 'failed', output: 'no such line' }]],
  [
    'tool searches',
    [
      { type: 'tool_search_call', execution: 'server', call_id: null, arguments: { paths: ['f'] } },
      { type: 'tool_search_output', execution: 'server', call_id: null, tools: [] },
    ],
  ],
  ['additional tools', [{ type: 'additional_tools', role: 'developer', tools: [] }]],
  [
    'programs',
    [
      { type: 'program', id: 'cm_1', call_id: 'call_1', code: '1', fingerprint: 'x' },
      { type: 'program_output', id: 'cmo_1', call_id: 'call_1', result: '1', status: 'completed' },
    ],
  ],
]

test.each(histories)('a history with %s is answered', async (_, history) => {
  const { response } = await lintedResponse(client, { ...body, input: [user('Hello'), ...history, user('Count from 1 to 3.')] })
  expect(['completed', 'incomplete']).toContain(response.status)
})

test('the text of a file reaches the model: it costs tokens', async () => {
  const tokens = async (text: string) => {
    const file = { type: 'input_file', filename: 'a.md', file_data: `data:text/markdown;base64,${Buffer.from(text).toString('base64')}` }
    const { response } = await lintedResponse(client, { ...body, input: [user([{ type: 'input_text', text: 'Read.' }, file])] })
    return response.usage?.input_tokens ?? 0
  }
  expect(await tokens('one two three four five six seven eight nine ten')).toBeGreaterThan((await tokens('one')) + 8)
})

test.each([
  [
    'an image',
    user([{ type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'auto' }]),
    'unsupported_value',
    'input[0].content[0]',
  ],
  [
    'a PDF',
    user([{ type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' }]),
    'unsupported_file',
    'input[0].content[0]',
  ],
  ['a file nobody uploaded', user([{ type: 'input_file', file_id: 'file-1' }]), null, 'input[0].content[0].file_id'],
  [
    'a file on a host that is not allowed',
    user([{ type: 'input_file', file_url: 'http://169.254.169.254/latest' }]),
    'unsupported_value',
    'input[0].content[0].file_url',
  ],
  [
    'a click on a screen',
    {
      type: 'computer_call',
      id: 'cu_1',
      call_id: 'call_1',
      status: 'completed',
      pending_safety_checks: [],
      action: { type: 'screenshot' },
    },
    null,
    'input',
  ],
  ['settings that change', { type: 'configuration_update', reasoning: { effort: 'low' } }, 'unsupported_value', 'input[0]'],
])('%s is refused with its place', async (_, item, code, param) => {
  const error = await client.responses.create({ ...body, input: [item] as never }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(APIError)
  expect(error).toMatchObject({ code, param })
})
