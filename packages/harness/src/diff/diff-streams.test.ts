import { expect, test } from 'vitest'

import type { WireEvent } from '../shape/shape.ts'
import { changed as edited, sampleStream } from '../testing/sample-streams.ts'
import { diffStreams } from './diff-streams.ts'

const expected = sampleStream({ seed: 'a', calls: ['{"city":"Oslo"}'], reasoning: ['one'] })
/** An edited copy, its events numbered anew as a server with just this defect would. */
const changed = (events: readonly WireEvent[], change: (copy: WireEvent[]) => void) =>
  edited(events, (copy) => {
    change(copy)
    for (const [index, event] of copy.entries()) event['sequence_number'] = index
  })
const errorsOf = (actual: readonly WireEvent[]) => diffStreams(expected, actual).filter((each) => each.severity === 'error')
const place = (events: readonly WireEvent[], type: string) => events.findIndex((event) => event.type === type)
const at = (events: WireEvent[], type: string) => events[place(events, type)] as WireEvent

test('another text, other ids, times and delta counts do not diverge', () => {
  const actual = sampleStream({
    seed: 'b',
    deltas: ['One', ' two', ' three'],
    createdAt: 1_790_000_000,
    calls: ['{"city":"Rome"}'],
    reasoning: ['x', 'y'],
  })
  expect(diffStreams(expected, actual)).toEqual([])
})

test('more calls than expected are a note, none is an error', () => {
  const twice = sampleStream({ calls: ['{}', '{}'], reasoning: ['x'] })
  expect(diffStreams(expected, twice).map((each) => each.severity)).toEqual(['info'])
  const none = diffStreams(expected, sampleStream({ reasoning: ['x'] }))
  expect(none).toMatchObject([{ kind: 'missing-event', severity: 'error', message: expect.stringContaining('no function_call item') }])
})

test('a missing event is told with its place in the expected stream', () => {
  const actual = changed(expected, (events) => void events.splice(place(events, 'response.content_part.added'), 1))
  expect(errorsOf(actual)).toMatchObject([
    { kind: 'missing-event', expected: place(expected, 'response.content_part.added'), actual: null },
  ])
})

test('an event nobody expects is told with its place in the actual stream', () => {
  const actual = changed(expected, (events) => void events.splice(2, 0, { type: 'ping' }))
  expect(errorsOf(actual)).toMatchObject([{ kind: 'extra-event', expected: null, actual: 2 }])
})

test('two events that swapped places are one divergence of order', () => {
  const actual = changed(expected, (events) => {
    const index = place(events, 'response.output_text.done')
    events.splice(index, 2, events[index + 1] as WireEvent, events[index] as WireEvent)
  })
  expect(errorsOf(actual)).toMatchObject([{ kind: 'order' }])
})

const damages: { what: string; kind: string; pointer: string; change: (events: WireEvent[]) => void }[] = [
  {
    what: 'a missing field',
    kind: 'missing-field',
    pointer: '/output_index',
    change: (events) => set(events, 'response.output_text.delta', 'output_index', undefined),
  },
  { what: 'another type', kind: 'type', pointer: '/delta', change: (events) => set(events, 'response.output_text.delta', 'delta', 7) },
  { what: 'a null', kind: 'type', pointer: '/text', change: (events) => set(events, 'response.output_text.done', 'text', null) },
  {
    what: 'null for an object',
    kind: 'type',
    pointer: '/item',
    change: (events) => set(events, 'response.output_item.done', 'item', null),
  },
]

test.each(damages)('$what in one event', ({ kind, pointer, change }) => {
  expect(errorsOf(changed(expected, change))[0]).toMatchObject({ kind, pointer })
})

function set(events: WireEvent[], type: string, key: string, value: unknown): void {
  if (value === undefined) delete at(events, type)[key]
  else at(events, type)[key] = value
}

test('a wrong reference between events is an error, though it is an id like the other', () => {
  const actual = changed(expected, (events) => {
    at(events, 'response.output_text.done')['item_id'] = (at(events, 'response.output_item.added')['item'] as { id: string }).id
  })
  expect(errorsOf(actual)).toMatchObject([{ kind: 'value', pointer: '/item_id' }])
})

test('a status that is not the expected one is an error', () => {
  const actual = changed(expected, (events) => {
    ;(at(events, 'response.completed')['response'] as { status: string }).status = 'incomplete'
  })
  expect(errorsOf(actual)).toMatchObject([{ kind: 'value', pointer: '/response/status' }])
})

test('an announcement that already holds text is an error', () => {
  const actual = changed(expected, (events) => {
    ;(at(events, 'response.content_part.added')['part'] as { text: string }).text = 'Hello'
  })
  expect(errorsOf(actual)).toMatchObject([{ kind: 'value', pointer: '/part/text' }])
})

test('a fractional created_at is another type', () => {
  const actual = changed(expected, (events) => {
    ;(at(events, 'response.created')['response'] as { created_at: number }).created_at = 1_780_000_000.5
  })
  expect(errorsOf(actual)).toMatchObject([{ kind: 'type', pointer: '/response/created_at' }])
})

test('a keepalive is a warning with its rule and the clients that stumble over it', () => {
  const actual = changed(expected, (events) => void events.splice(2, 0, { type: 'keepalive', sequence_number: 2 }))
  expect(diffStreams(expected, actual)).toMatchObject([
    { kind: 'extra-event', severity: 'warning', rule: 'GW906 keepalive', clients: expect.arrayContaining(['Grok CLI']) },
  ])
})

test('a rule turns a divergence down and says why', () => {
  const actual = changed(expected, (events) => void delete at(events, 'response.output_text.delta')['logprobs'])
  expect(errorsOf(actual)).toHaveLength(1)
  const rules = [{ pointer: '/logprobs', severity: 'info' as const, because: 'the upstream has none' }]
  expect(diffStreams(expected, actual, { rules })).toMatchObject([
    { severity: 'info', message: expect.stringContaining('the upstream has none') },
  ])
  expect(diffStreams(expected, actual, { rules: [{ pointer: '/**', severity: 'ignore', because: 'x' }] })).toEqual([])
})

test('exact comparison sees another text and another delta boundary, but not other ids and times', () => {
  const again = sampleStream({ seed: 'b', createdAt: 1_790_000_000, calls: ['{"city":"Oslo"}'], reasoning: ['one'] })
  expect(diffStreams(expected, again, { exact: true })).toEqual([])
  const other = sampleStream({ seed: 'b', deltas: ['Hel', 'lo there'], calls: ['{"city":"Oslo"}'], reasoning: ['one'] })
  expect(diffStreams(expected, other, { exact: true })).toMatchObject([{ pointer: '/delta', count: 2 }])
  const longer = sampleStream({ seed: 'b', deltas: ['Hello', ' there', '!'], calls: ['{"city":"Oslo"}'], reasoning: ['one'] })
  expect(diffStreams(expected, longer, { exact: true }).some((each) => each.kind === 'extra-event')).toBe(true)
})

test('an empty stream lacks everything, for one reason', () => {
  expect(errorsOf([])).toMatchObject([{ kind: 'missing-event', message: expect.stringContaining('the stream ends early') }])
})

test('what is missing behind a cut is named once each', () => {
  const [divergence] = errorsOf(expected.slice(0, -4))
  expect(divergence?.message).toMatch(/^the stream ends early: response\.completed is missing \(\d+ times, also in /)
  expect(divergence?.message.match(/response\.completed/g)).toHaveLength(1)
})

test('a model that tells no summary deserves a look, half a summary is an error', () => {
  const silent = changed(expected, (events) => {
    const kept = events.filter((event) => !event.type.startsWith('response.reasoning_summary_'))
    events.splice(0, events.length, ...kept)
  })
  expect(diffStreams(expected, silent).map((each) => each.severity)).toEqual(['warning', 'warning'])
  const half = changed(expected, (events) => void events.splice(place(events, 'response.reasoning_summary_part.done'), 1))
  expect(errorsOf(half)).toMatchObject([{ kind: 'missing-event' }])
})

test('raw reasoning where the golden has none is a note', () => {
  const raw = changed(expected, (events) => {
    const index = place(events, 'response.reasoning_summary_part.added')
    const added = events[index] as WireEvent
    const where = { item_id: added['item_id'], output_index: 0, content_index: 0 }
    const part = { type: 'reasoning_text', text: '' }
    events.splice(
      index,
      0,
      { type: 'response.content_part.added', ...where, part },
      { type: 'response.reasoning_text.delta', ...where, delta: 'hm' },
      { type: 'response.reasoning_text.done', ...where, text: 'hm' },
      { type: 'response.content_part.done', ...where, part: { ...part, text: 'hm' } },
    )
    const { item } = at(events, 'response.output_item.done') as unknown as { item: { content?: unknown } }
    item.content = [{ type: 'reasoning_text', text: 'hm' }]
    ;(at(events, 'response.completed') as unknown as { response: { output: object[] } }).response.output[0] = item
  })
  expect(diffStreams(expected, raw).map(({ severity, kind, pointer }) => [severity, kind, pointer])).toEqual([
    ['info', 'extra-event', ''],
    ['info', 'extra-field', '/item/content'],
  ])
})
