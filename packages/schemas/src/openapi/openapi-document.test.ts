import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { beforeAll, expect, test } from 'vitest'

import { componentSchemas } from './component-schemas.ts'
import { endpoints } from './endpoints.ts'
import { openApiDocument } from './openapi-document.ts'

const document = openApiDocument()
let ajv: Ajv2020

beforeAll(() => {
  ajv = new Ajv2020({ strict: false, inlineRefs: false, code: { optimize: false } })
  ajv.addSchema({ $id: 'api', components: document.components })
})

function validator(component: string): ValidateFunction {
  const validate = ajv.getSchema(`api#/components/schemas/${component}`)
  if (validate === undefined) throw new Error(`No component is called ${component}.`)
  return validate
}

test('the document is valid OpenAPI 3.1', async () => {
  const validity = new Validator()
  const result = await validity.validate(structuredClone(document) as unknown as Record<string, unknown>)
  expect(result.errors ?? []).toEqual([])
  expect([result.valid, validity.version]).toEqual([true, '3.1'])
})

test('all 15 calls are there, each with its answer and its errors', () => {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
  expect(operations.length).toBe(15)
  expect(new Set(operations.map((operation) => operation['operationId'])).size).toBe(15)
  for (const operation of operations) {
    expect(Object.keys(operation['responses'] as object)).toEqual(['200', '400', '401', '404', '429', '500'])
  }
})

test('every reference leads somewhere', () => {
  const targets = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)
  const missing = [...targets].filter(([, kind, name]) => {
    const group = (document.components as unknown as Record<string, Record<string, unknown>>)[kind ?? '']
    return group?.[name ?? ''] === undefined
  })
  expect(missing).toEqual([])
})

test('every schema with a name is a component, and sound JSON Schema', () => {
  expect(Object.keys(document.components.schemas).toSorted()).toEqual([...componentSchemas().keys()].toSorted())
  for (const name of Object.keys(document.components.schemas)) expect(typeof validator(name)).toBe('function')
})

test('bodies and answers name components', () => {
  const names = endpoints.flatMap(({ body, answer }) => (body === undefined ? [answer] : [body, answer]))
  expect(names.filter((name) => document.components.schemas[name] === undefined)).toEqual([])
})

const samples: [string, unknown][] = [
  ['CreateResponseBody', { model: 'm', input: 'x', stream: true, tools: [{ type: 'function', name: 'f', parameters: null }] }],
  [
    'CreateResponseBody',
    {
      model: 'm',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'x' }] },
        { type: 'item_reference', id: 'msg_1' },
      ],
    },
  ],
  [
    'CreateResponseBody',
    {
      model: 'm',
      input: [{ type: 'message', role: 'assistant', content: 'x', unknown: 1 }],
      tool_choice: { type: 'mcp', server_label: 's' },
    },
  ],
  [
    'Tool',
    {
      type: 'file_search',
      vector_store_ids: [],
      filters: { type: 'and', filters: [{ type: 'or', filters: [{ type: 'eq', key: 'a', value: 1 }] }] },
    },
  ],
  ['Tool', { type: 'shell', environment: { type: 'container_auto', network_policy: { type: 'allowlist', allowed_domains: ['a.b'] } } }],
  ['ToolChoice', 'auto'],
  ['OutputItem', { id: 'msg_1', type: 'message', status: 'completed', content: [{ type: 'refusal', refusal: 'x' }], role: 'assistant' }],
  ['StreamEvent', { type: 'keepalive', sequence_number: 3 }],
  ['StreamEvent', { type: 'response.refusal.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'x', sequence_number: 4 }],
  [
    'ServerMessage',
    { type: 'response.refusal.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'x', sequence_number: 4, stream_id: 'a' },
  ],
  ['ClientMessage', { type: 'response.steer', previous_response_id: 'resp_1', input: 'x' }],
  ['ApiErrorBody', { error: { message: 'm', type: 'invalid_request_error', param: null, code: null } }],
]
const wrong: [string, unknown][] = [
  ['CreateResponseBody', { model: 'm', input: 'x', colour: 1 }],
  ['CreateResponseBody', { model: 'm', input: [{ role: 'tool', content: 'x' }] }],
  ['CreateResponseBody', { model: 'm', input: 'x', max_output_tokens: 15 }],
  ['CreateResponseBody', { model: 'm', input: 'x', metadata: { a: 1 } }],
  ['Tool', { type: 'browser' }],
  ['ToolChoice', 'any'],
  ['StreamEvent', { type: 'keepalive' }],
  ['ClientMessage', { type: 'response.steer', previous_response_id: 'resp_1', input: 'x', model: 'm' }],
  ['ApiErrorBody', { error: 'x' }],
]

test.each([...samples.map((sample) => [...sample, true] as const), ...wrong.map((sample) => [...sample, false] as const)])(
  '%s: JSON Schema and zod agree (%#)',
  (component, value, verdict) => {
    expect([validator(component)(value), componentSchemas().get(component)?.safeParse(value).success]).toEqual([verdict, verdict])
  },
)
