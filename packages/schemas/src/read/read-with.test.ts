import { expect, test } from 'vitest'
import * as z from 'zod'
import { type Deviation, notYet } from './deviation.ts'
import type { ReadContext } from './read-context.ts'
import { readContextOf } from './read-context-of.ts'
import { readWith } from './read-with.ts'

const usage = z.strictObject({ input: z.int(), written: z.int() })
const response = z.strictObject({
  created_at: z.int(),
  error: z.string().nullable(),
  incomplete_details: z.string().nullable(),
  model: z.string(),
  usage: usage.nullable(),
  output: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('call'), status: z.enum(['open', 'closed']) }),
      z.strictObject({
        type: z.literal('note'),
        status: z.enum(['open', 'closed']),
        content: z.array(z.strictObject({ type: z.literal('text'), text: z.string() })),
      }),
    ]),
  ),
})
const event = z.strictObject({ type: z.literal('made'), number: z.int(), response })

const written = notYet({
  field: 'response.usage-written',
  at: { in: 'response', pointer: '/usage/written' },
  since: { openai: '2026-07-09', azure: '2026-08-19' },
  until: { openai: '2026-07-20', azure: '2026-09-20' },
  captures: [],
})
const base = { reason: 'because', captures: [], source: [] }
const deviations: readonly Deviation[] = [
  written,
  { ...base, id: 'call.status-left-out', at: { in: 'item', type: 'call', pointer: '/status' }, kind: 'missing', verdict: 'accepted' },
  { ...base, id: 'part.text-null', at: { in: 'part', pointer: '/text' }, kind: 'null', verdict: 'explained', provider: ['chatgpt'] },
  { ...base, id: 'response.model-old-name', at: { in: 'response', pointer: '/model' }, kind: 'type', verdict: 'explained', values: [4] },
  { ...base, id: 'recorder.null-dropped', at: { in: 'event', pointer: '/**' }, kind: 'missing', verdict: 'explained', nullsDropped: true },
]

const sound = {
  type: 'made',
  number: 1,
  response: { created_at: 1, error: null, incomplete_details: null, model: 'm', usage: { input: 1, written: 2 }, output: [] as unknown[] },
}
const read = (value: unknown, context: ReadContext = {}) => readWith({ schema: event, noun: 'event', deviations }, value, context)
const withResponse = (changes: object) => ({ ...sound, response: { ...sound.response, ...changes } })
const unix = (day: string) => Date.parse(day) / 1000

test('a sound value is handed back as it is, with nothing to say', () => {
  const result = read(sound)
  expect(result).toEqual({ ok: true, known: true, value: sound, issues: [], deviations: [], unknownKeys: [] })
  expect(result.value).toBe(sound)
})

test('unknown keys are kept and named, not refused', () => {
  const value = { ...withResponse({ output: [{ type: 'call', status: 'open', extra: 1 }] }), more: true }
  const result = read(value)
  expect(result).toMatchObject({ ok: true, issues: [], unknownKeys: ['/response/output/0/extra', '/more'] })
  expect(result.value).toBe(value)
})

test('an accepted deviation is reported and lets the value through', () => {
  expect(read(withResponse({ output: [{ type: 'call' }] }))).toMatchObject({
    ok: true,
    issues: [],
    deviations: [{ id: 'call.status-left-out', pointer: '/response/output/0/status' }],
  })
  expect(read(withResponse({ output: [{ type: 'note', content: [] }] })).ok).toBe(false)
})

test('a field that did not exist yet is missed today, excused before its day, and dated by provider', () => {
  const old = withResponse({ usage: { input: 1 } })
  expect(read(old)).toMatchObject({
    ok: false,
    issues: [{ pointer: '/response/usage/written', kind: 'missing', deviation: 'response.usage-written-not-yet' }],
  })
  expect(read(old, { createdAt: unix('2026-07-19') })).toMatchObject({ ok: true, deviations: [{ id: 'response.usage-written-not-yet' }] })
  expect(read(old, { createdAt: unix('2026-07-20') }).ok).toBe(false)
  expect(read(old, { createdAt: unix('2026-08-01'), provider: 'azure' }).ok).toBe(true)
  expect(read(old, { createdAt: unix('2026-08-01'), provider: 'somebody' }).ok).toBe(false)
  expect(read(old, { createdAt: null, provider: 'azure' }).ok).toBe(false)
  expect(read(old, { createdAt: unix('2026-07-19'), seen: new Set([written.id]) }).ok).toBe(false)
})

test('what one provider does is excused for that provider only, and named for the others', () => {
  const value = withResponse({ output: [{ type: 'note', status: 'open', content: [{ type: 'text', text: null }] }] })
  expect(read(value, { provider: 'chatgpt' }).ok).toBe(true)
  expect(read(value, { provider: 'openai' }).issues).toMatchObject([
    { pointer: '/response/output/0/content/0/text', kind: 'null', deviation: 'part.text-null' },
  ])
})

test('an explained deviation without a condition is named and still refused', () => {
  expect(read(withResponse({ model: 4 }))).toMatchObject({ ok: false, issues: [{ deviation: 'response.model-old-name' }] })
  const other = read(withResponse({ model: 5 }))
  expect(other.ok).toBe(false)
  expect(other.issues[0]).not.toHaveProperty('deviation')
})

test('a dropped null is excused where null is right, and only when the recorder is known to drop them', () => {
  const { error: _error, model: _model, ...rest } = sound.response
  const value = { ...sound, response: rest }
  expect(read(value, { nullsDropped: true })).toMatchObject({
    ok: false,
    issues: [{ pointer: '/response/model', kind: 'missing' }],
    deviations: [{ id: 'recorder.null-dropped', pointer: '/response/error' }],
  })
  expect(read(value).issues).toEqual([
    { pointer: '/response/error', kind: 'missing', message: 'expected a string, got nothing' },
    { pointer: '/response/model', kind: 'missing', message: 'expected a string, got nothing' },
  ])
})

test('the context takes created_at, then the time of recording, and today when neither can be true', () => {
  const context = (created: unknown, rest: object = {}) =>
    readContextOf({ responses: [{ created_at: created }], ...rest }, deviations).createdAt
  expect(context(unix('2025-09-01'))).toBe(unix('2025-09-01'))
  expect(context(0, { recordedAt: '2025-10-01T00:00:00Z' })).toBe(unix('2025-10-01'))
  expect(context(0)).toBeNull()
  expect(context('soon')).toBeNull()
  expect(context(0, { capture: true })).toBe(0)
})

test('a capture without a date is at least as new as the fields it carries', () => {
  const responses = [{ created_at: 0, usage: { input: 1, written: 1 } }]
  const context = readContextOf({ responses, capture: true }, deviations)
  expect(context).toMatchObject({ createdAt: unix('2026-07-09'), nullsDropped: true })
  expect([...(context.seen ?? [])]).toEqual([written.id])
  expect(read(withResponse({ usage: { input: 1 } }), context).ok).toBe(false)
})

test('a field of an item proves that its kind of item had it, and dates nothing', () => {
  const status = notYet({
    field: 'call.status',
    at: { in: 'item', type: 'call', pointer: '/status' },
    since: { openai: '2026-01-01', azure: '2026-01-01' },
    until: { openai: '2026-02-01', azure: '2026-02-01' },
    captures: [],
  })
  const seen = (item: object) => readContextOf({ responses: [{ output: [item] }], capture: true }, [status])
  expect(seen({ type: 'call', status: 'open' })).toMatchObject({ createdAt: 0, seen: new Set(['call.status-not-yet']) })
  expect(seen({ type: 'note', status: 'open' }).seen?.size).toBe(0)
})

test('Azure is known by its content filters', () => {
  expect(readContextOf({ responses: [{ content_filters: null }] }, deviations).provider).toBe('azure')
  expect(readContextOf({ responses: [{}] }, deviations).provider).toBeNull()
  expect(readContextOf({ responses: [{ content_filters: null }], provider: 'deepseek' }, deviations).provider).toBe('deepseek')
})

test('nulls count as dropped only in a capture, when the two that are always there are gone and no other null is left', () => {
  const dropped = (body: object, capture = true) => readContextOf({ responses: [body], capture }, deviations).nullsDropped
  expect(dropped({ id: 'r', reasoning: {} })).toBe(true)
  expect(dropped({ id: 'r', reasoning: { effort: null } })).toBe(false)
  expect(dropped({ id: 'r', error: null, incomplete_details: null })).toBe(false)
  expect(dropped({ id: 'r' }, false)).toBe(false)
})
