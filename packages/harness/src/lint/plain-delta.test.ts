import { eventSchemas, readEvent } from '@goldwire/schemas'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPlainDelta } from './plain-delta.ts'

const types = Object.keys(eventSchemas).filter((type) => type.endsWith('.delta'))
const full = {
  item_id: 'msg_1',
  output_index: 0,
  content_index: 0,
  summary_index: 0,
  sequence_number: 4,
  delta: 'Hi',
  logprobs: [],
  obfuscation: 'abc',
}

test('a delta that passes as plain is one the schemas accept without a word', () => {
  const odd = fc.oneof(
    fc.constant(undefined),
    fc.constant(null),
    fc.constant(''),
    fc.constant(-1),
    fc.constant(1.5),
    fc.constant([1]),
    fc.constant('x'),
    fc.constant(0),
  )
  const change = fc.tuple(fc.constantFrom(...Object.keys(full), 'extra'), odd)
  let plain = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.subarray(Object.keys(full), { maxLength: 2 }),
      fc.option(change),
      (type, dropped, changed) => {
        const event: Record<string, unknown> = { type, ...full }
        for (const key of dropped) delete event[key]
        if (changed?.[0] !== 'summary_index' && !type.includes('summary')) delete event['summary_index']
        if (type.includes('summary')) delete event['content_index']
        if (type !== 'response.output_text.delta') delete event['logprobs']
        if (changed !== null) event[changed[0]] = changed[1]
        const json = JSON.parse(JSON.stringify(event)) as Record<string, unknown>
        if (!isPlainDelta(json, type)) return
        plain++
        const read = readEvent(json)
        expect([read.ok, read.deviations, read.unknownKeys]).toEqual([true, [], []])
      },
    ),
    { numRuns: 5000 },
  )
  expect(plain).toBeGreaterThan(20)
})

test('the usual deltas pass as plain', () => {
  const place = { item_id: 'x', output_index: 0, sequence_number: 1, delta: 'a' }
  const events = [
    { type: 'response.output_text.delta', ...place, content_index: 0, logprobs: [], obfuscation: 'b' },
    { type: 'response.output_text.delta', ...place, content_index: 0, logprobs: [] },
    { type: 'response.function_call_arguments.delta', ...place, obfuscation: '' },
    { type: 'response.reasoning_summary_text.delta', ...place, summary_index: 1 },
    { type: 'response.refusal.delta', ...place, content_index: 0 },
  ]
  for (const event of events) expect(isPlainDelta(event, event.type)).toBe(true)
  expect(isPlainDelta({ type: 'response.created' }, 'response.created')).toBe(false)
})
