import { expect, test } from 'vitest'

import { parseRequest } from '../errors/parse-request.ts'
import { streamEventTypes } from '../events/stream-event.ts'
import { betaClientMessageSchema, clientMessageSchema } from './client-message.ts'
import { betaServerMessageSchema, serverMessageSchema } from './server-message.ts'

const create = (fields: Record<string, unknown>): unknown => ({ type: 'response.create', model: 'm', input: 'x', ...fields })
const fault = (value: unknown): string => {
  const parsed = parseRequest(clientMessageSchema, value)
  return parsed.ok ? 'accepted' : `${parsed.error.code} | ${parsed.error.param} | ${parsed.error.message}`
}

test.each<[string, unknown, string]>([
  ['a request in a lane', create({ stream_id: 'lane-1.a', generate: false }), 'accepted'],
  ['stream true, which Codex sends', create({ stream: true, stream_options: { include_obfuscation: false } }), 'accepted'],
  ['stream options without stream', create({ stream_options: { include_obfuscation: false } }), 'accepted'],
  ['stream false', create({ stream: false }), 'unsupported_value | stream'],
  ['background', create({ background: true }), 'unsupported_parameter | background'],
  ['a lane with a space', create({ stream_id: 'a b' }), 'invalid_value | stream_id'],
  ['a lane name that is too long', create({ stream_id: 'a'.repeat(257) }), 'string_above_max_length | stream_id'],
  ['two kinds of history', create({ conversation: 'c', previous_response_id: 'r' }), 'mutually_exclusive_parameters'],
  [
    'a message of no known type',
    { type: 'response.stop' },
    "invalid_value | type | Invalid value: 'response.stop'. Supported values are: 'response.create' and 'response.steer'.",
  ],
  ['steering', { type: 'response.steer', previous_response_id: 'r', input: [{ type: 'message', role: 'user', content: 'x' }] }, 'accepted'],
  [
    'steering with a message of no type',
    { type: 'response.steer', previous_response_id: 'r', input: [{ role: 'user', content: 'x' }] },
    'accepted',
  ],
  ['steering that says nothing', { type: 'response.steer', previous_response_id: 'r', input: [] }, 'input'],
  [
    'steering with a fourth key',
    { type: 'response.steer', previous_response_id: 'r', input: 'x', model: 'm' },
    'unknown_parameter | model',
  ],
  [
    'steering in the name of the system',
    { type: 'response.steer', previous_response_id: 'r', input: [{ type: 'message', role: 'system', content: 'x' }] },
    'invalid_value | input[0].role',
  ],
])('from the client: %s', (_, value, expected) => {
  expect(fault(value)).toContain(expected)
})

test('inject belongs to the beta', () => {
  const inject = { type: 'response.inject', response_id: 'r', input: [{ role: 'user', content: 'x' }] }
  expect(clientMessageSchema.safeParse(inject).success).toBe(false)
  expect(betaClientMessageSchema.safeParse(inject).success).toBe(true)
})

const delta = { type: 'response.refusal.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: 'x', sequence_number: 4 }
const steer = { id: 's', previous_response_id: 'r' }

test.each<[string, unknown]>([
  ['an event as it is', delta],
  ['an event of a lane', { ...delta, stream_id: 'a' }],
  [
    'a refused request',
    {
      type: 'error',
      status: 400,
      error: { type: 'invalid_request_error', code: 'invalid_value', message: 'm', param: null },
      stream_id: 'a',
    },
  ],
  [
    'a broken stream',
    { type: 'error', sequence_number: 3, error: { type: 'server_error', code: null, message: 'm', param: null, headers: { a: 'b' } } },
  ],
  ['steering accepted', { type: 'response.steer.accepted', sequence_number: 5, steer }],
  [
    'steering pending',
    {
      type: 'response.steer.pending',
      sequence_number: 5,
      steer,
      reason: 'waiting_for_required_input',
      required_input: [{ type: 'function_call_output', call_id: 'c', name: 'f' }],
    },
  ],
  [
    'steering failed',
    {
      type: 'response.steer.failed',
      sequence_number: 5,
      steer: { input: 'x', previous_response_id: 'r' },
      error: { type: 'invalid_request_error', code: 'response_not_active', message: 'm' },
    },
  ],
])('from the server: %s', (_, value) => {
  expect(serverMessageSchema.safeParse(value).success).toBe(true)
})

test.each<[string, unknown]>([
  ['an event with a lane that is no name', { ...delta, stream_id: '' }],
  ['an event with an unknown key', { ...delta, lane: 'a' }],
  ['an error in the flat form', { type: 'error', code: null, message: 'm', param: null, sequence_number: 3 }],
  ['injected, outside the beta', { type: 'response.inject.created', response_id: 'r', sequence_number: 3 }],
])('not from the server: %s', (_, value) => {
  expect(serverMessageSchema.safeParse(value).success).toBe(false)
})

test('in the beta, injected items are confirmed', () => {
  expect(betaServerMessageSchema.safeParse({ type: 'response.inject.created', response_id: 'r', sequence_number: 3 }).success).toBe(true)
})

test('every event type of a stream has its message', () => {
  const unknown = streamEventTypes.filter((type) => {
    const issues = serverMessageSchema.safeParse({ type }).error?.issues ?? []
    return issues.some((issue) => issue.path[0] === 'type')
  })
  expect(unknown).toEqual([])
})
