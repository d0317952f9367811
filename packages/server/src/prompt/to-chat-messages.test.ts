import { type InputItem, inputItemTypes } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { ApiError } from '../run/api-error.ts'
import { toChatMessages } from './to-chat-messages.ts'

const told = (...items: InputItem[]) => toChatMessages({ items, instructions: null })

function refusal(...items: InputItem[]): ApiError {
  try {
    told(...items)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('easy messages, typed messages and output messages of the model', () => {
  const items: InputItem[] = [
    { role: 'user', content: 'one' },
    {
      type: 'message',
      role: 'user',
      content: [
        { type: 'input_text', text: 'two' },
        { type: 'input_text', text: 'three' },
      ],
    },
    { role: 'assistant', content: 'four' },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'five' }] },
    {
      type: 'message',
      id: 'msg_1',
      status: 'completed',
      role: 'assistant',
      content: [
        { type: 'output_text', text: 'six', annotations: [] },
        { type: 'refusal', refusal: 'no' },
      ],
    },
  ]
  expect(told(...items)).toEqual([
    { role: 'user', content: 'one' },
    { role: 'user', content: 'two\nthree' },
    { role: 'assistant', content: 'four' },
    { role: 'assistant', content: 'five' },
    { role: 'assistant', content: 'six\nno' },
  ])
})

test('instructions, leading system and developer messages and the format are one system message; later ones stay where they are', () => {
  const items: InputItem[] = [
    { role: 'developer', content: 'second' },
    { role: 'system', content: 'third' },
    { role: 'user', content: 'hi' },
    { role: 'developer', content: 'later' },
  ]
  expect(toChatMessages({ items, instructions: 'first', closing: [null, 'fourth'] })).toEqual([
    { role: 'system', content: 'first\nsecond\nthird\nfourth' },
    { role: 'user', content: 'hi' },
    { role: 'system', content: 'later' },
  ])
  expect(toChatMessages({ items: [], instructions: null, closing: ['only'] })).toEqual([{ role: 'system', content: 'only' }])
})

test('reasoning, text and calls of one turn are one assistant message, outputs are tool messages with the name', () => {
  const items: InputItem[] = [
    { role: 'user', content: 'hi' },
    { type: 'reasoning', id: 'rs_1', summary: [], content: [{ type: 'reasoning_text', text: 'hm' }] },
    { role: 'assistant', content: 'let me look' },
    { type: 'function_call', call_id: 'a', name: 'look', arguments: '{"x": 1}' },
    { type: 'custom_tool_call', call_id: 'b', name: 'note', namespace: 'files', input: 'say "hi"' },
    { type: 'function_call_output', call_id: 'a', output: [{ type: 'input_text', text: 'seen' }] },
    { type: 'custom_tool_call_output', call_id: 'b', output: 'noted' },
    { type: 'reasoning', summary: null, encrypted_content: 'opaque' },
    { role: 'assistant', content: 'done' },
  ]
  expect(told(...items)).toEqual([
    { role: 'user', content: 'hi' },
    {
      role: 'assistant',
      content: 'let me look',
      reasoning_content: 'hm',
      tool_calls: [
        { id: 'a', type: 'function', function: { name: 'look', arguments: '{"x": 1}' } },
        { id: 'b', type: 'function', function: { name: 'files.note', arguments: '{"input": "say \\"hi\\""}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'a', name: 'look', content: 'seen' },
    { role: 'tool', tool_call_id: 'b', name: 'files.note', content: 'noted' },
    { role: 'assistant', content: 'done' },
  ])
})

test('reasoning after a call opens a new assistant message', () => {
  const items: InputItem[] = [
    { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' },
    { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'hm' }] },
    { type: 'function_call', call_id: 'b', name: 'look', arguments: '{}' },
  ]
  expect(told(...items)).toMatchObject([{ role: 'assistant' }, { role: 'assistant', reasoning_content: 'hm' }])
})

test('an output without its call is refused as OpenAI does', () => {
  expect(refusal({ type: 'function_call_output', call_id: 'nowhere', output: 'x' })).toMatchObject({ status: 400, param: 'input' })
})

test.each([
  [{ type: 'input_image', image_url: 'https://example.com/x.png', detail: 'auto' }],
  [{ type: 'input_file', file_id: 'file_1' }],
] as const)('%j is refused with its place', (part) => {
  const error = refusal({ role: 'user', content: 'hi' }, { role: 'user', content: [{ type: 'input_text', text: 'see' }, part] })
  expect(error.toBody().error).toMatchObject({ param: 'input[1].content[1]', type: 'invalid_request_error' })
  const call: InputItem = { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' }
  expect(refusal(call, { type: 'function_call_output', call_id: 'a', output: [part] }).param).toBe('input[1].output[0]')
})

/** One item of every kind; what must be told and what must be refused. */
const kinds: Record<(typeof inputItemTypes)[number], { item: InputItem; before?: InputItem; fate: 'told' | 'silent' | 'refused' }> = {
  message: { item: { type: 'message', role: 'user', content: 'x' }, fate: 'told' },
  reasoning: { item: { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'x' }] }, fate: 'told' },
  function_call: { item: { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' }, fate: 'told' },
  function_call_output: {
    before: { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
    item: { type: 'function_call_output', call_id: 'a', output: 'x' },
    fate: 'told',
  },
  custom_tool_call: { item: { type: 'custom_tool_call', call_id: 'a', name: 'f', input: 'x' }, fate: 'told' },
  custom_tool_call_output: {
    before: { type: 'custom_tool_call', call_id: 'a', name: 'f', input: 'x' },
    item: { type: 'custom_tool_call_output', call_id: 'a', output: 'x' },
    fate: 'told',
  },
  web_search_call: {
    item: { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'x' } },
    fate: 'told',
  },
  file_search_call: { item: { type: 'file_search_call', id: 'fs_1', status: 'completed', queries: ['x'], results: null }, fate: 'told' },
  code_interpreter_call: {
    item: {
      type: 'code_interpreter_call',
      id: 'ci_1',
      status: 'completed',
      code: 'x',
      container_id: 'c',
      outputs: [{ type: 'logs', logs: 'x' }],
    },
    fate: 'told',
  },
  image_generation_call: { item: { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'x' }, fate: 'told' },
  computer_call: {
    item: {
      type: 'computer_call',
      id: 'cc_1',
      call_id: 'a',
      status: 'completed',
      pending_safety_checks: [],
      action: { type: 'screenshot' },
    },
    fate: 'refused',
  },
  computer_call_output: {
    item: { type: 'computer_call_output', call_id: 'a', output: { type: 'computer_screenshot', image_url: 'x' } },
    fate: 'refused',
  },
  mcp_list_tools: { item: { type: 'mcp_list_tools', id: 'mcpl_1', server_label: 's', tools: [] }, fate: 'silent' },
  mcp_call: { item: { type: 'mcp_call', id: 'mcp_1', server_label: 's', name: 'f', arguments: '{}', output: 'x' }, fate: 'told' },
  mcp_approval_request: {
    item: { type: 'mcp_approval_request', id: 'mcpr_1', server_label: 's', name: 'f', arguments: '{}' },
    fate: 'silent',
  },
  mcp_approval_response: { item: { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true }, fate: 'silent' },
  shell_call: { item: { type: 'shell_call', call_id: 'a', action: { commands: ['x'] } }, fate: 'told' },
  shell_call_output: {
    before: { type: 'shell_call', call_id: 'a', action: { commands: ['x'] } },
    item: { type: 'shell_call_output', call_id: 'a', output: [{ stdout: 'x', stderr: '', outcome: { type: 'exit', exit_code: 0 } }] },
    fate: 'told',
  },
  local_shell_call: {
    item: { type: 'local_shell_call', id: 'lsh_1', call_id: 'a', status: 'completed', action: { type: 'exec', command: ['x'], env: {} } },
    fate: 'told',
  },
  local_shell_call_output: {
    before: { type: 'local_shell_call', id: 'lsh_1', call_id: 'a', status: 'completed', action: { type: 'exec', command: ['x'], env: {} } },
    item: { type: 'local_shell_call_output', id: 'a', output: 'x' },
    fate: 'told',
  },
  apply_patch_call: {
    item: { type: 'apply_patch_call', call_id: 'a', status: 'completed', operation: { type: 'delete_file', path: 'x' } },
    fate: 'told',
  },
  apply_patch_call_output: {
    before: { type: 'apply_patch_call', call_id: 'a', status: 'completed', operation: { type: 'delete_file', path: 'x' } },
    item: { type: 'apply_patch_call_output', call_id: 'a', status: 'completed' },
    fate: 'told',
  },
  tool_search_call: { item: { type: 'tool_search_call', arguments: {} }, fate: 'silent' },
  tool_search_output: {
    before: { type: 'tool_search_call', call_id: 'a', arguments: {} },
    item: { type: 'tool_search_output', call_id: 'a', tools: [] },
    fate: 'told',
  },
  additional_tools: { item: { type: 'additional_tools', role: 'developer', tools: [] }, fate: 'silent' },
  configuration_update: { item: { type: 'configuration_update' }, fate: 'refused' },
  program: { item: { type: 'program', id: 'p_1', call_id: 'a', code: 'x', fingerprint: 'x' }, fate: 'told' },
  program_output: {
    before: { type: 'program', id: 'p_1', call_id: 'a', code: 'x', fingerprint: 'x' },
    item: { type: 'program_output', id: 'po_1', call_id: 'a', result: 'x', status: 'completed' },
    fate: 'told',
  },
  compaction: { item: { type: 'compaction', encrypted_content: 'x' }, fate: 'told' },
  compaction_trigger: { item: { type: 'compaction_trigger' }, fate: 'refused' },
  item_reference: { item: { type: 'item_reference', id: 'msg_1' }, fate: 'refused' },
}

const typesOf = (fate: string) => inputItemTypes.filter((type) => kinds[type].fate === fate)
const itemsOf = (type: keyof typeof kinds) => {
  const { item, before } = kinds[type]
  return { item, earlier: before ? [before] : [] }
}

test.each(typesOf('refused'))('%s is refused with its place', (type) => {
  const { item, earlier } = itemsOf(type)
  expect(refusal(...earlier, item)).toMatchObject({ status: 400, code: 'unsupported_value', param: `input[${earlier.length}]` })
})

test.each(typesOf('told'))('%s is told', (type) => {
  const { item, earlier } = itemsOf(type)
  expect(JSON.stringify(told(...earlier, item)).length).toBeGreaterThan(JSON.stringify(told(...earlier)).length)
})

test.each(typesOf('silent'))('%s says nothing', (type) => {
  expect(told(itemsOf(type).item)).toEqual([])
})

test('a bare reference without a type is refused by its id', () => {
  expect(refusal({ id: 'msg_9' }).message).toContain("'msg_9'")
})

test.each(['a', 'lsh_1'])('the output of a local shell finds its call by %j, whichever id the client took', (id) => {
  const call: InputItem = {
    type: 'local_shell_call',
    id: 'lsh_1',
    call_id: 'a',
    status: 'completed',
    action: { type: 'exec', command: ['ls'], env: {} },
  }
  expect(told(call, { type: 'local_shell_call_output', id, output: 'x' })).toMatchObject([
    { role: 'assistant' },
    { role: 'tool', name: 'local_shell', content: 'x' },
  ])
})
