import { expect, test } from 'vitest'

import { baseGoldens } from '../mutations/base-goldens.ts'
import { mutate } from '../mutations/mutations.ts'
import { clientStreamOf, framesOf } from './client-stream.ts'
import { saidBy } from './said.ts'

const base = (name: string) =>
  baseGoldens().find(({ header }) => header.name === `made/${name}`) ?? { header: baseGoldens()[0]!.header, lines: [] }
const planted = (name: string, mutation: string) => mutate(base(name), mutation) ?? base(name)

test.each([
  'text-delta-lost',
  'text-delta-twice',
  'text-done-differs',
  'text-part-differs',
  'text-item-differs',
  'text-output-differs',
  'text-no-deltas',
])('%s does not change what a stream says', (mutation) => {
  expect(saidBy(planted('text', mutation))).toEqual(saidBy(base('text')))
})

test.each(['arguments-no-events', 'tools-call-lost-in-output', 'items-no-output-item-done'])('%s does not change the calls', (mutation) => {
  expect(saidBy(planted('parallel-functions', mutation)).calls).toEqual([
    { type: 'function_call', name: 'get_weather', arguments: '{"city":"Lima","unit":"c"}' },
    { type: 'function_call', name: 'get_weather', arguments: '{"city":"Oslo"}' },
  ])
})

test('a refusal is text for those who take it for text', () => {
  expect(saidBy(base('refusal'))).toMatchObject({ text: '', textAndRefusals: 'That is nothing to help with.' })
})

test('a stream that stops in the middle is not whole, one without its last event is', () => {
  expect(saidBy(planted('text', 'lifecycle-cut-in-half')).isWhole).toBe(false)
  expect(saidBy(planted('text', 'lifecycle-no-terminal')).isWhole).toBe(true)
})

test('failures and answers that broke off tell an error', () => {
  expect([base('failed'), base('incomplete'), base('text')].map((golden) => saidBy(golden).isFailure)).toEqual([true, true, false])
})

const frames = (text: string, lines: 'any' | 'lf' = 'any') => framesOf({ ...clientStreamOf(base('text')), text }, { lines })

test('frames end at blank lines of any kind, and the last one with the stream', () => {
  expect(frames('event: a\ndata: 1\n\ndata:2\r\n\r\n: note\rdata: 3\rdata:  4\r')).toEqual([
    { event: 'a', data: '1', isCut: false },
    { event: null, data: '2', isCut: false },
    { event: null, data: '3\n 4', isCut: true },
  ])
})

test('where only LF ends a line, a stream of CR is one line', () => {
  expect(frames('data: 1\r\rdata: 2\r\r', 'lf')).toEqual([{ event: null, data: '1\r\rdata: 2\r\r', isCut: true }])
})

test('a byte order mark is no part of the text', () => {
  const { hasMark, text } = clientStreamOf(planted('text', 'framing-byte-order-mark'))
  expect([hasMark, text.startsWith('event:')]).toEqual([true, true])
})
