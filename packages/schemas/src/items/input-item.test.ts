import { expect, test } from 'vitest'
import { inputItemSchema, inputItemTypes, typedInputItemSchema } from './input-item.ts'

const takes = (item: unknown) => inputItemSchema.safeParse(item).success

test('a message may leave its type out, and be plain text', () => {
  expect(inputItemSchema.parse({ role: 'user', content: 'Hi' })).toEqual({ role: 'user', content: 'Hi' })
  expect(takes({ role: 'developer', content: [{ type: 'input_text', text: 'Hi' }] })).toBe(true)
  expect(takes({ type: 'message', role: 'system', content: 'Hi' })).toBe(true)
  expect(takes({ role: 'robot', content: 'Hi' })).toBe(false)
  expect(takes({ role: 'user' })).toBe(false)
  expect(takes({ role: 'user', content: null })).toBe(false)
})

test('a replayed answer needs no id, no status, no annotations', () => {
  expect(takes({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] })).toBe(true)
  expect(takes({ role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] })).toBe(true)
  expect(takes({ role: 'assistant', content: [{ type: 'refusal', refusal: 'No' }] })).toBe(true)
  expect(takes({ role: 'assistant', content: 'Hi', phase: 'commentary' })).toBe(true)
  expect(takes({ role: 'assistant', content: [{ type: 'output_text' }] })).toBe(false)
})

test('only an answer has output parts', () => {
  expect(takes({ role: 'user', content: [{ type: 'output_text', text: 'Hi' }] })).toBe(false)
})

test('images and files come by address, by id or inline', () => {
  const user = (part: unknown) => takes({ role: 'user', content: [part] })
  expect(user({ type: 'input_image', image_url: 'data:image/png;base64,AA' })).toBe(true)
  expect(user({ type: 'input_image', file_id: 'file_1', detail: 'original' })).toBe(true)
  expect(user({ type: 'input_image', image_url: 'x', detail: 'blurred' })).toBe(false)
  expect(user({ type: 'input_file', filename: 'a.pdf', file_data: 'AA' })).toBe(true)
  expect(user({ type: 'input_audio', input_audio: { data: 'AA', format: 'wav' } })).toBe(true)
  expect(user({ type: 'input_video', url: 'x' })).toBe(false)
})

test('reasoning may come back with as little as its encrypted content', () => {
  expect(takes({ type: 'reasoning', encrypted_content: 'x' })).toBe(true)
  expect(takes({ type: 'reasoning', summary: null, encrypted_content: 'x' })).toBe(true)
  expect(takes({ type: 'reasoning', id: 'rs_1', summary: [], content: null, encrypted_content: null, status: null })).toBe(true)
  expect(takes({ type: 'reasoning', summary: 'So' })).toBe(false)
})

test('an id has at most 64 characters, and so has a call id', () => {
  const call = (change: object) => takes({ type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}', ...change })
  expect(call({})).toBe(true)
  expect(call({ id: null, status: null })).toBe(true)
  expect(call({ id: 'x'.repeat(64), call_id: 'x'.repeat(64) })).toBe(true)
  expect(call({ id: 'x'.repeat(65) })).toBe(false)
  expect(call({ call_id: 'x'.repeat(65) })).toBe(false)
  expect(call({ call_id: '' })).toBe(false)
  expect(call({ call_id: null })).toBe(false)
})

test('an output is text or parts', () => {
  const output = (value: unknown) => takes({ type: 'function_call_output', call_id: 'call_1', output: value })
  expect(output('42')).toBe(true)
  expect(output([{ type: 'input_image', image_url: 'x' }])).toBe(true)
  expect(output({ answer: 42 })).toBe(false)
  expect(takes({ type: 'function_call_output', name: 'f', output: '42' })).toBe(true)
})

test('a reference may be its id alone', () => {
  expect(takes({ id: 'msg_1' })).toBe(true)
  expect(takes({ id: 'msg_1', type: null })).toBe(true)
  expect(takes({ id: 'msg_1', type: 'item_reference' })).toBe(true)
  expect(takes({ id: '' })).toBe(false)
})

test('an item with a type is judged by that type alone', () => {
  expect(takes({ id: 'fc_1', type: 'function_call' })).toBe(false)
  expect(takes({ id: 'msg_1', type: 'message', role: 'user', content: 7 })).toBe(false)
  expect(takes({ id: 'x_1', type: 'no_such_item' })).toBe(false)
})

test('what a type does not know is dropped, not refused', () => {
  const item = { type: 'message', role: 'user', content: 'Hi', internal_chat_message_metadata_passthrough: {} }
  expect(inputItemSchema.parse(item)).toEqual({ type: 'message', role: 'user', content: 'Hi' })
})

test('the list of types is that of the union', () => {
  const messages: string[] = ['message']
  const others = typedInputItemSchema.options.flatMap((option) => ('shape' in option ? [option.shape.type.value] : []))
  expect([...messages, ...others].sort()).toEqual([...inputItemTypes].sort())
  expect(inputItemTypes).toHaveLength(31)
})
