import { expect, test } from 'vitest'

import type { ItemStart } from '../../engines/step.ts'
import { runItems } from '../../testing/run-steps.ts'

/** What an item that sends nothing in between is announced and done as. */
function announcedAndDone(item: ItemStart, end?: { [key: string]: unknown }): unknown[] {
  const events = runItems([{ type: 'item.start', item }, end === undefined ? { type: 'item.end' } : { type: 'item.end', item: end }])
  expect(events.map(({ type }) => type)).toEqual(['response.output_item.added', 'response.output_item.done'])
  return events.map((event) => (event as { item: unknown }).item)
}

test('a tool search is announced with empty arguments', () => {
  const call = { id: 'tsc_0', type: 'tool_search_call', call_id: null, execution: 'server' }
  expect(announcedAndDone({ type: 'tool_search_call' }, { arguments: { goal: 'x' } })).toEqual([
    { ...call, status: 'in_progress', arguments: {} },
    { ...call, status: 'completed', arguments: { goal: 'x' } },
  ])
})

test('the tools that were found are in the announcement already', () => {
  const item = { id: 'tso_0', type: 'tool_search_output', call_id: null, execution: 'server', tools: [{ type: 'apply_patch' }] }
  expect(announcedAndDone({ type: 'tool_search_output', tools: [{ type: 'apply_patch' }] })).toEqual([
    { ...item, status: 'in_progress' },
    { ...item, status: 'completed' },
  ])
})

test('a program is announced without its code, and has no status', () => {
  const program = { id: 'cm_0', type: 'program', call_id: 'call_0', fingerprint: 'f' }
  expect(announcedAndDone({ type: 'program', fingerprint: 'f' }, { code: '1' })).toEqual([
    { ...program, code: '' },
    { ...program, code: '1' },
  ])
})

test('what a program made is announced completed, and empty', () => {
  const output = { id: 'cmo_0', type: 'program_output', status: 'completed', call_id: 'call_9' }
  expect(announcedAndDone({ type: 'program_output', call_id: 'call_9' }, { result: '2' })).toEqual([
    { ...output, result: '' },
    { ...output, result: '2' },
  ])
})

test('the command for a local shell comes with the end', () => {
  const call = { id: 'lsh_0', type: 'local_shell_call', call_id: 'call_0' }
  const action = { type: 'exec' as const, command: ['ls'], env: {} }
  expect(announcedAndDone({ type: 'local_shell_call', action })).toEqual([
    { ...call, status: 'in_progress', action: { type: 'exec', command: [], env: {} } },
    { ...call, status: 'completed', action },
  ])
})

test('a request for approval is complete from the start, and has no status', () => {
  const request = { id: 'mcpr_0', type: 'mcp_approval_request', arguments: '{}', name: 't', server_label: 's' } as const
  expect(announcedAndDone(request)).toEqual([request, request])
})

test('a computer call is announced with what is known of it', () => {
  const call = { id: 'cu_0', type: 'computer_call', call_id: 'call_0', pending_safety_checks: [] }
  expect(announcedAndDone({ type: 'computer_call' }, { action: { type: 'screenshot' } })).toEqual([
    { ...call, status: 'in_progress' },
    { ...call, status: 'completed', action: { type: 'screenshot' } },
  ])
})

test.each([
  ['computer_call_output', 'cuo', { call_id: 'c', output: { type: 'computer_screenshot', image_url: 'data:' } }],
  ['function_call_output', 'fco', { call_id: 'c', output: 'ok' }],
  ['custom_tool_call_output', 'ctco', { call_id: 'c', output: 'ok' }],
  ['apply_patch_call_output', 'apco', { call_id: 'c', output: null }],
  ['local_shell_call_output', 'lsho', { output: 'ok' }],
])('%s is announced completed, as outputs are', (type, prefix, fields) => {
  const item = { id: `${prefix}_0`, type, status: 'completed', ...fields }
  expect(announcedAndDone({ type, ...fields } as ItemStart)).toEqual([item, item])
})

test.each([
  ['mcp_approval_response', 'mcpa', { approval_request_id: 'mcpr_1', approve: true }],
  ['additional_tools', 'at', { role: 'developer', tools: [] }],
])('%s has no status', (type, prefix, fields) => {
  const item = { id: `${prefix}_0`, type, ...fields }
  expect(announcedAndDone({ type, ...fields } as ItemStart)).toEqual([item, item])
})

test('an item that sends nothing takes no step inside', () => {
  expect(() =>
    runItems([
      { type: 'item.start', item: { type: 'program' } },
      { type: 'delta', delta: 'x' },
    ]),
  ).toThrow('Failed to emit step "delta": it makes no sense inside item 0, a program, which sends nothing between start and end.')
})
