import { expect, test } from 'vitest'

import type { Golden } from '../golden/golden.ts'
import type { WireEvent } from '../shape/shape.ts'
import { changed, sampleStream } from '../testing/sample-streams.ts'
import { takeCensus } from './census.ts'
import { driftFromSchemas } from './drift-from-schemas.ts'
import { driftOfSets } from './drift-of-sets.ts'
import { renderDriftMarkdown, renderDriftReport } from './drift-report.ts'
import { schemaNotes } from './schema-note.ts'

const golden = (name: string, events: readonly WireEvent[]): Golden => ({
  header: {
    golden: 1,
    name,
    provider: 'openai',
    recorded_at: null,
    source: null,
    request: null,
    response: { status: 200, headers: null, framing: 'data-only' },
  },
  lines: events.map((data) => ({ t: null, event: null, data })),
})
const june = 1_780_000_000
const october = 1_791_000_000
const old = ['a', 'b', 'c'].map((name) => golden(name, sampleStream({ seed: name, createdAt: june })))
const later = (change: (events: WireEvent[]) => void) =>
  ['d', 'e', 'f'].map((name) => golden(name, changed(sampleStream({ seed: name, createdAt: october }), change)))
const drift = (change: (events: WireEvent[]) => void) => driftOfSets(takeCensus(old), takeCensus(later(change)))
const responses = (events: WireEvent[]) =>
  events.flatMap(({ response }) => (response === undefined ? [] : [response as { [key: string]: unknown }]))

test('other texts, ids and times are no drift', () => {
  expect(drift(() => {})).toEqual([])
  expect(renderDriftReport([], { colour: false })).toBe('no drift')
})

test('a field that came in is told once, with its count and its day, and its inside is not told again', () => {
  const found = drift((events) => responses(events).forEach((response) => (response['speed'] = { tier: 1, unit: 'x' })))
  expect(found).toMatchObject([
    {
      kind: 'new-field',
      noun: 'response',
      pointer: '/speed',
      old: { captures: 0, of: 3 },
      new: { captures: 3, of: 3 },
      firstSeen: { openai: '2026-10-03' },
      examples: ['d', 'e', 'f'],
    },
  ])
  expect(schemaNotes(found)).toContain("since: { openai: '2026-10-03', azure: '2026-10-03' }")
  expect(schemaNotes(found)).toContain("at: { in: 'response', pointer: '/speed' }")
  expect(renderDriftMarkdown(found)).toContain('| new field | `response /speed` | is new: object | 0 of 3 | 3 of 3 | 2026-10-03 openai |')
})

test('fields that are gone, types and words that are new, and new events are told', () => {
  const found = drift((events) => {
    for (const response of responses(events)) {
      delete response['user']
      response['store'] = null
    }
    const item = events.find(({ type }) => type === 'response.output_item.done')?.['item'] as { status: string }
    item.status = 'archived'
    events.splice(2, 0, { type: 'response.thinking' })
  })
  expect(found.map(({ kind, noun, pointer }) => `${kind} ${noun} ${pointer}`)).toEqual(
    expect.arrayContaining([
      'gone-field response /user',
      'new-type response /store',
      'new-value item message /status',
      'new-noun event response.thinking ',
    ]),
  )
})

test('a field that changes in every type of event is told once', () => {
  const found = drift((events) => {
    for (const event of events) event['lane'] = 1
  })
  expect(found).toMatchObject([{ kind: 'new-field', pointer: '/lane', detail: expect.stringMatching(/in \d+ types of events/) }])
})

test('a field that only some captures have any more is optional now', () => {
  const next = takeCensus([
    ...later(() => {}),
    golden(
      'g',
      changed(sampleStream(), (events) => responses(events).forEach((response) => delete response['user'])),
    ),
  ])
  expect(driftOfSets(takeCensus(old), next)).toMatchObject([{ kind: 'now-optional', pointer: '/user', new: { captures: 3, of: 4 } }])
})

test('without a second set, keys that no schema knows and values that schemas refuse are told by capture', () => {
  const odd = later((events) => {
    for (const event of events) if (event.type === 'response.output_text.delta') event['mood'] = 'calm'
    const part = events.find(({ type }) => type === 'response.content_part.done')?.['part'] as { text: unknown }
    part.text = 7
  })
  const found = driftFromSchemas(odd)
  expect(found).toContainEqual(
    expect.objectContaining({
      kind: 'unknown-field',
      noun: 'event response.output_text.delta',
      pointer: '/mood',
      old: null,
      new: { captures: 3, of: 3 },
    }),
  )
  expect(found).toContainEqual(expect.objectContaining({ kind: 'refused', noun: 'part output_text', pointer: '/text' }))
})
