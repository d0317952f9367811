import type { McpListedTool, McpTool } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { isAllowed, needsApproval } from './mcp-filter.ts'

const tool = (name: string, readOnly: boolean | null): McpListedTool => ({
  annotations: readOnly === null ? null : { read_only: readOnly },
  description: null,
  input_schema: { type: 'object' },
  name,
})
const reader = tool('read', true)
const writer = tool('write', false)
const silent = tool('silent', null)
const all = [reader, writer, silent]
const allowed = (rule: McpTool['allowed_tools']) => all.filter((one) => isAllowed(one, rule)).map(({ name }) => name)
const asking = (rule: McpTool['require_approval']) => all.filter((one) => needsApproval(one, rule)).map(({ name }) => name)

test('allowed_tools picks by name, by being read-only, or by both', () => {
  expect(allowed(null)).toEqual(['read', 'write', 'silent'])
  expect(allowed(['write', 'gone'])).toEqual(['write'])
  expect(allowed([])).toEqual([])
  expect(allowed({ tool_names: ['read', 'write'], read_only: true })).toEqual(['read'])
  expect(allowed({ read_only: true })).toEqual(['read'])
  expect(allowed({})).toEqual(['read', 'write', 'silent'])
})

test('a tool that does not say that it is read-only is not', () => {
  expect(allowed({ read_only: false })).toEqual(['write', 'silent'])
})

test('every call needs approval unless the request says otherwise', () => {
  expect(asking(undefined)).toEqual(['read', 'write', 'silent'])
  expect(asking(null)).toEqual(['read', 'write', 'silent'])
  expect(asking('always')).toEqual(['read', 'write', 'silent'])
  expect(asking('never')).toEqual([])
  expect(asking({})).toEqual(['read', 'write', 'silent'])
})

test('filters name the exceptions: `never` alone leaves the others to be asked for, `always` alone does not', () => {
  expect(asking({ never: { read_only: true } })).toEqual(['write', 'silent'])
  expect(asking({ always: { tool_names: ['write'] } })).toEqual(['write'])
  expect(asking({ always: { tool_names: ['read'] }, never: { read_only: true } })).toEqual(['read', 'write', 'silent'])
})
