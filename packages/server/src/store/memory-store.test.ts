import type { Response } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import { createMemoryStore } from './memory-store.ts'
import { keepResponse, type StoredItem, type StoredResponse } from './store.ts'

const message = (id: string, text = 'x') => ({ id, type: 'message', role: 'user', content: text }) as unknown as StoredItem
const record = (id: string, { input = [] as StoredItem[], output = [] as StoredItem[] } = {}): StoredResponse => ({
  response: { id, output } as unknown as Response,
  input,
})

test('a response is kept until it is deleted', async () => {
  const store = createMemoryStore()
  const kept = record('resp_1')
  await keepResponse(store, kept)
  expect(await store.get('resp_1')).toEqual(kept)
  expect(await store.delete('resp_1')).toBe(true)
  expect(await store.get('resp_1')).toBeNull()
  expect(await store.delete('resp_1')).toBe(false)
})

test('when the count is reached the response asked for longest ago makes room', async () => {
  const store = createMemoryStore({ maxResponses: 2 })
  await keepResponse(store, record('resp_1'))
  await keepResponse(store, record('resp_2'))
  await store.get('resp_1')
  await keepResponse(store, record('resp_3'))
  expect(await store.get('resp_2')).toBeNull()
  expect(await store.get('resp_1')).not.toBeNull()
  expect(await store.get('resp_3')).not.toBeNull()
})

test('when the bytes are used up old responses make room, as many as it takes', async () => {
  const store = createMemoryStore({ maxBytes: 3_000 })
  for (const id of ['resp_1', 'resp_2', 'resp_3']) await keepResponse(store, record(id, { input: [message(`msg_${id}`, 'y'.repeat(800))] }))
  await keepResponse(store, record('resp_4', { input: [message('msg_4', 'y'.repeat(1_900))] }))
  expect(await store.get('resp_1')).toBeNull()
  expect(await store.get('resp_2')).toBeNull()
  expect(await store.get('resp_3')).not.toBeNull()
  expect(await store.get('resp_4')).not.toBeNull()
})

test('deleting and replacing give their bytes back', async () => {
  const store = createMemoryStore({ maxBytes: 3_000 })
  const large = (id: string) => record(id, { input: [message('msg_1', 'y'.repeat(1_200))] })
  for (let round = 0; round < 5; round++) await keepResponse(store, large('resp_1'))
  await keepResponse(store, large('resp_2'))
  expect(await store.get('resp_1')).not.toBeNull()
  await store.delete('resp_1')
  await keepResponse(store, large('resp_3'))
  expect(await store.get('resp_2')).not.toBeNull()
})

test('a response larger than the whole store is not kept and evicts nobody', async () => {
  const store = createMemoryStore({ maxBytes: 1_000 })
  await keepResponse(store, record('resp_1'))
  await keepResponse(store, record('resp_2', { input: [message('msg_2', 'y'.repeat(2_000))] }))
  expect(await store.get('resp_2')).toBeNull()
  expect(await store.get('resp_1')).not.toBeNull()
})

test('items are found by id among inputs and outputs, as long as one kept response has them', async () => {
  const store = createMemoryStore()
  await keepResponse(store, record('resp_1', { input: [message('msg_a')], output: [message('msg_b')] }))
  await keepResponse(store, record('resp_2', { input: [message('msg_b')] }))
  expect(await store.findItem('msg_a')).toMatchObject({ id: 'msg_a' })
  await store.delete('resp_2')
  expect(await store.findItem('msg_b')).toMatchObject({ id: 'msg_b' })
  await store.delete('resp_1')
  expect(await store.findItem('msg_b')).toBeNull()
})
