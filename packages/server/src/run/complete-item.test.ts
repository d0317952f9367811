import { conversationItemSchema, type InputItem, inputItemSchema } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { completeItem } from './complete-item.ts'
import { showItem } from './show-item.ts'
import { toStoredItem } from './to-stored-item.ts'
import type { StoredItem } from '../store/store.ts'

/** What clients may send with everything left out that they may leave out, and once more with null in its place. */
const sparse: object[] = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: [{ type: 'output_text', text: 'Hello', annotations: null }] },
  { type: 'reasoning', id: null, summary: null, content: null, status: null },
  { type: 'function_call', name: 'look', arguments: '{}', call_id: 'call_1', status: null },
  { type: 'function_call_output', call_id: 'call_1', output: 'x', caller: null, name: null, namespace: null },
  { type: 'custom_tool_call', name: 'look', input: 'x', call_id: 'call_1' },
  { type: 'custom_tool_call_output', call_id: 'call_1', output: 'x', name: null },
  { type: 'shell_call', call_id: 'call_1', action: { commands: ['ls'] } },
  {
    type: 'shell_call',
    call_id: 'call_1',
    action: { commands: ['ls'] },
    environment: { type: 'local', skills: [{ name: 'a', description: 'b', path: 'c' }] },
  },
  { type: 'shell_call_output', call_id: 'call_1', output: [{ outcome: { type: 'exit', exit_code: 0 }, stdout: '', stderr: '' }] },
  { type: 'apply_patch_call', call_id: 'call_1', status: 'completed', operation: { type: 'delete_file', path: 'a' } },
  { type: 'apply_patch_call_output', call_id: 'call_1', status: 'failed' },
  { type: 'local_shell_call', call_id: 'call_1', action: { type: 'exec', command: ['ls'], env: {} } },
  { type: 'local_shell_call_output', call_id: null, output: 'x' },
  { type: 'computer_call', call_id: 'call_1', action: { type: 'wait' } },
  { type: 'computer_call_output', call_id: 'call_1', output: { type: 'computer_screenshot', image_url: 'data:,' } },
  { type: 'computer_call_output', call_id: 'call_1', output: { type: 'input_image', file_id: null, image_url: null } },
  { type: 'web_search_call' },
  { type: 'web_search_call', action: { type: 'of a later day' } },
  { type: 'mcp_list_tools', server_label: 'x', tools: [{ name: 'y', input_schema: {} }] },
  { type: 'tool_search_call', arguments: {} },
  { type: 'tool_search_call', arguments: null, execution: 'server', call_id: 'call_1' },
  { type: 'tool_search_output', tools: [{ type: 'function', name: 'look', parameters: null, strict: false }] },
  {
    type: 'tool_search_output',
    tools: [
      { type: 'web_search_preview', search_content_types: [], search_context_size: 'high' },
      { type: 'file_search', vector_store_ids: ['vs_1'] },
      { type: 'mcp', server_label: 'x', server_url: 'https://x.example' },
      { type: 'code_interpreter', container: { type: 'auto' } },
      { type: 'custom', name: 'y' },
      { type: 'web_search' },
    ],
  },
  { type: 'additional_tools', role: 'developer', tools: [{ type: 'function', name: 'look' }] },
  { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
  { type: 'compaction', encrypted_content: 'x' },
  { type: 'configuration_update', reasoning: { effort: 'low' } },
]

test.each(sparse)('a sparse $type becomes an item as the API shows it', (item) => {
  const parsed = inputItemSchema.safeParse(item)
  expect(parsed.error?.issues).toBeUndefined()
  const shown = completeItem(toStoredItem(parsed.data as InputItem, (prefix) => `${prefix}_1`))
  expect(conversationItemSchema.safeParse(shown).error?.issues).toBeUndefined()
})

test('what is whole stays as it is', () => {
  const call = { id: 'fc_1', type: 'function_call', status: 'incomplete', arguments: '{}', call_id: 'call_1', name: 'look' }
  expect(completeItem(call as StoredItem)).toEqual(call)
  const search = { id: 'ws_1', type: 'web_search_call', status: 'failed', action: { type: 'search', query: 'x', queries: ['x'] } }
  expect(completeItem(search as StoredItem)).toEqual(search)
})

test.each([
  ['reasoning.encrypted_content', { id: 'rs_1', type: 'reasoning', content: [], encrypted_content: 'x', summary: [] }, 'encrypted_content'],
  [
    'file_search_call.results',
    { id: 'fs_1', type: 'file_search_call', status: 'completed', queries: ['x'], results: [{ text: 'found' }] },
    'found',
  ],
  [
    'code_interpreter_call.outputs',
    {
      id: 'ci_1',
      type: 'code_interpreter_call',
      status: 'completed',
      code: '',
      container_id: 'c',
      outputs: [{ type: 'logs', logs: 'found' }],
    },
    'found',
  ],
  [
    'web_search_call.action.sources',
    {
      id: 'ws_1',
      type: 'web_search_call',
      status: 'completed',
      action: { type: 'search', query: 'x', queries: ['x'], sources: [{ type: 'url', url: 'https://found' }] },
    },
    'found',
  ],
  [
    'message.output_text.logprobs',
    {
      id: 'msg_1',
      type: 'message',
      status: 'completed',
      content: [
        { type: 'output_text', annotations: [], logprobs: [{ token: 'found', bytes: [], logprob: 0, top_logprobs: [] }], text: 'x' },
      ],
      role: 'assistant',
    },
    'found',
  ],
] as const)('%s is shown to those who ask for it', (include, item, word) => {
  const stored = item as unknown as StoredItem
  expect(JSON.stringify(showItem(stored, [include]))).toContain(word)
  const hidden = showItem(stored, [])
  expect(JSON.stringify(hidden)).not.toContain(word)
  expect(conversationItemSchema.safeParse(hidden).error?.issues).toBeUndefined()
})
