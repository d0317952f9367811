import { expect, test } from 'vitest'
import type { AddedItem } from '../items/added-item.ts'
import { type OutputItem, outputItemTypes } from '../items/output-item.ts'
import type { Response } from '../response/response.ts'
import { flatErrorEventSchema } from './error.ts'
import { eventSchemas, type StreamEvent, streamEventSchema, type StreamEventType, streamEventTypes } from './stream-event.ts'

const usage = {
  input_tokens: 9,
  input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 },
  output_tokens: 4,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 13,
}

const response = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_790_000_000,
  status: 'in_progress',
  background: false,
  completed_at: null,
  error: null,
  frequency_penalty: 0,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: 'model-1',
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
} satisfies Response

const text = { type: 'output_text' as const, annotations: [], logprobs: [], text: 'Hello' }
const logprob = { token: 'a', bytes: [97], logprob: -0.5, top_logprobs: [{ token: 'a', bytes: [97], logprob: -0.5 }] }

const items = {
  message: { id: 'msg_1', type: 'message', status: 'completed', content: [text, { type: 'refusal', refusal: 'No' }], role: 'assistant' },
  reasoning: { id: 'rs_1', type: 'reasoning', content: [], summary: [{ type: 'summary_text', text: 'So' }] },
  function_call: { id: 'fc_1', type: 'function_call', status: 'completed', arguments: '{}', call_id: 'call_1', name: 'f' },
  function_call_output: { id: 'fco_1', type: 'function_call_output', status: 'completed', output: 'x' },
  custom_tool_call: { id: 'ctc_1', type: 'custom_tool_call', status: 'completed', call_id: 'call_1', input: 'x', name: 'f' },
  custom_tool_call_output: { id: 'ctco_1', type: 'custom_tool_call_output', status: 'completed', call_id: 'call_1', output: 'x' },
  web_search_call: { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search' } },
  file_search_call: {
    id: 'fs_1',
    type: 'file_search_call',
    status: 'completed',
    queries: ['q'],
    results: [{ attributes: {}, file_id: 'file_1', filename: 'a.txt', score: 0.5, text: 't' }],
  },
  code_interpreter_call: {
    id: 'ci_1',
    type: 'code_interpreter_call',
    status: 'completed',
    code: '1',
    container_id: 'cntr_1',
    outputs: [{ type: 'logs', logs: '1' }],
  },
  image_generation_call: {
    id: 'ig_1',
    type: 'image_generation_call',
    status: 'completed',
    background: 'opaque',
    output_format: 'png',
    quality: 'medium',
    result: 'AAAA',
    revised_prompt: 'p',
    size: '1024x1024',
  },
  computer_call: {
    id: 'cu_1',
    type: 'computer_call',
    status: 'completed',
    action: { type: 'click', button: 'left', x: 1, y: 2 },
    call_id: 'call_1',
    pending_safety_checks: [{ id: 'sc_1' }],
  },
  computer_call_output: {
    id: 'cuo_1',
    type: 'computer_call_output',
    status: 'completed',
    call_id: 'call_1',
    output: { type: 'computer_screenshot' },
  },
  mcp_list_tools: {
    id: 'mcpl_1',
    type: 'mcp_list_tools',
    server_label: 's',
    tools: [{ annotations: {}, description: null, input_schema: {}, name: 't' }],
  },
  mcp_call: {
    id: 'mcp_1',
    type: 'mcp_call',
    status: 'completed',
    approval_request_id: null,
    arguments: '{}',
    error: null,
    name: 't',
    output: 'x',
    server_label: 's',
  },
  mcp_approval_request: { id: 'mcpr_1', type: 'mcp_approval_request', arguments: '{}', name: 't', server_label: 's' },
  mcp_approval_response: { id: 'mcpa_1', type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
  shell_call: {
    id: 'sh_1',
    type: 'shell_call',
    status: 'completed',
    action: { commands: ['ls'], max_output_length: null, timeout_ms: null },
    call_id: 'call_1',
    environment: { type: 'local' },
  },
  shell_call_output: {
    id: 'sho_1',
    type: 'shell_call_output',
    status: 'completed',
    call_id: 'call_1',
    max_output_length: null,
    output: [{ outcome: { type: 'exit', exit_code: 1 }, stderr: '', stdout: 'x' }],
  },
  local_shell_call: {
    id: 'lsh_1',
    type: 'local_shell_call',
    status: 'completed',
    action: { type: 'exec', command: ['ls'], env: {} },
    call_id: 'call_1',
  },
  local_shell_call_output: { id: 'lsho_1', type: 'local_shell_call_output', output: 'x' },
  apply_patch_call: {
    id: 'apc_1',
    type: 'apply_patch_call',
    status: 'completed',
    call_id: 'call_1',
    operation: { type: 'create_file', diff: '+a', path: 'a' },
  },
  apply_patch_call_output: { id: 'apco_1', type: 'apply_patch_call_output', status: 'failed', call_id: 'call_1' },
  tool_search_call: { id: 'tsc_1', type: 'tool_search_call', status: 'completed', arguments: {}, call_id: null, execution: 'server' },
  tool_search_output: { id: 'tso_1', type: 'tool_search_output', status: 'completed', call_id: null, execution: 'server', tools: [] },
  additional_tools: { id: 'at_1', type: 'additional_tools', role: 'developer', tools: [] },
  program: { id: 'cm_1', type: 'program', call_id: 'call_1', code: 'x', fingerprint: 'y' },
  program_output: { id: 'cmo_1', type: 'program_output', status: 'completed', call_id: 'call_1', result: 'x' },
  compaction: { id: 'cmp_1', type: 'compaction', encrypted_content: 'x' },
} satisfies { [Type in OutputItem['type']]: Extract<OutputItem, { type: Type }> }

const announced = {
  ...items,
  web_search_call: { id: 'ws_1', type: 'web_search_call', status: 'in_progress' },
  image_generation_call: { id: 'ig_1', type: 'image_generation_call', status: 'in_progress' },
} satisfies { [Type in AddedItem['type']]: Extract<AddedItem, { type: Type }> }

const place = { item_id: 'x_1', output_index: 0, sequence_number: 3 }
const part = { ...place, content_index: 0 }
const summary = { ...place, summary_index: 0 }
const command = { output_index: 0, command_index: 0, sequence_number: 3 }
const done = { ...response, completed_at: 1_790_000_001, usage }
const failure = { code: 'server_error', message: 'm' }

const events: StreamEvent[] = [
  { type: 'response.created', sequence_number: 0, response },
  { type: 'response.created', sequence_number: 0, response: { ...response, status: 'queued' } },
  { type: 'response.queued', sequence_number: 1, response: { ...response, status: 'queued' } },
  { type: 'response.in_progress', sequence_number: 1, response },
  { type: 'response.completed', sequence_number: 9, response: { ...done, status: 'completed', output: [items.message] } },
  {
    type: 'response.incomplete',
    sequence_number: 9,
    response: { ...done, completed_at: null, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
  },
  { type: 'response.failed', sequence_number: 9, response: { ...response, status: 'failed', error: failure } },
  ...Object.values(announced).map((item) => ({ type: 'response.output_item.added' as const, sequence_number: 2, output_index: 0, item })),
  ...Object.values(items).map((item) => ({ type: 'response.output_item.done' as const, sequence_number: 2, output_index: 0, item })),
  { type: 'response.content_part.added', ...part, part: text },
  { type: 'response.content_part.done', ...part, part: { type: 'refusal', refusal: 'No' } },
  { type: 'response.content_part.done', ...part, part: { type: 'reasoning_text', text: 'So' } },
  { type: 'response.output_text.delta', ...part, delta: 'a', logprobs: [logprob], obfuscation: 'x' },
  { type: 'response.output_text.done', ...part, text: 'a', logprobs: [logprob] },
  {
    type: 'response.output_text.annotation.added',
    ...part,
    annotation_index: 0,
    annotation: { type: 'url_citation', start_index: 0, end_index: 1, title: 't', url: 'u' },
  },
  {
    type: 'response.output_text.annotation.added',
    ...part,
    annotation_index: 0,
    annotation: { type: 'file_citation', file_id: 'f', filename: 'n', index: 0 },
  },
  {
    type: 'response.output_text.annotation.added',
    ...part,
    annotation_index: 0,
    annotation: { type: 'container_file_citation', container_id: 'c', file_id: 'f', filename: 'n', start_index: 0, end_index: 1 },
  },
  {
    type: 'response.output_text.annotation.added',
    ...part,
    annotation_index: 0,
    annotation: { type: 'file_path', file_id: 'f', index: 0 },
  },
  { type: 'response.refusal.delta', ...part, delta: 'a' },
  { type: 'response.refusal.done', ...part, refusal: 'a' },
  { type: 'response.reasoning_summary_part.added', ...summary, part: { type: 'summary_text', text: '' } },
  { type: 'response.reasoning_summary_part.done', ...summary, part: { type: 'summary_text', text: 'a' } },
  { type: 'response.reasoning_summary_text.delta', ...summary, delta: 'a', obfuscation: '' },
  { type: 'response.reasoning_summary_text.done', ...summary, text: 'a' },
  { type: 'response.reasoning_text.delta', ...part, delta: 'a' },
  { type: 'response.reasoning_text.done', ...part, text: 'a' },
  { type: 'response.function_call_arguments.delta', ...place, delta: 'a' },
  { type: 'response.function_call_arguments.done', ...place, arguments: 'a' },
  { type: 'response.custom_tool_call_input.delta', ...place, delta: 'a' },
  { type: 'response.custom_tool_call_input.done', ...place, input: 'a' },
  { type: 'response.shell_call_command.added', ...command, command: '' },
  { type: 'response.shell_call_command.delta', ...command, delta: 'a' },
  { type: 'response.shell_call_command.done', ...command, command: 'a' },
  { type: 'response.shell_call_output_content.delta', ...command, item_id: 'sho_1', delta: { stdout: 'a' } },
  { type: 'response.shell_call_output_content.done', ...command, item_id: 'sho_1', output: items.shell_call_output.output },
  { type: 'response.apply_patch_call_operation_diff.delta', ...place, delta: 'a' },
  { type: 'response.apply_patch_call_operation_diff.done', ...place, diff: 'a' },
  { type: 'response.code_interpreter_call.in_progress', ...place },
  { type: 'response.code_interpreter_call_code.delta', ...place, delta: 'a' },
  { type: 'response.code_interpreter_call_code.done', ...place, code: 'a' },
  { type: 'response.code_interpreter_call.interpreting', ...place },
  { type: 'response.code_interpreter_call.completed', ...place },
  { type: 'response.file_search_call.in_progress', ...place },
  { type: 'response.file_search_call.searching', ...place },
  { type: 'response.file_search_call.completed', ...place },
  { type: 'response.web_search_call.in_progress', ...place },
  { type: 'response.web_search_call.searching', ...place },
  { type: 'response.web_search_call.completed', ...place },
  { type: 'response.image_generation_call.in_progress', ...place },
  { type: 'response.image_generation_call.generating', ...place },
  { type: 'response.image_generation_call.partial_image', ...place, partial_image_b64: 'AAAA', partial_image_index: 0 },
  { type: 'response.image_generation_call.completed', ...place },
  { type: 'response.mcp_list_tools.in_progress', ...place },
  { type: 'response.mcp_list_tools.completed', ...place },
  { type: 'response.mcp_list_tools.failed', ...place },
  { type: 'response.mcp_call.in_progress', ...place },
  { type: 'response.mcp_call_arguments.delta', ...place, delta: 'a' },
  { type: 'response.mcp_call_arguments.done', ...place, arguments: 'a' },
  { type: 'response.mcp_call.completed', ...place },
  { type: 'response.mcp_call.failed', ...place },
  { type: 'response.compaction.compacting', ...place },
  { type: 'response.audio.delta', sequence_number: 1, delta: 'a' },
  { type: 'response.audio.done', sequence_number: 1 },
  { type: 'response.audio.transcript.delta', sequence_number: 1, delta: 'a' },
  { type: 'response.audio.transcript.done', sequence_number: 1 },
  { type: 'error', sequence_number: 2, error: { type: 'server_error', code: null, message: 'm', param: null } },
  { type: 'keepalive', sequence_number: 2 },
  {
    type: 'response.rate_limits.updated',
    sequence_number: 2,
    rate_limits: {
      limit_requests: '1',
      limit_tokens: '1',
      remaining_requests: '1',
      remaining_tokens: '1',
      reset_requests_ms: 1,
      reset_tokens_ms: 1,
    },
  },
]

/** Fields that may go, or may be null, though this event has a value for them. By the end of their path. */
const mayGo = /(^|\/)(obfuscation|item\/action\/query|item\/action$|delta\/stdout)$/
const mayBeNull =
  /(^|\/)(prompt_cache_retention|results|results\/0\/attributes|tools\/0\/annotations|item\/(code|outputs|output|result|background|output_format|quality|revised_prompt|size|environment))$/

test('every event of a stream has a valid example here', () => {
  const shown = new Set(events.map((event) => event.type))
  expect(streamEventTypes.filter((type) => !shown.has(type))).toEqual([])
  expect(streamEventTypes).toHaveLength(63)
  expect(Object.keys(items).sort()).toEqual([...outputItemTypes].sort())
})

test('a valid event comes back as it was', () => {
  for (const event of events) expect(streamEventSchema.parse(event)).toStrictEqual(event)
})

test('the table and the union hold the same schemas', () => {
  const union = streamEventSchema.options.map((option) => option.shape.type.value)
  expect([...union].sort()).toEqual([...streamEventTypes].sort())
  for (const type of streamEventTypes) expect(eventSchemas[type].shape.type.value).toBe(type)
})

test('an event that lacks a field is refused, whatever the field', () => {
  expect(survivors((owner, key) => (Array.isArray(owner) ? [] : [without(owner, key)])).filter((pointer) => !mayGo.test(pointer))).toEqual(
    [],
  )
})

test('an event with a field more is refused', () => {
  const inside = survivors((owner, key) => [{ ...owner, [key]: { ...(child(owner, key) as Owner), surplus: 1 } }], isObject)
  expect(inside.filter((pointer) => !/\/(metadata|env|arguments|attributes|input_schema|annotations)$/.test(pointer))).toEqual([])
  expect(events.filter((event) => streamEventSchema.safeParse({ ...event, surplus: 1 }).success)).toEqual([])
})

test('an event with null in the wrong place is refused', () => {
  const accepted = survivors(
    (owner, key) => [replaced(owner, key, null)],
    (value) => value !== null,
  )
  expect(accepted.filter((pointer) => !mayBeNull.test(pointer))).toEqual([])
})

test('an event with a value of another type is refused', () => {
  const accepted = survivors((owner, key) => otherTypes(child(owner, key)).map((value) => replaced(owner, key, value)))
  expect(accepted).toEqual([])
})

test('an event with a word no list knows is refused', () => {
  const words =
    /\/(type|status|object|role|service_tier|truncation|verbosity|prompt_cache_retention|execution|button|reason|background|output_format|quality)$/
  const accepted = survivors(
    (owner, key) => [replaced(owner, key, 'unheard_of')],
    (value) => typeof value === 'string',
  )
  expect(accepted.filter((pointer) => words.test(pointer) && !/^error\/error\/type$/.test(pointer))).toEqual([])
})

test('a position or a count below zero or between numbers is refused', () => {
  const counted = (value: unknown) => typeof value === 'number'
  const below = survivors((owner, key) => [replaced(owner, key, -3), replaced(owner, key, 0.5)], counted)
  const measured = /\/(temperature|top_p|frequency_penalty|presence_penalty|logprob|score|exit_code|x|y)$/
  expect(below.filter((pointer) => !measured.test(pointer))).toEqual([])
})

test('status, output, usage and completed_at belong to the event', () => {
  const accepts = (type: StreamEventType, change: object) =>
    streamEventSchema.safeParse({ type, sequence_number: 0, response: { ...response, ...change } }).success
  const finished = { completed_at: 1, usage, status: 'completed' }
  expect(accepts('response.created', { status: 'completed' })).toBe(false)
  expect(accepts('response.queued', { status: 'in_progress' })).toBe(false)
  expect(accepts('response.in_progress', { status: 'queued' })).toBe(false)
  expect(accepts('response.in_progress', { usage })).toBe(false)
  expect(accepts('response.in_progress', { output: [items.message] })).toBe(false)
  expect(accepts('response.in_progress', { completed_at: 1 })).toBe(false)
  expect(accepts('response.completed', finished)).toBe(true)
  expect(accepts('response.completed', { ...finished, completed_at: null })).toBe(false)
  expect(accepts('response.completed', { ...finished, usage: null })).toBe(false)
  expect(accepts('response.completed', { ...finished, error: failure })).toBe(false)
  expect(accepts('response.incomplete', { usage, status: 'incomplete', incomplete_details: null })).toBe(false)
  expect(accepts('response.failed', { status: 'failed', error: null })).toBe(false)
  expect(accepts('response.failed', { status: 'failed', error: { code: 'insufficient_quota', message: '' }, usage })).toBe(true)
})

test('what the reference promises and nobody sends is refused', () => {
  expect(streamEventSchema.safeParse({ type: 'response.function_call_arguments.done', ...place, arguments: '{}', name: 'f' }).success).toBe(
    false,
  )
  expect(streamEventSchema.safeParse({ type: 'response.refusal.delta', ...part, delta: 'a', obfuscation: 'x' }).success).toBe(false)
  const flat = { type: 'error', code: null, message: 'm', param: null, sequence_number: 2 }
  expect(streamEventSchema.safeParse(flat).success).toBe(false)
  expect(flatErrorEventSchema.parse(flat)).toEqual(flat)
})

test('only an announcement may leave out what the end of an item brings', () => {
  const finished = (item: unknown) =>
    streamEventSchema.safeParse({ type: 'response.output_item.done', sequence_number: 1, output_index: 0, item })
  expect(finished(announced.web_search_call).success).toBe(false)
  expect(finished(announced.image_generation_call).success).toBe(false)
})

type Owner = { [key: string]: unknown }

/** Pointers of the damaged places, `<type>/…`, at which the damaged event still passes. */
function survivors(damage: (owner: Owner, key: string) => unknown[], at: (value: unknown) => boolean = () => true): string[] {
  const found = events.flatMap((event) =>
    places(event, '')
      .filter(({ owner, key }) => at(child(owner, key)))
      .filter(({ owner, key, rebuild }) => damage(owner, key).some((damaged) => streamEventSchema.safeParse(rebuild(damaged)).success))
      .map(({ pointer }) => `${event.type}${pointer}`),
  )
  return [...new Set(found)]
}

interface Place {
  owner: Owner
  key: string
  pointer: string
  rebuild: (owner: unknown) => unknown
}

function places(value: unknown, pointer: string, rebuild: (value: unknown) => unknown = (same) => same): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const owner = value as Owner
  return Object.keys(owner).flatMap((key) => [
    { owner, key, pointer: `${pointer}/${key}`, rebuild },
    ...places(owner[key], `${pointer}/${key}`, (inner) => rebuild(replaced(owner, key, inner))),
  ])
}

function child(owner: Owner, key: string): unknown {
  return owner[key]
}

function replaced(owner: Owner, key: string, value: unknown): unknown {
  if (!Array.isArray(owner)) return { ...owner, [key]: value }
  return owner.map((element: unknown, index) => (String(index) === key ? value : element))
}

function without(owner: Owner, key: string): unknown {
  return Object.fromEntries(Object.entries(owner).filter(([name]) => name !== key))
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function otherTypes(value: unknown): unknown[] {
  if (value === null) return [true, 1.5, {}]
  if (Array.isArray(value)) return [{}, 'x', 1]
  if (typeof value === 'object') return ['x', [], 1]
  if (typeof value === 'string') return [1, true, {}, ['x']]
  return typeof value === 'number' ? ['1', true, {}] : ['true', 1, {}]
}
