import { expect, test } from 'vitest'
import * as z from 'zod'
import { eventSchemas } from '../events/stream-event.ts'
import { outputItemSchemas } from '../items/output-item.ts'
import { responseSchema } from '../response/response.ts'
import { echoedToolSchema } from '../tools/echoed-tool.ts'
import { unixSeconds } from './applies.ts'
import type { Deviation, Noun } from './deviation.ts'
import { deviations } from './deviations.ts'
import { segmentsOf } from './find-deviation.ts'
import { isObject, replaceAt, valueAt } from './json-path.ts'
import type { ReadContext } from './read-context.ts'
import { readErrorBody } from './read-error-body.ts'
import { readEvent } from './read-event.ts'
import { readOutputItem } from './read-output-item.ts'
import { readResponse } from './read-response.ts'
import type { ReadResult } from './read-result.ts'

const plain: Readonly<Record<string, unknown>> = { string: 'x', number: 0, boolean: true, null: null, array: [], record: {}, unknown: {} }

/** A valid value of a schema with every key that must be there. */
function exampleOf(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type in plain) return plain[def.type]
  if (def.type === 'literal') return def.values[0]
  if (def.type === 'enum') return Object.values(def.entries)[0]
  if (def.type === 'union') return exampleOf(def.options[0] ?? z.never())
  if (def.type === 'nullable' || def.type === 'optional') return exampleOf(def.innerType)
  if (def.type !== 'object') throw new Error(`exampleOf does not know zod's "${def.type}"`)
  const fields = Object.entries(def.shape).filter(([, field]) => field._zod.optout !== 'optional')
  return Object.fromEntries(fields.map(([key, field]) => [key, exampleOf(field)]))
}

interface Stand {
  /** A sound value that contains the noun. */
  readonly root: Record<string, unknown>
  /** The way to the noun. */
  readonly path: readonly (string | number)[]
  readonly read: (value: unknown, context?: ReadContext) => ReadResult<unknown>
}

/** A sound value that contains the noun a deviation is about. */
function standFor({ at }: Deviation): Stand {
  const type = Array.isArray(at.type) ? (at.type as string[])[0] : (at.type as string | undefined)
  const event = Array.isArray(at.event) ? (at.event as string[])[0] : (at.event as string | undefined)
  const of = (schema: z.core.$ZodType) => exampleOf(schema) as Record<string, unknown>
  const schemas: Record<string, z.core.$ZodType> = eventSchemas
  const items: Record<string, z.core.$ZodType> = outputItemSchemas
  if (event !== undefined) return { root: of(schemas[event] ?? z.never()), path: [at.in], read: readEvent }
  const response = of(responseSchema)
  const part = { type: 'output_text', annotations: [], logprobs: [], text: '' }
  const tool = echoedToolSchema.options.map(of).find((option) => option['type'] === type)
  const stands: Readonly<Record<Noun, Stand>> = {
    event: { root: of(schemas[type ?? 'response.output_text.delta'] ?? z.unknown()), path: [], read: readEvent },
    response: { root: response, path: [], read: readResponse },
    item: { root: of(items[type ?? 'message'] ?? z.unknown()), path: [], read: readOutputItem },
    part: { root: { ...of(outputItemSchemas.message), content: [part] }, path: ['content', 0], read: readOutputItem },
    annotation: { root: { ...of(outputItemSchemas.message), content: [part] }, path: ['content', 0], read: readOutputItem },
    tool: { root: { ...response, tools: tool === undefined ? [] : [tool] }, path: ['tools', 0], read: readResponse },
    'error-body': { root: { error: { message: '', type: 'x', param: null, code: null } }, path: [], read: readErrorBody },
  }
  return stands[at.in]
}

/** Wildcards stand for anything; these keys are always there, and the last two may be null. */
const anyKey: Readonly<Record<string, string>> = {
  'response /*': '/store',
  'response /usage/**': '/usage/total_tokens',
  'event /**': '/error/param',
  'response /**': '/error',
  'item /**': '/code',
  'error-body /**': '/error/param',
}

/** The value with the departure that the deviation describes. */
function departed({ at, kind, beside, values, having }: Deviation, { root, path }: Stand): unknown {
  const pointer = at.pointer.includes('*') ? (anyKey[`${at.in} ${at.pointer}`] ?? at.pointer) : at.pointer
  const place = [...path, ...segmentsOf(pointer)]
  const [first] = Array.isArray(kind) ? (kind as string[]) : [kind as string]
  let value: unknown = root
  for (const [where, wanted] of Object.entries(having ?? {})) value = replaceAt(value, [...path, ...segmentsOf(where)], wanted)
  if (beside !== undefined) value = replaceAt(value, [...path, ...segmentsOf(beside)], 'something')
  if (first === 'extra') return replaceAt(value, place, 'something')
  if (first !== 'missing') return replaceAt(value, place, values?.[0] ?? null)
  const parent = valueAt(value, place.slice(0, -1))
  if (!isObject(parent)) throw new Error(`nothing stands at ${pointer}`)
  return replaceAt(value, place.slice(0, -1), Object.fromEntries(Object.entries(parent).filter(([key]) => key !== place.at(-1))))
}

/** Some nouns must be of a kind the wildcard needs: one that has the key. */
function soundStand(deviation: Deviation): Stand {
  const { at } = deviation
  if (at.in === 'event' && at.pointer === '/**')
    return { root: exampleOf(eventSchemas.error) as Record<string, unknown>, path: [], read: readEvent }
  if (at.in === 'item' && at.pointer === '/**')
    return { root: exampleOf(outputItemSchemas.code_interpreter_call) as Record<string, unknown>, path: [], read: readOutputItem }
  return standFor(deviation)
}

/** A context in which the deviation applies, or undefined when there is none. */
function excuse({ verdict, until, provider, nullsDropped }: Deviation): ReadContext | undefined {
  if (verdict === 'explained' && until === undefined && provider === undefined && nullsDropped === undefined) return undefined
  return {
    createdAt: until === undefined ? null : unixSeconds(until.openai) - 1,
    provider: provider?.[0] ?? null,
    nullsDropped: nullsDropped === true,
  }
}

test('no two deviations have the same id', () => {
  expect(new Set(deviations.map(({ id }) => id)).size).toBe(deviations.length)
})

const named = deviations.map((deviation) => [deviation.id, deviation] as const)
const excusable = named.filter(([, deviation]) => excuse(deviation) !== undefined)
const inexcusable = named.filter(([, deviation]) => excuse(deviation) === undefined)
const dated = named.filter(([, { until }]) => until !== undefined)
const conditional = excusable.filter(([, { until, verdict, kind }]) => until === undefined && verdict === 'explained' && kind !== 'extra')
const beside = named.filter(([, deviation]) => deviation.beside !== undefined)
const extra = named.filter(([, { kind }]) => kind === 'extra')
const unconditional = inexcusable.filter(([, deviation]) => deviation.beside === undefined)

test('every deviation has a positive and a negative case below', () => {
  const negative = [...dated, ...conditional, ...beside, ...extra, ...unconditional].map(([id]) => id)
  expect(negative.toSorted()).toEqual(deviations.map(({ id }) => id).toSorted())
})

test.each(named)('%s: the value without the departure is sound', (_id, deviation) => {
  const { read, root } = soundStand(deviation)
  expect(read(root)).toMatchObject({ ok: true, issues: [], deviations: [], unknownKeys: [] })
})

test.each(excusable)('%s: the departure is let through, and reported, where it applies', (id, deviation) => {
  const stand = soundStand(deviation)
  expect(stand.read(departed(deviation, stand), excuse(deviation))).toMatchObject({
    ok: true,
    issues: [],
    deviations: [{ id }],
    unknownKeys: [],
  })
})

test.each(inexcusable)('%s: the departure is refused, and named', (id, deviation) => {
  const stand = soundStand(deviation)
  const { ok, issues } = stand.read(departed(deviation, stand))
  expect(ok).toBe(false)
  expect(issues.map((issue) => issue.deviation)).toContain(id)
})

test.each(dated)('%s: from the day on it is refused, and named', (id, deviation) => {
  const stand = soundStand(deviation)
  const spoilt = departed(deviation, stand)
  const from = (provider: 'openai' | 'azure') =>
    stand.read(spoilt, { createdAt: unixSeconds(deviation.until?.[provider] ?? '2000-01-01'), provider })
  expect(from('openai')).toMatchObject({ ok: false, issues: [{ kind: 'missing', deviation: id }] })
  expect(from('azure')).toMatchObject({ ok: false, issues: [{ kind: 'missing', deviation: id }] })
  expect(stand.read(spoilt).ok).toBe(false)
})

test.each(conditional)('%s: without the context it is refused', (_id, deviation) => {
  const stand = soundStand(deviation)
  expect(stand.read(departed(deviation, stand)).ok).toBe(false)
})

test.each(beside)('%s: without the key beside it, it is another problem', (id, deviation) => {
  const stand = soundStand(deviation)
  const { beside: _beside, ...alone } = deviation
  const { ok, issues } = stand.read(departed(alone, stand))
  expect(ok).toBe(false)
  expect(issues.map((issue) => issue.deviation)).not.toContain(id)
})

test.each(extra)('%s: any other key is an unknown key', (_id, deviation) => {
  const { read, root } = soundStand(deviation)
  expect(read({ ...root, zzz_other: 1 }, excuse(deviation))).toMatchObject({ ok: true, deviations: [], unknownKeys: ['/zzz_other'] })
})

test.each(unconditional)('%s: the same key with another problem is not named so', (id, deviation) => {
  const stand = soundStand(deviation)
  const pointer = anyKey[`${deviation.at.in} ${deviation.at.pointer}`] ?? deviation.at.pointer
  const { ok, issues } = stand.read(replaceAt(stand.root, [...stand.path, ...segmentsOf(pointer)], { zzz: 1 }))
  expect(ok).toBe(false)
  expect(issues.map((issue) => issue.deviation)).not.toContain(id)
})
