import type { InputItem } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { mcpFunctionName } from './mcp-function-name.ts'
import { toChatMessages } from './to-chat-messages.ts'

const request: InputItem = { type: 'mcp_approval_request', id: 'mcpr_1', name: 'mix', arguments: '{"a":1}', server_label: 'lab' }
const answer = (more: { approve: boolean; reason?: string }): InputItem => ({
  type: 'mcp_approval_response',
  approval_request_id: 'mcpr_1',
  ...more,
})
const told = (...items: InputItem[]) => toChatMessages({ items, instructions: null })

test('a refusal is told as a call that was not made, with the reason', () => {
  expect(told(request, answer({ approve: false, reason: 'Too late.' }))).toEqual([
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'mcpr_1', type: 'function', function: { name: 'lab.mix', arguments: '{"a":1}' } }],
    },
    {
      role: 'tool',
      tool_call_id: 'mcpr_1',
      name: 'lab.mix',
      content: 'The user did not approve this call, so it was not made. Reason: Too late.',
    },
  ])
})

test('an approval says nothing, the call that follows it does', () => {
  const call: InputItem = {
    type: 'mcp_call',
    id: 'mcp_1',
    name: 'mix',
    arguments: '{"a":1}',
    server_label: 'lab',
    output: 'mixed',
    approval_request_id: 'mcpr_1',
  }
  expect(told(request, answer({ approve: true }))).toEqual([])
  expect(told(request, answer({ approve: true }), call)).toMatchObject([
    { role: 'assistant', tool_calls: [{ function: { name: 'lab.mix' } }] },
    { role: 'tool', content: 'mixed' },
  ])
})

test('a refusal of nothing that is known says nothing', () => {
  expect(told(answer({ approve: false }))).toEqual([])
})

test.each([
  ['mix', 'lab.mix'],
  ['mix it"now"', 'lab.mix_it_now_'],
  ['größe', 'lab.gr__e'],
])('the tool %j is called %s in a prompt', (name, expected) => {
  expect(mcpFunctionName('lab', name)).toBe(expected)
})
