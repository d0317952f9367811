import type { OutputItem } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { requiredInput } from './required-input.ts'

const item = (fields: object) => fields as OutputItem

test('there is a stub for each call the caller answers, in order, and for nothing else', () => {
  const output = [
    item({ type: 'reasoning', id: 'rs_1', summary: [] }),
    item({ type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look', arguments: '{}' }),
    item({ type: 'custom_tool_call', call_id: 'call_2', name: 'run', input: '' }),
    item({ type: 'computer_call', call_id: 'call_3' }),
    item({ type: 'shell_call', call_id: 'call_4' }),
    item({ type: 'apply_patch_call', call_id: 'call_5' }),
    item({ type: 'tool_search_call', call_id: 'call_6', execution: 'client' }),
    item({ type: 'tool_search_call', call_id: 'call_7', execution: 'server' }),
    item({ type: 'mcp_approval_request', id: 'mcpr_1' }),
    item({ type: 'mcp_call', id: 'mcp_1' }),
    item({ type: 'message', id: 'msg_1', content: [] }),
  ]
  expect(requiredInput(output)).toEqual([
    { type: 'function_call_output', call_id: 'call_1', name: 'look' },
    { type: 'custom_tool_call_output', call_id: 'call_2' },
    { type: 'computer_call_output', call_id: 'call_3' },
    { type: 'shell_call_output', call_id: 'call_4' },
    { type: 'apply_patch_call_output', call_id: 'call_5' },
    { type: 'tool_search_output', call_id: 'call_6', execution: 'client' },
    { type: 'mcp_approval_response', approval_request_id: 'mcpr_1' },
  ])
})

test('what was answered within the response, or may be answered any time, is not required', () => {
  const output = [
    item({ type: 'shell_call', call_id: 'call_1' }),
    item({ type: 'shell_call_output', call_id: 'call_1', output: [] }),
    item({ type: 'function_call', call_id: 'call_2', name: 'look', arguments: '{}', async: true }),
  ]
  expect(requiredInput(output)).toEqual([])
})
