import { expect, test } from 'vitest'

import { listItemsQuerySchema } from '../request/list-items-query.ts'
import { retrieveResponseQuerySchema } from '../request/retrieve-response-query.ts'
import { parseQuery } from './parse-query.ts'

test('the strings of a query become what they mean, and brackets make no difference', () => {
  const raw = { stream: 'true', starting_after: '12', include_obfuscation: 'false', 'include[]': 'reasoning.encrypted_content' }
  expect(parseQuery(retrieveResponseQuerySchema, raw)).toEqual({
    ok: true,
    value: { stream: true, starting_after: 12, include_obfuscation: false, include: ['reasoning.encrypted_content'] },
  })
  const both = { include: 'code_interpreter_call.outputs', 'include[]': ['file_search_call.results', 'web_search_call.results'] }
  expect(parseQuery(retrieveResponseQuerySchema, both)).toMatchObject({
    value: { include: ['code_interpreter_call.outputs', 'file_search_call.results', 'web_search_call.results'] },
  })
})

test('keys that are not known are ignored', () => {
  expect(parseQuery(listItemsQuerySchema, { beta: 'true' })).toEqual({ ok: true, value: {} })
})

test.each<[string, Record<string, unknown>, string, string]>([
  ['a page of none', { limit: '0' }, 'limit', 'integer_below_min_value'],
  ['a page of too many', { limit: '101' }, 'limit', 'integer_above_max_value'],
  ['a page of a word', { limit: 'all' }, 'limit', 'invalid_type'],
  ['a page of 1.5', { limit: '1.5' }, 'limit', 'invalid_type'],
  ['two limits', { limit: ['1', '2'] }, 'limit', 'invalid_type'],
  ['an order there is not', { order: 'up' }, 'order', 'invalid_value'],
  ['an include there is not', { 'include[]': ['x'] }, 'include[0]', 'invalid_value'],
])('%s is refused', (_, raw, param, code) => {
  expect(parseQuery(listItemsQuerySchema, raw)).toMatchObject({ ok: false, error: { param, code, status: 400 } })
})
