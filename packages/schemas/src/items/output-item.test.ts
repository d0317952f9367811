import { expect, test } from 'vitest'
import { addedItemSchema, addedItemSchemas } from './added-item.ts'
import { conversationItemSchema, conversationItemTypes } from './conversation-item.ts'
import { outputItemSchema, outputItemSchemas, outputItemTypes } from './output-item.ts'

const accepts = (item: unknown) => outputItemSchema.safeParse(item).success

test('table, list and union of output items agree', () => {
  const union = outputItemSchema.options.map((option) => option.shape.type.value)
  expect([...union].sort()).toEqual([...outputItemTypes].sort())
  expect(union).toHaveLength(28)
  for (const type of outputItemTypes) expect(outputItemSchemas[type].shape.type.value).toBe(type)
})

test('whatever can be finished can be announced', () => {
  expect(Object.keys(addedItemSchemas).sort()).toEqual([...outputItemTypes].sort())
  expect(addedItemSchema.options).toHaveLength(28)
})

test('a conversation has the output items, its own messages and configuration updates', () => {
  expect([...conversationItemTypes].sort()).toEqual([...outputItemTypes, 'configuration_update'].sort())
  const stored = { id: 'msg_1', type: 'message', status: 'completed', content: [{ type: 'input_text', text: 'Hi' }], role: 'user' }
  expect(conversationItemSchema.parse(stored)).toEqual(stored)
  expect(accepts(stored)).toBe(false)
})

test('phase, namespace, caller and status of reasoning are absent or a value, never null', () => {
  const message = { id: 'msg_1', type: 'message', status: 'completed', content: [], role: 'assistant' }
  const call = { id: 'fc_1', type: 'function_call', status: 'completed', arguments: '', call_id: 'call_1', name: 'f' }
  const reasoning = { id: 'rs_1', type: 'reasoning', content: [], summary: [] }
  expect([message, call, reasoning].map(accepts)).toEqual([true, true, true])
  expect(accepts({ ...message, phase: 'final_answer' })).toBe(true)
  expect(accepts({ ...message, phase: null })).toBe(false)
  expect(accepts({ ...call, namespace: 'n', caller: { type: 'program', caller_id: 'call_2' } })).toBe(true)
  expect(accepts({ ...call, caller: { type: 'program' } })).toBe(false)
  expect(accepts({ ...call, namespace: null })).toBe(false)
  expect(accepts({ ...reasoning, status: 'completed', content: [{ type: 'reasoning_text', text: 'So' }], encrypted_content: 'x' })).toBe(
    true,
  )
  expect(accepts({ ...reasoning, status: null })).toBe(false)
})

test('a web search looks in pages and in feeds', () => {
  const search = (action: unknown) => accepts({ id: 'ws_1', type: 'web_search_call', status: 'completed', action })
  expect(search({ type: 'search', query: 'q', queries: ['q'], sources: [{ type: 'url', url: 'u' }] })).toBe(true)
  expect(search({ type: 'search', query: 'q', sources: [{ type: 'api', name: 'oai-weather' }] })).toBe(true)
  expect(search({ type: 'open_page', url: null })).toBe(true)
  expect(search({ type: 'find_in_page', pattern: 'p' })).toBe(true)
  expect(search({ type: 'find_in_page', url: 'u' })).toBe(false)
  expect(search({ type: 'guess' })).toBe(false)
})

test('an MCP call tells its three errors apart', () => {
  const call = {
    id: 'mcp_1',
    type: 'mcp_call',
    status: 'completed',
    approval_request_id: null,
    arguments: '',
    name: 't',
    output: null,
    server_label: 's',
  }
  expect(accepts({ ...call, error: { type: 'http_error', code: 424, message: 'm' } })).toBe(true)
  expect(accepts({ ...call, error: { type: 'mcp_tool_execution_error', content: [] } })).toBe(true)
  expect(accepts({ ...call, error: { type: 'mcp_tool_execution_error' } })).toBe(false)
  expect(accepts({ ...call, error: 'broken' })).toBe(false)
})
