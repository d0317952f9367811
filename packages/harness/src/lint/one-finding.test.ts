import { expect, test } from 'vitest'
import { functionCall, madeStream, message, numbered, soundStreams, weatherTool } from '../mutations/sound-streams.ts'
import type { JsonObject } from './json.ts'
import { lintStream } from './lint-stream.ts'

const serious = (events: readonly JsonObject[]) =>
  lintStream(events)
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule }) => rule.slice(0, 5))
const tools = [weatherTool]
const stream = () =>
  madeStream([message('One two three four five.'), functionCall('get_weather', '{"city":"Lima"}')], { response: { tools } })
const places = stream().map((_, index) => index)
const typeAt = (index: number) => String(stream()[index]?.['type'])

test('an event moved before the begin of the response is one finding, whichever it is', () => {
  for (const index of places.slice(1)) {
    const events = stream()
    const [moved] = events.splice(index, 1)
    if (moved !== undefined) events.unshift(moved)
    expect([typeAt(index), serious(numbered(events))]).toEqual([typeAt(index), ['GW305']])
  }
})

test('an event sent before the begin and once more at its place is one finding', () => {
  for (const index of places.slice(1)) {
    const events = stream()
    const again = events[index]
    if (again !== undefined) events.unshift(again)
    expect([typeAt(index), serious(numbered(structuredClone(events)))]).toEqual([typeAt(index), ['GW305']])
  }
})

test('an event moved behind the terminal event is one finding', () => {
  for (const index of places.slice(2, -1)) {
    const events = stream()
    const [moved] = events.splice(index, 1)
    if (moved !== undefined) events.push(moved)
    expect([typeAt(index), serious(numbered(events))]).toEqual([typeAt(index), ['GW304']])
  }
})

test('an event lost together with its number is one finding', () => {
  for (const index of places.slice(0, -1)) {
    const events = stream()
    events.splice(index, 1)
    expect([typeAt(index), serious(events).length]).toEqual([typeAt(index), 1])
  }
})

test('an event sent twice with its number is one finding, and nothing is counted twice', () => {
  for (const index of places) {
    const events = stream()
    const again = events[index]
    if (again !== undefined) events.splice(index, 0, structuredClone(again))
    expect([typeAt(index), serious(events)]).toEqual([typeAt(index), ['GW103']])
  }
})

test('an event without its type, or with one that is misspelt, is one finding: what it was meant to be is plain', () => {
  for (const index of places) {
    const nameless = stream()
    delete nameless[index]?.['type']
    expect([typeAt(index), serious(nameless)]).toEqual([typeAt(index), ['GW012']])
    const misspelt = stream()
    const event = misspelt[index]
    if (event !== undefined) event['type'] = `${String(event['type'])}x`
    expect([typeAt(index), serious(misspelt)]).toEqual([typeAt(index), ['GW205']])
  }
})

test('an event of a vendor beside whole streams explains nothing that is missing', () => {
  const events = stream()
  const lost = events.findIndex(({ type }) => type === 'response.output_text.done')
  events.splice(lost, 1, { type: 'vendor.progress', sequence_number: 0, percent: 50 })
  expect(serious(numbered(events)).toSorted()).toEqual(['GW205', 'GW601'])
})

test('a real gap in the numbers is told although something else is missing elsewhere', () => {
  const events = stream()
  for (const event of events.slice(-3)) event['sequence_number'] = Number(event['sequence_number']) + 7
  const lost = events.findIndex(({ type }) => type === 'response.output_text.done')
  events.splice(lost, 1)
  expect(serious(numberedUntil(events, events.length - 3)).toSorted()).toEqual(['GW101', 'GW601'])
})

/** Numbers the first events without gap and leaves the others as they are. */
function numberedUntil(events: JsonObject[], end: number): JsonObject[] {
  return events.map((event, index) => (index < end ? { ...event, sequence_number: index } : event))
}

test('two defects are two findings', () => {
  const events = madeStream([message('One two three four five.'), message('Six seven eight nine ten.')])
  const [first, second] = [events.findIndex(({ type }) => type === 'response.output_text.done'), -2]
  events.splice(second, 1)
  events.splice(first, 1)
  expect(serious(numbered(events)).toSorted()).toEqual(['GW402', 'GW601'])
})

test('a field of the wrong type is one finding, wherever the same value is told again', () => {
  for (const [name, make] of Object.entries(soundStreams)) {
    const events = make()
    const created = events.find(({ type }) => type === 'response.created')?.['response'] as JsonObject | undefined
    if (created === undefined || name === 'keepalive') continue
    created['temperature'] = 'warm'
    expect([name, serious(events)]).toEqual([name, ['GW203']])
  }
})
