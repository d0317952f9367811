import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSchemas, streamEventTypes } from '../events/stream-event.ts'
import { readErrorBody } from './read-error-body.ts'
import { readEvent } from './read-event.ts'
import { readOutputItem } from './read-output-item.ts'
import { readResponse } from './read-response.ts'

const delta = {
  type: 'response.output_text.delta',
  content_index: 0,
  delta: 'Hello',
  item_id: 'msg_1',
  logprobs: [],
  obfuscation: 'abcdefghijk',
  output_index: 0,
  sequence_number: 4,
}

test('what is not an event of ours is said to be unknown, and why', () => {
  const why = (data: unknown) => {
    const { ok, known, issues } = readEvent(data)
    return [ok, known, ...issues.map(({ pointer, kind }) => `${kind} ${pointer}`)]
  }
  expect(why(null)).toEqual([false, false, 'null '])
  expect(why('[DONE]')).toEqual([false, false, 'type '])
  expect(why([])).toEqual([false, false, 'type '])
  expect(why({})).toEqual([false, false, 'missing /type'])
  expect(why({ type: null })).toEqual([false, false, 'null /type'])
  expect(why({ type: 7 })).toEqual([false, false, 'type /type'])
  expect(why({ type: 'ping' })).toEqual([false, false, 'unknown-type /type'])
  expect(why({ type: '__proto__' })).toEqual([false, false, 'unknown-type /type'])
  expect(why({ type: 'constructor' })).toEqual([false, false, 'unknown-type /type'])
})

test('an event with an item of unknown type is a known event with an unknown item', () => {
  const result = readEvent({
    type: 'response.output_item.done',
    sequence_number: 1,
    output_index: 0,
    item: { type: 'dance_call', id: 'x' },
  })
  expect(result).toMatchObject({ ok: false, known: true, issues: [{ pointer: '/item/type', kind: 'unknown-type' }] })
})

test('a text delta passes as it is, and each of its fields is missed but the obfuscation', () => {
  expect(readEvent(delta)).toEqual({ ok: true, known: true, value: delta, issues: [], deviations: [], unknownKeys: [] })
  const missed = Object.keys(delta).filter(
    (key) => !readEvent(Object.fromEntries(Object.entries(delta).filter(([name]) => name !== key))).ok,
  )
  expect(missed).toEqual(['type', 'content_index', 'delta', 'item_id', 'logprobs', 'output_index', 'sequence_number'])
})

test('the readers agree with the schemas on any JSON: sound is sound, and a refusal is a refusal unless only keys are too many', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.record({
      type: fc.constantFrom(...streamEventTypes),
      sequence_number: fc.jsonValue(),
      response: fc.jsonValue(),
      item: fc.jsonValue(),
    }),
    fc.tuple(fc.constantFrom(...Object.keys(delta)), fc.jsonValue()).map(([key, value]) => ({ ...delta, [key]: value })),
  )
  fc.assert(
    fc.property(anything, (value) => {
      const { ok, unknownKeys, issues, value: same } = readEvent(value)
      expect(same).toBe(value)
      const type = String((value as { type?: unknown } | null)?.type)
      const schema = Object.hasOwn(eventSchemas, type) ? eventSchemas[type as keyof typeof eventSchemas] : undefined
      const sound = schema?.safeParse(value).success ?? false
      expect(ok && unknownKeys.length === 0).toBe(sound)
      expect(ok).toBe(issues.length === 0)
    }),
    { numRuns: 2000 },
  )
})

test('no reader throws on any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, nullsDropped) => {
      for (const read of [readEvent, readResponse, readOutputItem, readErrorBody])
        expect(typeof read(value, { nullsDropped }).ok).toBe('boolean')
    }),
  )
})
