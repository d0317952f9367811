import { readEvent } from '@goldwire/schemas'
import { expect, test } from 'vitest'
import { createFiller } from './fill-newer-fields.ts'
import type { JsonObject } from './json.ts'
import { madeResponse, soundStreams } from './mutations/sound-streams.ts'

const old = Date.parse('2025-12-25T00:00:00Z') / 1000
const fieldsSince = ['frequency_penalty', 'presence_penalty', 'moderation', 'tool_usage', 'completed_at']

function agedResponse(): JsonObject {
  const response = madeResponse({ created_at: old })
  for (const field of fieldsSince) delete response[field]
  return response
}

test('fields that a stream is too old to have are put in, and named', () => {
  const event = { type: 'response.created', sequence_number: 0, response: agedResponse() }
  const { event: whole, filled } = createFiller({ createdAt: old })?.fill(event) ?? { event, filled: new Set() }
  expect(readEvent(whole).ok).toBe(true)
  expect([...filled].toSorted()).toEqual(fieldsSince.map((field) => `response.${field.replace('_', '-')}-not-yet`).toSorted())
  expect(event.response).not.toHaveProperty('moderation')
})

test('what the filler excuses is what the reader excuses', () => {
  const event = { type: 'response.created', sequence_number: 0, response: agedResponse() }
  for (const day of ['2025-04-01', '2025-09-01', '2025-12-25', '2026-01-30', '2026-06-01', '2026-09-01']) {
    for (const provider of ['openai', 'azure']) {
      const context = { createdAt: Date.parse(`${day}T00:00:00Z`) / 1000, provider }
      const filled = createFiller(context)?.fill(event)
      const read = readEvent(event, context)
      expect(filled !== undefined && readEvent(filled.event).ok, `${day} ${provider}`).toBe(read.ok)
      const excused = read.ok ? [...(filled?.filled ?? [])].toSorted() : []
      expect(excused).toEqual(read.ok ? read.deviations.map(({ id }) => id).toSorted() : [])
    }
  }
})

test('streams of today, and of unknown age, are left alone', () => {
  expect(createFiller({})).toBeNull()
  expect(createFiller({ createdAt: Date.parse('2026-11-01') / 1000 })).toBeNull()
  const event = soundStreams['text']?.()[0] ?? {}
  expect(createFiller({ createdAt: old })?.fill(event).event).toBe(event)
})

test('a field that the stream shows elsewhere is not excused', () => {
  const event = { type: 'response.created', sequence_number: 0, response: agedResponse() }
  const seen = new Set(['response.moderation-not-yet'])
  expect(createFiller({ createdAt: old, seen })?.fill(event).filled).not.toContain('response.moderation-not-yet')
})
