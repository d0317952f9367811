import { eventSchemas, readEvent } from '@goldwire/schemas'
import { expect, test } from 'vitest'
import { compileAcceptor } from './compile-acceptor.ts'
import type { JsonObject } from './json.ts'
import { madeResponse, soundStreams } from '../mutations/sound-streams.ts'
import { leniencyFor, newerFields, placeOfNoun } from './newer-fields.ts'

const old = Date.parse('2025-12-25T00:00:00Z') / 1000
const fieldsSince = ['frequency_penalty', 'presence_penalty', 'moderation', 'tool_usage', 'completed_at']

function agedCreated(): JsonObject {
  const response = madeResponse({ created_at: old })
  for (const field of fieldsSince) delete response[field]
  return { type: 'response.created', sequence_number: 0, response }
}

const accepts = compileAcceptor(eventSchemas['response.created'], placeOfNoun('event'))

test('fields that a stream is too old to have may be missing, and are named', () => {
  const leniency = leniencyFor({ createdAt: old })
  expect(accepts(agedCreated())).toBe(false)
  expect(accepts(agedCreated(), leniency)).toBe(true)
  expect(leniency?.met.toSorted()).toEqual(fieldsSince.map((field) => `response.${field.replace('_', '-')}-not-yet`).toSorted())
})

test('what a leniency excuses is what the reader excuses', () => {
  for (const day of ['2025-04-01', '2025-09-01', '2025-12-25', '2026-01-30', '2026-06-01', '2026-09-01']) {
    for (const provider of ['openai', 'azure']) {
      const context = { createdAt: Date.parse(`${day}T00:00:00Z`) / 1000, provider }
      const leniency = leniencyFor(context)
      const read = readEvent(agedCreated(), context)
      expect(accepts(agedCreated(), leniency), `${day} ${provider}`).toBe(read.ok)
      const excused = read.ok ? (leniency?.met.toSorted() ?? []) : []
      expect(excused).toEqual(read.ok ? read.deviations.map(({ id }) => id).toSorted() : [])
    }
  }
})

test('every newer field, left out of any event of a sound stream, is excused exactly where the reader excuses it', () => {
  const events = Object.values(soundStreams).flatMap((make) => make())
  const met = new Set<string>()
  for (const event of events) {
    const schema = eventSchemas[event['type'] as keyof typeof eventSchemas]
    const accept = compileAcceptor(schema, placeOfNoun('event'))
    for (const { holder, key } of placesIn(event)) {
      const value = holder[key]
      delete holder[key]
      for (const createdAt of [1_742_000_000, Date.parse('2025-08-01T00:00:00Z') / 1000, Date.parse('2026-06-15T00:00:00Z') / 1000]) {
        const leniency = leniencyFor({ createdAt })
        const accepted = accept(event, leniency)
        const read = readEvent(event, { createdAt })
        expect(accepted, `${String(event['type'])} without ${key}`).toBe(read.ok && read.unknownKeys.length === 0)
        const excused = accepted ? (leniency?.met ?? []) : []
        expect(excused).toEqual(accepted ? read.deviations.map(({ id }) => id) : [])
        for (const id of excused) met.add(id)
      }
      holder[key] = value
    }
  }
  expect(met.size).toBeGreaterThan(15)
  expect([...met].every((id) => newerFields.some((field) => field.id === id))).toBe(true)
})

/** Every key of every object in a value. */
function placesIn(value: unknown): { holder: JsonObject; key: string }[] {
  if (typeof value !== 'object' || value === null) return []
  const below = Object.values(value).flatMap(placesIn)
  return Array.isArray(value) ? below : [...Object.keys(value).map((key) => ({ holder: value as JsonObject, key })), ...below]
}

test('streams of today, and of unknown age, are excused nothing', () => {
  expect(leniencyFor({})).toBeNull()
  expect(leniencyFor({ createdAt: Date.parse('2026-11-01') / 1000 })).toBeNull()
})

test('a field that the stream shows elsewhere is not excused', () => {
  const seen = new Set(['response.moderation-not-yet'])
  expect(leniencyFor({ createdAt: old, seen })?.excused).not.toContain('response.moderation-not-yet')
  expect(accepts(agedCreated(), leniencyFor({ createdAt: old, seen }))).toBe(false)
})

test('what one branch of a union would have excused does not count when another is taken', () => {
  const event = soundStreams['text']?.()[0] ?? {}
  const leniency = leniencyFor({ createdAt: old })
  expect(accepts(event, leniency)).toBe(true)
  expect(leniency?.met).toEqual([])
})
