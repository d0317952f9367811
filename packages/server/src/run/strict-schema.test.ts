import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { findParameterBreach, findStrictBreach, type JsonSchema, toStrictSchema } from './strict-schema.ts'

test('an object is closed and requires all it has, required ones first', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'number' }, c: {} }, required: ['b'] }
  expect(toStrictSchema(schema)).toEqual({ ...schema, additionalProperties: false, required: ['b', 'a', 'c'] })
})

test('no schema means no arguments', () => {
  const empty = { type: 'object', properties: {}, required: [], additionalProperties: false }
  expect(toStrictSchema(null)).toEqual(empty)
  expect(toStrictSchema(undefined)).toEqual(empty)
  expect(toStrictSchema({ type: 'object', properties: {} })).toEqual(empty)
})

test('what stands inside is made strict too, wherever schemas stand', () => {
  const open = { type: 'object', properties: { x: {} } }
  const closed = { ...open, additionalProperties: false, required: ['x'] }
  const around = (inner: object) => ({
    type: 'object',
    properties: { list: { type: 'array', items: inner }, either: { anyOf: [inner, { type: 'null' }] }, direct: inner },
    $defs: { named: inner },
    required: ['list', 'either', 'direct'],
    additionalProperties: false,
  })
  expect(toStrictSchema(around(open))).toEqual(around(closed))
})

test('a schema that has to stay open cannot be made strict', () => {
  expect(toStrictSchema({ type: 'object', additionalProperties: true })).toBeNull()
  expect(toStrictSchema({ type: 'object', properties: { map: { type: 'object', additionalProperties: { type: 'string' } } } })).toBeNull()
})

test('the given schema is left as it is', () => {
  const schema = Object.freeze({
    type: 'object',
    properties: Object.freeze({ a: Object.freeze({ type: 'object', properties: Object.freeze({ b: {} }) }) }),
  })
  const before = JSON.stringify(schema)
  toStrictSchema(schema)
  expect(JSON.stringify(schema)).toBe(before)
})

test('the words for a breach are those OpenAI uses', () => {
  expect(findStrictBreach({ type: 'object', properties: {} })).toBe(
    "In context=(), 'additionalProperties' is required to be supplied and to be false.",
  )
  const inner = { type: 'object', properties: { b: {} }, additionalProperties: false, required: [] }
  expect(findStrictBreach({ type: 'object', properties: { a: inner }, required: ['a'], additionalProperties: false })).toBe(
    "In context=('properties', 'a'), 'required' is required to be supplied and to be an array including every key in properties. Missing 'b'.",
  )
  expect(findStrictBreach({ type: 'object', properties: {}, additionalProperties: false, items: { type: 'object' } })).toBe(
    "In context=('items',), 'additionalProperties' is required to be supplied and to be false.",
  )
  expect(findStrictBreach({ type: 'array' })).toBe(`schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`)
})

const leaf: fc.Arbitrary<JsonSchema> = fc.oneof(
  fc.constant({ type: 'string' }),
  fc.constant({ type: ['integer', 'null'] }),
  fc.constant({}),
)
const schemas = fc.letrec<{ schema: JsonSchema; object: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    leaf,
    tie('object'),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ anyOf: fc.array(tie('schema'), { maxLength: 3 }) }),
  ),
  object: fc
    .record({
      properties: fc.dictionary(
        fc.string({ minLength: 1, maxLength: 3 }).filter((key) => key !== '__proto__'),
        tie('schema'),
        { maxKeys: 3 },
      ),
      required: fc.boolean(),
    })
    .map(({ properties, required }) => ({
      type: 'object',
      properties,
      ...(required ? { required: Object.keys(properties).slice(1) } : {}),
    })),
}))

test('whatever can be made strict is strict then, and stays what it is when it is made strict again', () => {
  fc.assert(
    fc.property(schemas.object, (schema) => {
      const strict = toStrictSchema(schema)
      expect(strict).not.toBeNull()
      expect(findStrictBreach(strict!)).toBeNull()
      expect(toStrictSchema(strict)).toEqual(strict)
    }),
  )
})

test.each([
  [{ type: 'array', items: {} }, `schema must be a JSON Schema of 'type: "object"', got 'type: "array"'.`],
  [{ type: 'object', properties: { all: { type: 'array' } } }, "In context=('properties', 'all'), array schema missing items."],
  [
    { type: 'object', properties: { all: { type: 'array', items: { type: ['array', 'null'] } } } },
    "In context=('properties', 'all', 'items'), array schema missing items.",
  ],
  [{ type: 'object', properties: { all: { type: 'array', items: {} }, pair: { type: 'array', prefixItems: [] }, items: {} } }, null],
  [{}, null],
])('parameters %j: %s', (schema, breach) => {
  expect(findParameterBreach(schema)).toBe(breach)
})
