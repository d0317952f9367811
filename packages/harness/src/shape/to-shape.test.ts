import { expect, test } from 'vitest'

import { sampleStream } from '../testing/sample-streams.ts'
import { toShape } from './to-shape.ts'

test('streams of different ids, texts, times and delta counts have one shape', () => {
  const one = toShape(sampleStream({ seed: 'a', deltas: ['Hi'], createdAt: 1_780_000_000 }))
  const other = toShape(sampleStream({ seed: 'b', deltas: ['Well', ',', ' hello'], createdAt: 1_790_000_000 }))
  const strip = (shape: typeof one) => shape.events.map(({ type, item, data }) => ({ type, item, data }))
  expect(strip(one)).toEqual(strip(other))
})

test('a run of deltas is one shape event that knows its places', () => {
  const shape = toShape(sampleStream({ deltas: ['a', 'b', 'c'] }))
  const deltas = shape.events.filter((event) => event.type === 'response.output_text.delta')
  expect(deltas).toHaveLength(1)
  expect(deltas[0]).toMatchObject({ first: 4, last: 6 })
})

test('repeated summary parts are told once', () => {
  const one = toShape(sampleStream({ reasoning: ['first'] }))
  const three = toShape(sampleStream({ reasoning: ['first', 'second', 'third'] }))
  expect(three.items[0]?.events.map((event) => event.type)).toEqual(one.items[0]?.events.map((event) => event.type))
})

test('ids become symbols by what they name', () => {
  const shape = toShape(sampleStream({ calls: ['{}'] }))
  expect(shape.frame[0]?.data['response']).toMatchObject({ id: '$response' })
  expect(shape.items[0]?.events[1]?.data).toMatchObject({ item_id: '$item0' })
  expect(shape.items[1]?.events[1]?.data).toMatchObject({ item_id: '$item1' })
  expect(shape.items[0]?.events[0]?.data['item']).toMatchObject({ call_id: '$call0', name: '<string>', status: 'in_progress' })
})

test('an item_id nobody announced shows', () => {
  const events = sampleStream()
  const delta = events[4]
  if (delta) delta['item_id'] = 'msg_other'
  expect(toShape(events).items[0]?.events[2]?.data['item_id']).toBe('$unannounced')
})

test('events that are not of the API are kept as they came', () => {
  const shape = toShape([{ type: 'ping' }, { type: 'response.fancy.delta', output_index: 7, delta: 1 }])
  expect(shape.items).toEqual([])
  expect(shape.frame.map((event) => event.type)).toEqual(['ping', 'response.fancy.delta'])
})

test('events of an item that nobody announced are its events all the same', () => {
  const events = sampleStream().filter(({ type }) => type !== 'response.output_item.added')
  expect(toShape(events).items).toMatchObject([{ kind: 'message', outputIndex: 0 }])
})

test('a delta in the middle of a run that looks otherwise is not lost', () => {
  const events = sampleStream({ deltas: ['a', 'b', 'c', 'd'] })
  const third = events.filter(({ type }) => type === 'response.output_text.delta')[2]
  delete third?.['logprobs']
  const run = toShape(events).events.find(({ type }) => type === 'response.output_text.delta')
  expect(run).toMatchObject({ first: 4, last: 7, variants: [{ first: 6 }] })
  expect(run?.variants?.[0]?.data).not.toHaveProperty('logprobs')
})

test('an event without a type does no harm', () => {
  const events = [...sampleStream(), { delta: 'x' }] as unknown as Parameters<typeof toShape>[0]
  expect(toShape(events).frame.at(-1)?.type).toBe('(no type)')
})
