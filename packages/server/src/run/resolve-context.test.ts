import type { CreateResponseBody, Response } from '@goldwire/schemas'
import { beforeEach, expect, test } from 'vitest'

import { createMemoryStore } from '../store/memory-store.ts'
import { keepResponse, type Store, type StoredItem } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { resolveContext } from './resolve-context.ts'

let store: Store
let count: number
const createId = (prefix: string) => `${prefix}_${++count}`
const resolve = (body: Partial<CreateResponseBody>) => resolveContext(body, { store, createId })
const refused = async (body: Partial<CreateResponseBody>) => {
  const error = await resolve(body).catch((thrown: unknown) => thrown)
  if (!(error instanceof ApiError)) throw new Error(`not refused: ${JSON.stringify(error)}`)
  return { status: error.status, code: error.code, param: error.param, message: error.message }
}
const call = { type: 'function_call', id: 'fc_a', call_id: 'call_a', name: 'f', arguments: '{}', status: 'completed' } as const
const output = { type: 'function_call_output', call_id: 'call_a', output: 'done' } as const
const message = (id: string, text = 'x') => ({ type: 'message' as const, id, role: 'user' as const, content: text })

async function keep(
  id: string,
  { input = [], answer = [], previous = null }: { input?: object[]; answer?: object[]; previous?: string | null },
) {
  const response = { id, output: answer, previous_response_id: previous } as unknown as Response
  await keepResponse(store, { response, input: input as StoredItem[] })
}

beforeEach(() => {
  store = createMemoryStore()
  count = 0
})

test('text is a message of the user', async () => {
  expect((await resolve({ input: 'Hi' })).items).toEqual([
    { id: 'msg_1', type: 'message', status: 'completed', content: [{ type: 'input_text', text: 'Hi' }], role: 'user' },
  ])
})

test('messages get what they lack and keep what they have', async () => {
  const { input } = await resolve({
    input: [
      { role: 'assistant', content: 'Yes?', phase: 'commentary' },
      { type: 'message', id: 'msg_own', status: 'incomplete', role: 'developer', content: [{ type: 'input_text', text: 'Be.' }] },
      { type: 'reasoning', summary: [] },
    ],
  })
  expect(input).toEqual([
    {
      id: 'msg_1',
      type: 'message',
      status: 'completed',
      content: [{ type: 'output_text', annotations: [], logprobs: [], text: 'Yes?' }],
      phase: 'commentary',
      role: 'assistant',
    },
    { id: 'msg_own', type: 'message', status: 'incomplete', content: [{ type: 'input_text', text: 'Be.' }], role: 'developer' },
    { id: 'rs_2', type: 'reasoning', summary: [] },
  ])
})

test('a previous response stands for every turn before it, in order, reasoning and calls included', async () => {
  await keep('resp_1', { input: [message('msg_1')], answer: [{ type: 'reasoning', id: 'rs_1', summary: [] }, call] })
  await keep('resp_2', { input: [{ ...output, id: 'fco_1' }], answer: [message('msg_2')], previous: 'resp_1' })
  const { items, earlierCount, input } = await resolve({ previous_response_id: 'resp_2', input: [message('msg_3')] })
  expect(items.map((item) => item.id)).toEqual(['msg_1', 'rs_1', 'fc_a', 'fco_1', 'msg_2', 'msg_3'])
  expect(earlierCount).toBe(5)
  expect(input.map((item) => item.id)).toEqual(['msg_3'])
})

test('a conversation can go on without new input', async () => {
  await keep('resp_1', { input: [message('msg_1')], answer: [message('msg_2')] })
  expect((await resolve({ previous_response_id: 'resp_1' })).items).toHaveLength(2)
})

test('a previous response that is not there, or whose own is not, is named', async () => {
  const notFound = { status: 400, code: 'previous_response_not_found', param: 'previous_response_id' }
  expect(await refused({ previous_response_id: 'resp_9', input: 'Hi' })).toEqual({
    ...notFound,
    message: "Previous response with id 'resp_9' not found.",
  })
  await keep('resp_1', { previous: 'resp_0' })
  expect(await refused({ previous_response_id: 'resp_1', input: 'Hi' })).toEqual({
    ...notFound,
    message: "Previous response with id 'resp_0' not found.",
  })
})

test('a reference stands for the stored item, typed or bare', async () => {
  await keep('resp_1', { input: [message('msg_a', 'asked')], answer: [message('msg_b', 'answered')] })
  const { items, input } = await resolve({ input: [{ type: 'item_reference', id: 'msg_a' }, { id: 'msg_b' }] })
  expect(items).toEqual([message('msg_a', 'asked'), message('msg_b', 'answered')])
  expect(input).toEqual(items)
})

test('a reference to nothing is a 404 that says why', async () => {
  expect(await refused({ input: [{ type: 'item_reference', id: 'rs_9' }] })).toMatchObject({
    status: 404,
    code: null,
    param: 'input',
    message: expect.stringContaining("Item with id 'rs_9' not found."),
  })
})

test('a reference to an item that the conversation has already is a duplicate', async () => {
  await keep('resp_1', { input: [message('msg_a')] })
  expect((await refused({ previous_response_id: 'resp_1', input: [{ id: 'msg_a' }] })).message).toBe(
    'Duplicate item found with id msg_a. Remove duplicate items from your input and try again.',
  )
})

test('the output of a call of an earlier turn is accepted, that of an unknown one is not', async () => {
  await keep('resp_1', { input: [message('msg_1')], answer: [call] })
  expect((await resolve({ previous_response_id: 'resp_1', input: [output] })).items).toHaveLength(3)
  expect(await refused({ input: [output] })).toEqual({
    status: 400,
    code: null,
    param: 'input',
    message: 'No tool call found for function call output with call_id call_a.',
  })
})

test('an output before its call does not answer it', async () => {
  expect((await refused({ input: [output, call] })).message).toBe('No tool call found for function call output with call_id call_a.')
})

test('a call that stays without an output is refused, wherever it came from', async () => {
  const expected = { status: 400, code: null, param: 'input', message: 'No tool output found for function call call_a.' }
  expect(await refused({ input: [call] })).toEqual(expected)
  await keep('resp_1', { input: [message('msg_0')], answer: [call] })
  expect(await refused({ previous_response_id: 'resp_1', input: 'And?' })).toEqual(expected)
})

test('one output does not answer two calls, nor a call of another kind', async () => {
  const other = { ...call, id: 'fc_b', call_id: 'call_b' }
  expect((await refused({ input: [call, other, output] })).message).toBe('No tool output found for function call call_b.')
  const custom = { type: 'custom_tool_call', id: 'ctc_a', call_id: 'call_a', name: 'f', input: '' } as const
  expect((await refused({ input: [custom, output] })).message).toBe('No tool call found for function call output with call_id call_a.')
  const customOutput = { type: 'custom_tool_call_output', call_id: 'call_a', output: '' } as const
  expect((await resolve({ input: [custom, customOutput] })).items).toHaveLength(2)
})

test('an asynchronous call may wait for its output', async () => {
  expect((await resolve({ input: [{ ...call, async: true }] })).items).toHaveLength(1)
})

test('ids of earlier turns are not checked for their beginning, those of the request are', async () => {
  await keep('resp_1', { answer: [message('unusual')] })
  expect((await resolve({ previous_response_id: 'resp_1', input: 'Hi' })).items).toHaveLength(2)
  expect(await refused({ previous_response_id: 'resp_1', input: [{ ...call, id: 'call_1' }, output] })).toEqual({
    status: 400,
    code: 'invalid_value',
    param: 'input[0].id',
    message: "Invalid 'input[0].id': 'call_1'. Expected an ID that begins with 'fc'.",
  })
})

test('messages of one request may share an id, other items may not', async () => {
  expect((await resolve({ input: [message('msg_a'), message('msg_a')] })).items).toHaveLength(2)
  const reasoning = { type: 'reasoning' as const, id: 'rs_a', summary: [] }
  expect((await refused({ input: [reasoning, reasoning] })).message).toContain('Duplicate item found with id rs_a.')
  await keep('resp_1', { input: [message('msg_a')] })
  expect((await refused({ previous_response_id: 'resp_1', input: [message('msg_a')] })).message).toContain(
    'Duplicate item found with id msg_a.',
  )
})
