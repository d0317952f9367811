import { expect, test } from 'vitest'
import * as z from 'zod'
import { flattenIssues, issuesOf } from './flatten-issues.ts'

const cat = z.strictObject({ type: z.literal('cat'), lives: z.int() })
const dog = z.strictObject({ type: z.literal('dog'), name: z.string(), tags: z.array(z.string()).exactOptional() })
const animal = z.discriminatedUnion('type', [cat, dog])

function flat(schema: z.ZodType, value: unknown): string[] {
  const { issues, unknownKeys } = flattenIssues(issuesOf(schema, value), value)
  return [...issues.map(({ path, kind }) => `${kind} /${path.join('/')}`), ...unknownKeys.map((path) => `unknown /${path.join('/')}`)]
}

test('a missing key, a null, another JSON type and a wrong value are told apart', () => {
  const schema = z.strictObject({ a: z.string(), b: z.string(), c: z.string(), d: z.enum(['x', 'y']), e: z.literal('x'), f: z.enum(['x']) })
  expect(flat(schema, { b: null, c: 1, d: 'z', e: 'z', f: 3 })).toEqual([
    'missing /a',
    'null /b',
    'type /c',
    'value /d',
    'value /e',
    'type /f',
  ])
})

test('a required key of any value at all is missed when it is gone', () => {
  expect(flat(z.strictObject({ input_schema: z.unknown() }), {})).toEqual(['missing /input_schema'])
})

test('keys that no schema knows are listed apart, at every depth', () => {
  expect(flat(z.strictObject({ pet: cat }), { pet: { type: 'cat', lives: 9, nine: 1 }, more: 2 })).toEqual([
    'unknown /pet/nine',
    'unknown /more',
  ])
})

test('an unknown discriminator is an unknown type, a missing one is missing', () => {
  expect(flat(z.array(animal), [{ type: 'fish' }, {}, { type: null }, { type: 3 }])).toEqual([
    'unknown-type /0/type',
    'missing /1/type',
    'null /2/type',
    'type /3/type',
  ])
})

test('a failed union is reported by the branch whose JSON type fits', () => {
  const schema = z.strictObject({ output: z.union([z.string(), z.array(animal), cat]) })
  expect(flat(schema, { output: [{ type: 'dog', name: 1 }] })).toEqual(['type /output/0/name'])
  expect(flat(schema, { output: { type: 'cat' } })).toEqual(['missing /output/lives'])
  expect(flat(schema, { output: 5 })).toEqual(['type /output'])
  expect(flat(schema, { output: null })).toEqual(['null /output'])
  expect(flat(schema, {})).toEqual(['missing /output'])
})

test('a failed union of objects is reported by the branch whose type fits, also when a shorter branch has fewer problems', () => {
  const schema = z.union([
    z.enum(['none', 'auto']),
    z.strictObject({ type: z.literal('tiny') }),
    dog,
    z.strictObject({ type: z.literal('allowed'), mode: z.string() }),
  ])
  expect(flat(schema, { type: 'dog', name: 1, tags: 'no' })).toEqual(['type /name', 'type /tags'])
  expect(flat(schema, 'maybe')).toEqual(['value /'])
  expect(flat(schema, 7)).toEqual(['type /'])
})

test('an unknown key inside one branch of a union stays an unknown key', () => {
  expect(flat(z.union([z.string(), cat]), { type: 'cat', lives: 1, colour: 'red' })).toEqual(['unknown /colour'])
})

test('a value outside a range is a wrong value', () => {
  expect(flat(z.strictObject({ n: z.int().nonnegative(), s: z.string().min(1) }), { n: -1, s: '' })).toEqual(['value /n', 'value /s'])
})

test('a number with a fraction where an integer belongs is a wrong type', () => {
  expect(flat(z.strictObject({ n: z.int() }), { n: 1.5 })).toEqual(['type /n'])
})

test('a message says what was expected and what came, and cuts long texts', () => {
  const schema = z.strictObject({ a: z.string(), b: z.literal('response'), c: animal })
  const value = { a: { deep: true }, b: 'x'.repeat(500), c: { type: 'fish' } }
  const messages = flattenIssues(issuesOf(schema, value), value).issues.map((issue) => issue.message())
  expect(messages).toEqual([
    'expected a string, got an object',
    `expected "response", got "${'x'.repeat(56)}...`,
    'no known type is named "fish"',
  ])
})
