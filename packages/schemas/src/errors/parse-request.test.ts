import { expect, test } from 'vitest'

import { requestRules } from '../request/request-rules.ts'
import { parseCreateResponse } from './parse-request.ts'

const body = (fields: Record<string, unknown>): unknown => ({ model: 'm', input: 'x', ...fields })
const fault = (value: unknown): string => {
  const parsed = parseCreateResponse(value)
  if (parsed.ok) return 'accepted'
  const { status, type, code, param, message } = parsed.error
  return `${status} ${type} ${code} | ${param} | ${message}`
}
const tool = { type: 'function', name: 'f', parameters: {}, strict: true }

test('the smallest request is accepted as it is, with nothing filled in', () => {
  expect(parseCreateResponse({ model: 'm', input: 'x' })).toEqual({ ok: true, value: { model: 'm', input: 'x' } })
})

test('every field may hold what the reference says, null where it says so', () => {
  const fields = {
    instructions: null,
    conversation: null,
    include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
    store: true,
    background: false,
    stream: true,
    stream_options: { include_obfuscation: false },
    max_output_tokens: 16,
    max_tool_calls: null,
    parallel_tool_calls: false,
    tools: [tool, { type: 'web_search' }],
    tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'f' }] },
    text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' }, strict: null }, verbosity: null },
    reasoning: { effort: 'xhigh', summary: 'auto', mode: 'pro', context: 'all_turns' },
    temperature: 2,
    top_p: 0,
    top_logprobs: 20,
    truncation: 'auto',
    metadata: { a: 'b' },
    service_tier: 'ultrafast',
    prompt_cache_key: 'k',
    prompt_cache_options: { mode: 'explicit', ttl: '12h', prewarm: false, comparison_response_id: null },
    prompt_cache_retention: 'in_memory',
    safety_identifier: 's',
    user: 'u',
    moderation: { model: 'm', policy: { input: { mode: 'score' }, output: null } },
    context_management: [{ type: 'compaction', compact_threshold: 1000 }],
    access_programs: { cyber: 'standard' },
    image: { context_compression: 'auto' },
    frequency_penalty: -2,
    presence_penalty: 2,
    client_metadata: { client: 'c' },
    seed: 7,
  }
  expect(fault(body(fields))).toBe('accepted')
})

test.each<[string, unknown, string]>([
  [
    'a body that is no object',
    [],
    'invalid_type | null | Invalid type for the request body: expected an object, but got an array instead.',
  ],
  [
    'a number that is too large for any',
    body({ temperature: Number.POSITIVE_INFINITY }),
    "invalid_type | temperature | Invalid type for 'temperature': expected a decimal, but got a number that is too large instead.",
  ],
  [
    'a string where a number belongs',
    body({ temperature: 'hot' }),
    "invalid_type | temperature | Invalid type for 'temperature': expected a decimal, but got a string instead.",
  ],
  [
    'a decimal where an integer belongs',
    body({ max_output_tokens: 16.5 }),
    "invalid_type | max_output_tokens | Invalid type for 'max_output_tokens': expected an integer, but got a decimal instead.",
  ],
  [
    'null where null is not allowed',
    body({ tools: null }),
    "invalid_type | tools | Invalid type for 'tools': expected an array of objects, but got null instead.",
  ],
  [
    'input of neither form',
    body({ input: 5 }),
    "invalid_type | input | Invalid type for 'input': expected one of a string or array of objects, but got an integer instead.",
  ],
  [
    'content of neither form',
    body({ input: [{ role: 'user', content: {} }] }),
    "invalid_type | input[0].content | Invalid type for 'input[0].content': expected one of a string or array of objects, but got an object instead.",
  ],
  [
    'an item that is no object',
    body({ input: ['x'] }),
    "invalid_type | input[0] | Invalid type for 'input[0]': expected an object, but got a string instead.",
  ],
  [
    'an integer below its minimum',
    body({ max_output_tokens: 15 }),
    "integer_below_min_value | max_output_tokens | Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
  ],
  [
    'an integer above its maximum',
    body({ top_logprobs: 21 }),
    "integer_above_max_value | top_logprobs | Invalid 'top_logprobs': integer above maximum value. Expected a value <= 20, but got 21 instead.",
  ],
  [
    'a decimal below its minimum',
    body({ top_p: -1 }),
    "decimal_below_min_value | top_p | Invalid 'top_p': decimal below minimum value. Expected a value >= 0, but got -1 instead.",
  ],
  [
    'a decimal above its maximum',
    body({ temperature: 3 }),
    "decimal_above_max_value | temperature | Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
  ],
  ['an unknown field', body({ colour: 1 }), "unknown_parameter | colour | Unknown parameter: 'colour'."],
  [
    'an unknown field of a tool',
    body({ tools: [{ type: 'web_search', name: 'n' }] }),
    "unknown_parameter | tools[0].name | Unknown parameter: 'tools[0].name'.",
  ],
  [
    'a field of Chat Completions',
    { model: 'm', messages: [] },
    "unsupported_parameter | null | Unsupported parameter: 'messages'. In the Responses API, this parameter has moved to 'input'. Try again with the new parameter. See the API documentation for more information: https://platform.openai.com/docs/api-reference/responses/create.",
  ],
  [
    'a value outside its list',
    body({ truncation: 'none' }),
    "invalid_value | truncation | Invalid value: 'none'. Supported values are: 'auto' and 'disabled'.",
  ],
  [
    'an entry outside its list',
    body({ include: ['reasoning.text'] }),
    "invalid_value | include[0] | Invalid value: 'reasoning.text'. Supported values are: 'file_search_call.results', 'web_search_call.results', 'web_search_call.action.sources', 'message.input_image.image_url', 'computer_call_output.output.image_url', 'code_interpreter_call.outputs', 'reasoning.encrypted_content', and 'message.output_text.logprobs'.",
  ],
  [
    'a tool of no known type',
    body({ tools: [{ type: 'browser' }] }),
    "invalid_value | tools[0].type | Invalid value: 'browser'. Supported values are: 'function', 'file_search', 'computer', 'computer_use_preview', 'web_search', 'web_search_2025_08_26', 'mcp', 'code_interpreter', 'programmatic_tool_calling', 'image_generation', 'local_shell', 'shell', 'custom', 'namespace', 'tool_search', 'web_search_preview', 'web_search_preview_2025_03_11', and 'apply_patch'.",
  ],
  [
    'a tool without a type',
    body({ tools: [{ name: 'f' }] }),
    "missing_required_parameter | tools[0].type | Missing required parameter: 'tools[0].type'.",
  ],
  [
    'a tool without its name',
    body({ tools: [{ type: 'function', function: { name: 'f' } }] }),
    "missing_required_parameter | tools[0].name | Missing required parameter: 'tools[0].name'.",
  ],
  [
    'a format without its name',
    body({ text: { format: { type: 'json_schema', schema: {} } } }),
    "missing_required_parameter | text.format.name | Missing required parameter: 'text.format.name'.",
  ],
  [
    'a wrong role, reported at its message',
    body({
      input: [
        { role: 'user', content: 'x' },
        { role: 'tool', content: 'x' },
      ],
    }),
    "invalid_value | input[1] | Invalid value: 'tool'. Supported values are: 'user', 'system', 'developer', and 'assistant'.",
  ],
  ['an item of no known type', body({ input: [{ type: 'thought' }] }), "invalid_value | input[0].type | Invalid value: 'thought'."],
  [
    'an item that says nothing of itself',
    body({ input: [{ foo: 1 }] }),
    "missing_required_parameter | input[0].type | Missing required parameter: 'input[0].type'.",
  ],
  [
    'a message without content',
    body({ input: [{ role: 'user' }] }),
    "missing_required_parameter | input[0].content | Missing required parameter: 'input[0].content'.",
  ],
  [
    'a part of no known type',
    body({
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'x' },
            { type: 'text', text: 'x' },
          ],
        },
      ],
    }),
    "invalid_value | input[0].content[1].type | Invalid value: 'text'.",
  ],
  [
    'a tool output without its call',
    body({ input: [{ type: 'custom_tool_call_output', output: 'x' }] }),
    "missing_required_parameter | input[0].call_id | Missing required parameter: 'input[0].call_id'.",
  ],
  [
    'a name with a space',
    body({ tools: [{ ...tool, name: 'a b' }] }),
    "invalid_value | tools[0].name | Invalid 'tools[0].name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
  ],
  [
    'an empty name',
    body({ tools: [{ ...tool, name: '' }] }),
    "empty_string | tools[0].name | Invalid 'tools[0].name': empty string. Expected a string with minimum length 1, but got an empty string instead.",
  ],
  [
    'a string that is too long',
    body({ prompt_cache_key: 'x'.repeat(65) }),
    "string_above_max_length | prompt_cache_key | Invalid 'prompt_cache_key': string too long. Expected a string with maximum length 64, but got a string with length 65 instead.",
  ],
  [
    'an empty array',
    body({ context_management: [] }),
    "empty_array | context_management | Invalid 'context_management': empty array. Expected an array with minimum length 1, but got an empty array instead.",
  ],
  [
    'a metadata key that is too long',
    body({ metadata: { ['k'.repeat(65)]: 'v' } }),
    "string_above_max_length | metadata | Invalid 'metadata': key too long. Expected keys with maximum length 64, but got a key with length 65 instead.",
  ],
  [
    'a metadata value that is no string',
    body({ metadata: { a: 1 } }),
    "invalid_type | metadata.a | Invalid type for 'metadata.a': expected a string, but got an integer instead.",
  ],
  [
    'too much metadata',
    body({ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`k${i}`, 'v'])) }),
    "object_above_max_properties | metadata | Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object with 17 properties instead.",
  ],
  [
    'a tool choice of no known word',
    body({ tool_choice: 'any' }),
    "invalid_value | tool_choice | Invalid value: 'any'. Supported values are: 'none', 'auto', and 'required'.",
  ],
  ['a tool choice of no known type', body({ tool_choice: { type: 'web' } }), "invalid_value | tool_choice.type | Invalid value: 'web'."],
  [
    'a tool choice of neither form',
    body({ tool_choice: 1 }),
    "invalid_type | tool_choice | Invalid type for 'tool_choice': expected one of a string or object, but got an integer instead.",
  ],
  [
    'a filter wrong three levels down',
    body({
      tools: [
        {
          type: 'file_search',
          vector_store_ids: [],
          filters: { type: 'and', filters: [{ type: 'or', filters: [{ type: 'eq', key: 'a' }] }] },
        },
      ],
    }),
    "missing_required_parameter | tools[0].filters.filters[0].filters[0].value | Missing required parameter: 'tools[0].filters.filters[0].filters[0].value'.",
  ],
])('%s is refused in the words of the API', (_, value, expected) => {
  expect(fault(value)).toContain(`400 invalid_request_error ${expected}`)
})

const breaches: Record<string, [unknown, string]> = {
  'model-or-prompt': [{ input: 'x' }, "missing_required_parameter | model | Missing required parameter: 'model'."],
  'something-to-answer': [{ model: 'm' }, 'missing_required_parameter | input | One of '],
  'one-kind-of-history': [
    body({ previous_response_id: 'resp_1', conversation: { id: 'conv_1' } }),
    'mutually_exclusive_parameters | previous_response_id | Mutually exclusive parameters.',
  ],
  'background-is-stored': [body({ background: true, store: false }), 'invalid_value | background | '],
  'stream-options-need-stream': [
    body({ stream_options: {} }),
    "null | stream_options | The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  ],
  'mcp-server-has-an-address': [
    body({ tools: [tool, { type: 'mcp', server_label: 's' }] }),
    'missing_mutually_exclusive_parameters | tools[1] | ',
  ],
  'required-choice-has-tools': [
    body({ tool_choice: 'required' }),
    "null | tool_choice | Tool choice 'required' must be specified with 'tools' parameter.",
  ],
  'chosen-tool-exists': [
    body({ tools: [tool], tool_choice: { type: 'function', name: 'g' } }),
    "null | tool_choice | Tool choice 'function' not found in 'tools' parameter.",
  ],
}

test.each(requestRules.map((rule) => rule.name))('the rule %s is kept, with the parameter it is about', (name) => {
  const [value, expected] = breaches[name] ?? [undefined, 'no example of a breach']
  expect(fault(value)).toContain(expected)
})

test.each<[string, unknown]>([
  ['a prompt template may bring model and input', { prompt: { id: 'pmpt_1', variables: { city: 'x' } } }],
  ['a conversation may bring the input', { model: 'm', conversation: 'conv_1' }],
  ['background with the default store', body({ background: true })],
  [
    'tools found by an earlier search may be chosen',
    { model: 'm', previous_response_id: 'r', input: 'x', tool_choice: { type: 'function', name: 'g' } },
  ],
  [
    'a tool of a namespace may be chosen',
    body({ tools: [{ type: 'namespace', name: 'n', description: 'd', tools: [tool] }], tool_choice: { type: 'function', name: 'f' } }),
  ],
  ['unknown keys of replayed items are let through', body({ input: [{ type: 'message', role: 'assistant', content: 'x', whatever: 1 }] })],
])('%s', (_, value) => {
  expect(fault(value)).toBe('accepted')
})

test('a very long value is cut in the message', () => {
  const parsed = parseCreateResponse(body({ truncation: 'x'.repeat(100_000) }))
  expect(parsed.ok ? 0 : parsed.error.message.length).toBeLessThan(400)
})
