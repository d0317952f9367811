import { responseSchema, type CreateResponseBody } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { plainModel, thinkingModel } from '../testing/test-app.ts'
import { echo } from './echo.ts'

const told = (body: Partial<CreateResponseBody>, model = plainModel) =>
  echo({ model: model.id, input: 'Hi', ...body }, { id: 'resp_1', createdAt: 1_700_000_000, model })

test('defaults are filled in as OpenAI fills them in', () => {
  const response = told({})
  expect(responseSchema.parse(response)).toEqual(response)
  expect(response).toEqual({
    id: 'resp_1',
    object: 'response',
    created_at: 1_700_000_000,
    status: 'in_progress',
    background: false,
    completed_at: null,
    error: null,
    frequency_penalty: 0,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: null,
    max_tool_calls: null,
    model: 'test-model',
    moderation: null,
    output: [],
    parallel_tool_calls: true,
    presence_penalty: 0,
    previous_response_id: null,
    prompt_cache_key: null,
    prompt_cache_retention: 'in_memory',
    reasoning: { context: null, effort: null, summary: null },
    safety_identifier: null,
    service_tier: 'auto',
    store: true,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tool_usage: {
      image_gen: {
        input_tokens: 0,
        input_tokens_details: { image_tokens: 0, text_tokens: 0 },
        output_tokens: 0,
        output_tokens_details: { image_tokens: 0, text_tokens: 0 },
        total_tokens: 0,
      },
      web_search: { num_requests: 0 },
    },
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    usage: null,
    user: null,
    metadata: {},
  })
})

test('what was given comes back', () => {
  const given = {
    frequency_penalty: 0.5,
    instructions: 'Be brief.',
    max_output_tokens: 64,
    max_tool_calls: 2,
    metadata: { a: 'b' },
    parallel_tool_calls: false,
    presence_penalty: -0.5,
    previous_response_id: 'resp_0',
    prompt_cache_key: 'key',
    prompt_cache_retention: '24h',
    safety_identifier: 'somebody',
    service_tier: 'flex',
    store: false,
    temperature: 0,
    tool_choice: 'none',
    top_logprobs: 4,
    top_p: 0,
    truncation: 'auto',
    user: 'somebody',
  } as const
  expect(told(given)).toMatchObject(given)
})

test('null is as good as nothing', () => {
  const nulls = [
    'instructions',
    'max_output_tokens',
    'metadata',
    'parallel_tool_calls',
    'reasoning',
    'service_tier',
    'store',
    'temperature',
    'top_p',
    'truncation',
  ]
  expect(told(Object.fromEntries(nulls.map((name) => [name, null])))).toEqual(told({}))
})

test('a fast tier is told as priority', () => {
  expect(told({ service_tier: 'fast' }).service_tier).toBe('priority')
})

test.each([
  [undefined, { context: 'current_turn', effort: 'none', mode: 'standard', summary: null }],
  [{ effort: 'high' }, { context: 'current_turn', effort: 'high', mode: 'standard', summary: null }],
  [{ summary: 'auto' }, { context: 'current_turn', effort: 'medium', mode: 'standard', summary: 'detailed' }],
  [{ generate_summary: 'concise' }, { context: 'current_turn', effort: 'medium', mode: 'standard', summary: 'concise' }],
  [
    { effort: 'none', summary: 'concise' },
    { context: 'current_turn', effort: 'none', mode: 'standard', summary: 'concise' },
  ],
  [
    { context: 'all_turns', mode: 'standard' },
    { context: 'all_turns', effort: 'none', mode: 'standard', summary: null },
  ],
  [{ context: 'auto' }, { context: 'current_turn', effort: 'none', mode: 'standard', summary: null }],
] as const)('a model that thinks tells reasoning %j as %j', (reasoning, expected) => {
  expect(told(reasoning === undefined ? {} : { reasoning }, thinkingModel).reasoning).toEqual(expected)
})

test('a model that cannot think says so, whatever was asked', () => {
  expect(told({ reasoning: { effort: 'high', summary: 'auto' } }).reasoning).toEqual({ context: null, effort: null, summary: null })
})

const closed = { type: 'object', properties: { a: {} }, required: ['a'], additionalProperties: false }

test('a function whose strictness was left open becomes strict', () => {
  const open = { type: 'object', properties: { a: {} } }
  expect(told({ tools: [{ type: 'function', name: 'f', parameters: open }] }).tools).toEqual([
    { type: 'function', description: null, name: 'f', output_schema: null, parameters: closed, strict: true },
  ])
  expect(Object.keys(told({ tools: [{ type: 'function', name: 'f', parameters: open }] }).tools[0]!)).toEqual([
    'type',
    'description',
    'name',
    'output_schema',
    'parameters',
    'strict',
  ])
})

test('a function whose strictness was given keeps its schema', () => {
  const open = { type: 'object', properties: { a: {} } }
  expect(told({ tools: [{ type: 'function', name: 'f', description: 'Does.', parameters: open, strict: false }] }).tools).toEqual([
    { type: 'function', description: 'Does.', name: 'f', output_schema: null, parameters: open, strict: false },
  ])
  expect(told({ tools: [{ type: 'function', name: 'f', parameters: closed, strict: true }] }).tools[0]).toMatchObject({
    parameters: closed,
    strict: true,
  })
})

test('an empty description is none', () => {
  expect(told({ tools: [{ type: 'function', name: 'f', description: '' }] }).tools[0]).toMatchObject({ description: null })
})

test('a function that has to stay open is told as not strict', () => {
  const map = { type: 'object', additionalProperties: { type: 'string' } }
  expect(told({ tools: [{ type: 'function', name: 'f', parameters: map }] }).tools[0]).toMatchObject({ parameters: map, strict: false })
})

test('custom tools and those in a namespace are filled in too', () => {
  const custom = { type: 'custom', description: null, format: { type: 'text' }, name: 'c' }
  const inner = {
    type: 'function',
    description: null,
    name: 'f',
    output_schema: null,
    parameters: { type: 'object', properties: {}, required: [], additionalProperties: false },
    strict: true,
  }
  const { tools } = told({
    tools: [
      { type: 'custom', name: 'c' },
      {
        type: 'namespace',
        name: 'n',
        description: 'All.',
        tools: [
          { type: 'function', name: 'f' },
          { type: 'custom', name: 'c' },
        ],
      },
    ],
  })
  expect(tools).toEqual([custom, { type: 'namespace', name: 'n', description: 'All.', tools: [inner, custom] }])
})

test('formats are told with what was left out', () => {
  expect(told({ text: { format: { type: 'json_object' }, verbosity: 'low' } }).text).toEqual({
    format: { type: 'json_object' },
    verbosity: 'low',
  })
  const told1 = told({ text: { format: { type: 'json_schema', name: 'n', schema: closed, strict: true } } }).text
  expect(told1).toEqual({
    format: { type: 'json_schema', description: null, name: 'n', schema: closed, strict: true },
    verbosity: 'medium',
  })
  const left = { type: 'object', properties: { a: {} } }
  expect(told({ text: { format: { type: 'json_schema', name: 'n', schema: left } } }).text.format).toMatchObject({
    schema: closed,
    strict: true,
  })
  expect(told({ text: { format: { type: 'json_schema', name: 'n', schema: left, strict: false } } }).text.format).toMatchObject({
    schema: left,
    strict: false,
  })
})
