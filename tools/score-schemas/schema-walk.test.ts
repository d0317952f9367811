import { expect, test } from 'vitest'
import { z } from 'zod'
import { damagesOf } from './damage.ts'
import { formOf, keysOf, placesOf } from './schema-walk.ts'

const text = z.strictObject({ type: z.literal('text'), text: z.string() })
const call = z.strictObject({ type: z.literal('call'), status: z.enum(['open', 'closed']), arguments: z.unknown() })
const schema = z.strictObject({
  type: z.literal('made'),
  number: z.int(),
  ratio: z.number().nullable(),
  note: z.string().exactOptional(),
  tags: z.record(z.string(), z.string()),
  item: z.discriminatedUnion('type', [text, call]),
  output: z.array(z.discriminatedUnion('type', [text, call])),
})
const value = {
  type: 'made',
  number: 3,
  ratio: 1,
  tags: { a: 'b' },
  item: { type: 'call', status: 'open', arguments: { deep: 1 } },
  output: [
    { type: 'text', text: 'one' },
    { type: 'text', text: 'two' },
    { type: 'call', status: 'closed', arguments: {} },
  ],
}

test('every known place is found, one element of each form, and nothing inside maps and free values', () => {
  expect(placesOf(schema, value).map(({ label }) => label)).toEqual([
    '',
    'type',
    'number',
    'ratio',
    'tags',
    'item',
    'item[call]/type',
    'item[call]/status',
    'item[call]/arguments',
    'output',
    'output[text]',
    'output[text]/type',
    'output[text]/text',
    'output[call]',
    'output[call]/type',
    'output[call]/status',
    'output[call]/arguments',
  ])
})

test('a place knows its types, whether its values are listed, and whether it may be missing', () => {
  const at = (label: string) => placesOf(schema, { ...value, note: 'x' }).find((place) => place.label === label)
  expect([...(at('number')?.types ?? [])]).toEqual(['integer'])
  expect([...(at('ratio')?.types ?? [])]).toEqual(['integer', 'number', 'null'])
  expect(at('item[call]/status')).toMatchObject({ enumerated: true, free: false, optional: false })
  expect(at('item[call]/arguments')).toMatchObject({ free: true })
  expect(at('note')).toMatchObject({ enumerated: false, optional: true })
})

test('the form of a value does not depend on its texts and numbers, and does on its keys, types and states', () => {
  const form = formOf(schema, value)
  expect(formOf(schema, { ...value, number: 9, tags: {} })).toBe(form)
  expect(formOf(schema, { ...value, note: 'x' })).not.toBe(form)
  expect(formOf(schema, { ...value, item: { ...value.item, status: 'closed' } })).not.toBe(form)
})

test('keys are listed whether they are there or not', () => {
  const keys = keysOf(schema, value)
  expect(keys).toContainEqual({ label: 'note', type: undefined })
  expect(keys).toContainEqual({ label: 'item[call]/status', type: 'string' })
  expect(keys.filter(({ label }) => label === 'output[text]/text')).toHaveLength(2)
})

test('one field at a time is spoilt, the original is not touched, and what captures show is spared', () => {
  const before = structuredClone(value)
  const { damages, spared } = damagesOf(schema, value, {
    takes: (label, type) => label === 'number' && type === 'null',
    leavesOut: (label) => label === 'tags',
  })
  expect(value).toEqual(before)
  expect(damages.every((damage) => !schema.safeParse(damage.value).success)).toBe(true)
  expect(new Set(damages.map(({ kind }) => kind))).toEqual(new Set(['dropped', 'type', 'fraction', 'null', 'value']))
  expect(damages.filter(({ kind, pointer }) => kind === 'value' && pointer === '/item/status')).toHaveLength(1)
  expect(spared).toContainEqual({ kind: 'dropped', label: 'tags', documented: false })
  expect(spared).toContainEqual({ kind: 'null', label: 'number', documented: false })
  expect(spared).toContainEqual({ kind: 'null', label: 'ratio', documented: true })
})
