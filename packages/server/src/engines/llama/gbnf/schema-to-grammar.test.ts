import { Ajv2020 } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { JsonSchema } from '../../../prompt/chat-message.ts'
import { ApiError } from '../../../run/api-error.ts'
import { sampleGbnf } from './sample-gbnf.ts'
import { schemaToGrammar } from './schema-to-grammar.ts'

const ajv = new Ajv2020({ strict: false, formats: fullFormats })

function grammarOf(schema: JsonSchema, strict = true): string {
  return schemaToGrammar({ schema, strict, param: 'text.format.schema', code: 'invalid_json_schema' })
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function samples(schema: JsonSchema, { count = 60, strict = true } = {}): string[] {
  const grammar = grammarOf(schema, strict)
  return Array.from({ length: count }, (_, seed) => sampleGbnf(grammar, { random: randomFrom(seed * 7919 + 1) }))
}

/** What the grammar generates against its schema, each with the validator's reason. */
function invalidSamples(schema: JsonSchema, options = {}): string[] {
  const validate = ajv.compile(schema)
  return samples(schema, options).flatMap((text) => (validate(JSON.parse(text)) ? [] : [`${text}: ${ajv.errorsText(validate.errors)}`]))
}

const parsed = (schema: JsonSchema, options = {}) => samples(schema, options).map((text) => JSON.parse(text) as object)

function refusal(schema: JsonSchema): ApiError {
  try {
    grammarOf(schema)
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('the schema was not refused')
}

test('keys come in the order of the schema, whatever required says', () => {
  const properties = { zeta: { type: 'string' }, alpha: { type: 'integer' }, mid: { type: 'boolean' } }
  const schema = { type: 'object', properties, required: ['mid', 'alpha', 'zeta'], additionalProperties: false }
  for (const value of parsed(schema)) expect(Object.keys(value)).toEqual(['zeta', 'alpha', 'mid'])
})

test('optional keys may be left out anywhere, and the order holds', () => {
  const properties = { a: { type: 'null' }, b: { type: 'null' }, c: { type: 'null' }, d: { type: 'null' } }
  const seen = new Set(
    samples({ type: 'object', properties, required: ['c'], additionalProperties: false }, { count: 300 }).map((text) =>
      Object.keys(JSON.parse(text) as object).join(''),
    ),
  )
  expect([...seen].sort()).toEqual(['abc', 'abcd', 'ac', 'acd', 'bc', 'bcd', 'c', 'cd'])
})

test('an object whose keys are all optional may be empty', () => {
  const seen = new Set(
    samples({ type: 'object', properties: { a: { type: 'null' }, b: { type: 'null' } }, additionalProperties: false }, { count: 200 }),
  )
  expect([...seen].sort()).toEqual(['{"a": null, "b": null}', '{"a": null}', '{"b": null}', '{}'])
})

test('a schema may refer to itself, by $defs and by its root', () => {
  const node = {
    type: 'object',
    properties: { value: { type: 'integer' }, next: { anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] } },
    required: ['value', 'next'],
    additionalProperties: false,
  }
  expect(invalidSamples({ $ref: '#/$defs/node', $defs: { node } })).toEqual([])
  expect(
    invalidSamples({
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      required: ['children'],
      additionalProperties: false,
    }),
  ).toEqual([])
})

test('keywords beside $ref and anyOf narrow what they stand beside', () => {
  const $defs = { named: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } }
  expect(invalidSamples({ $ref: '#/$defs/named', properties: { age: { type: 'integer' } }, required: ['age'], $defs })).toEqual([])
  expect(
    invalidSamples({
      type: 'object',
      properties: { kind: { type: 'string' } },
      required: ['kind'],
      anyOf: [{ properties: { kind: { const: 'a' } } }, { properties: { kind: { const: 'b' } } }],
    }),
  ).toEqual([])
  expect(
    invalidSamples({
      allOf: [{ $ref: '#/$defs/named' }, { properties: { age: { type: 'integer', minimum: 3 } }, required: ['age'] }],
      $defs,
    }),
  ).toEqual([])
})

test.each([
  [{ type: 'integer', minimum: 0, maximum: 9 }],
  [{ type: 'integer', minimum: -17, maximum: 1234 }],
  [{ type: 'integer', minimum: 100 }],
  [{ type: 'integer', maximum: -5 }],
  [{ type: 'integer', exclusiveMinimum: 7, exclusiveMaximum: 9 }],
  [{ type: 'integer', minimum: 5, maximum: 60, multipleOf: 5 }],
  [{ type: 'number', minimum: 0, maximum: 1 }],
  [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
  [{ type: 'number', minimum: 0.25, maximum: 0.75 }],
  [{ type: 'number', minimum: -3.5, maximum: 12.25 }],
  [{ type: 'number', exclusiveMaximum: 0 }],
  [{ type: 'number', exclusiveMinimum: 0 }],
  [{ type: 'number', exclusiveMinimum: 3, maximum: 400.5 }],
  [{ type: 'number', exclusiveMaximum: -3, minimum: -40 }],
  [{ type: 'number', minimum: -2, maximum: -1 }],
  [{ type: 'number', minimum: 0, maximum: 2, multipleOf: 0.1 }],
])('numbers stay within %j', (schema) => {
  // A multiple of 0.1 is no exact multiple in binary, so a validator needs a tolerance.
  const tolerant = new Ajv2020({ strict: false, multipleOfPrecision: 6 }).compile(schema)
  const values = samples(schema, { count: 200 }).map((text) => JSON.parse(text) as number)
  expect(values.filter((value) => !tolerant(value))).toEqual([])
})

test('every integer of a range can be generated, and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: -130, max: 130 }), fc.integer({ min: 0, max: 25 }), (low, width) => {
      const seen = new Set(samples({ type: 'integer', minimum: low, maximum: low + width }, { count: 900 }).map(Number))
      expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: width + 1 }, (_, index) => low + index))
    }),
    { numRuns: 15 },
  )
})

test.each(['date', 'time', 'date-time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid', 'uri'])('format %s', (format) => {
  expect(invalidSamples({ type: 'string', format }, { count: 300 })).toEqual([])
})

test.each([
  '^[A-Z]{2}-\\d{3,5}$',
  '^(foo|ba[rz])+$',
  'abc',
  '^\\w+@\\w+\\.(com|org)$',
  '^[^a-c"]{1,4}$',
  '^"quoted\\\\path"$',
  '^[!-~]{3}$',
  '^\\$\\d+(\\.\\d{2})?$',
  '^(?:a|b)?c*?$',
  '^[\\w.^-]{2,4}$',
  '^.{3}$',
  '^\\S+ \\S+$',
  '^é?[а-я]{2}$',
])('pattern %s', (pattern) => {
  expect(invalidSamples({ type: 'string', pattern }, { count: 150 })).toEqual([])
})

test('lengths count characters, not UTF-16 units', () => {
  expect(invalidSamples({ type: 'string', minLength: 2, maxLength: 5 }, { count: 200 })).toEqual([])
  expect(invalidSamples({ type: 'string', minLength: 3 })).toEqual([])
  expect(invalidSamples({ type: 'string', maxLength: 0 })).toEqual([])
})

test('arrays obey minItems and maxItems, and tuples their places', () => {
  expect(invalidSamples({ type: 'array', items: { type: 'boolean' }, minItems: 2, maxItems: 4 })).toEqual([])
  expect(invalidSamples({ type: 'array', items: { type: 'boolean' }, minItems: 1, maxItems: 1 })).toEqual([])
  expect(invalidSamples({ type: 'array', items: { type: 'boolean' }, maxItems: 1 })).toEqual([])
  expect(invalidSamples({ type: 'array', maxItems: 0 })).toEqual([])
  expect(invalidSamples({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 })).toEqual([])
})

test('additionalProperties as a schema gives further keys, never one of the named', () => {
  const schema = {
    type: 'object',
    properties: { id: { type: 'integer' }, idle: { type: 'boolean' } },
    required: ['id'],
    additionalProperties: { type: 'string' },
  }
  expect(invalidSamples(schema, { count: 300 })).toEqual([])
  const values = parsed(schema, { count: 300 })
  expect(values.some((value) => Object.keys(value).some((key) => key !== 'id' && key !== 'idle'))).toBe(true)
  expect(invalidSamples({ type: 'object', additionalProperties: { type: 'integer' }, propertyNames: { pattern: '^[a-z]{1,3}$' } })).toEqual(
    [],
  )
  expect(invalidSamples({ type: 'object', patternProperties: { '^x-': { type: 'null' } }, additionalProperties: false })).toEqual([])
})

test('a required key without a schema of its own is generated', () => {
  for (const value of parsed({ type: 'object', required: ['name'] })) expect(value).toHaveProperty('name')
})

test('enum and const keep any JSON value, and enum keeps to its type', () => {
  expect(invalidSamples({ enum: ['a "quoted" one', 1, null, { k: [1, 2] }, 'ünïcode\n'] })).toEqual([])
  expect(invalidSamples({ const: { nested: ['x', true] } })).toEqual([])
  expect(new Set(samples({ type: 'string', enum: ['a', 1, null] }))).toEqual(new Set(['"a"']))
})

/** Few definitions, each naming the next one twice beside other keywords, which cannot share a rule. */
function laughs(count: number): JsonSchema {
  const $defs: JsonSchema = { [`d${count}`]: { type: 'null' } }
  for (let n = 0; n < count; n++) {
    const next = { $ref: `#/$defs/d${n + 1}`, maxItems: 9 }
    $defs[`d${n}`] = { type: 'object', properties: { a: next, b: next }, required: ['a', 'b'] }
  }
  return { $ref: '#/$defs/d0', $defs }
}

test.each([
  [{ type: 'object', properties: { x: { not: { type: 'string' } } } }, "'/properties/x'", 'not'],
  [{ type: 'array', uniqueItems: true }, 'root', 'uniqueItems'],
  [{ type: 'string', pattern: '(?=a)b' }, 'root', 'look-around'],
  [{ type: 'string', pattern: '(a)\\1' }, 'root', "'\\1'"],
  [{ type: 'string', format: 'iri' }, 'root', 'format: iri'],
  [{ if: {}, else: {} }, 'root', 'if'],
  [{ $ref: 'https://example.com/schema' }, 'root', 'outside'],
  [{ $ref: '#/$defs/none' }, 'root', 'nothing'],
  [{ type: 'integer', minimum: 5, maximum: 4 }, 'root', 'bounds'],
  [{ $ref: '#/$defs/a', $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] } } }, 'anyOf/0', 'leads back to itself'],
  [{ type: 'object', anyOf: [{ $ref: '#' }] }, 'root', 'leads back to itself'],
  [laughs(24), 'root', 'too large'],
  [{ type: 'strng' }, 'root', 'unknown type "strng"'],
  [{ allOf: [{ type: 'string' }, { type: 'number' }] }, 'root', 'no type is both'],
  [{ type: 'array', items: { type: 'string' }, minItems: 3, maxItems: 2 }, 'root', 'at least'],
])('strict refuses %j and says where and what', (schema, place, keyword) => {
  const error = refusal(schema)
  expect(error.toBody().error).toMatchObject({ type: 'invalid_request_error', param: 'text.format.schema', code: 'invalid_json_schema' })
  expect(error.message).toContain(place)
  expect(error.message).toContain(keyword)
})

test('without strict, what cannot be enforced is left out and the rest holds', () => {
  const schema = { type: 'array', items: { type: 'string', pattern: '(?=a)b', not: { const: 'x' } }, uniqueItems: true, minItems: 1 }
  for (const text of samples(schema, { strict: false })) {
    const value: unknown = JSON.parse(text)
    expect(Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')).toBe(true)
  }
})

const leaf = fc.oneof(
  fc.constant<JsonSchema>({ type: 'boolean' }),
  fc.constant<JsonSchema>({ type: 'null' }),
  fc.constant<JsonSchema>({ type: 'number' }),
  fc.constant<JsonSchema>({ type: ['string', 'null'] }),
  fc.constant<JsonSchema>({ $ref: '#/$defs/leaf' }),
  fc.tuple(fc.nat(4), fc.nat(6)).map(([min, extra]): JsonSchema => ({ type: 'string', minLength: min, maxLength: min + extra })),
  fc
    .tuple(fc.integer({ min: -2000, max: 2000 }), fc.nat(3000))
    .map(([min, extra]): JsonSchema => ({ type: 'integer', minimum: min, maximum: min + extra })),
  fc
    .tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: 1, max: 900 }))
    .map(([min, extra]): JsonSchema => ({ type: 'number', minimum: min / 8, maximum: (min + extra) / 8 })),
  fc
    .uniqueArray(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 4 })
    .map((values): JsonSchema => ({ enum: values })),
  fc.constantFrom('date', 'uuid', 'email', 'ipv4').map((format): JsonSchema => ({ type: 'string', format })),
)

const { schema: anySchema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'schema' },
    leaf,
    fc
      .tuple(tie('schema'), fc.nat(2), fc.nat(3))
      .map(([items, min, extra]): JsonSchema => ({ type: 'array', items, minItems: min, maxItems: min + extra })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3, depthIdentifier: 'schema' }).map((anyOf): JsonSchema => ({ anyOf })),
    fc
      .tuple(
        fc.uniqueArray(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }).filter((key) => !/^\d+$/.test(key) && key !== '__proto__'),
          { maxLength: 4 },
        ),
        fc.array(fc.tuple(tie('schema'), fc.boolean()), { minLength: 4, maxLength: 4 }),
        fc.oneof(fc.constant(false), tie('schema')),
      )
      .map(([keys, parts, additionalProperties]): JsonSchema => {
        const properties = Object.fromEntries(keys.map((key, index) => [key, parts[index]?.[0]]))
        return { type: 'object', properties, required: keys.filter((_, index) => parts[index]?.[1]), additionalProperties }
      }),
  ),
}))

/** The keys a value should have come in, and those it came in, where its schema names them. */
function keyOrders(schema: JsonSchema, value: unknown): [string[], string[]] {
  const order = Object.keys(schema['properties'] ?? {})
  const named = Object.keys(value as object).filter((key) => order.includes(key))
  return [named, order.filter((key) => named.includes(key))]
}

test('everything a grammar generates is valid under its schema, in the order of its keys', () => {
  fc.assert(
    fc.property(anySchema, fc.nat(), (inner, seed) => {
      const schema = { ...inner, $defs: { leaf: { type: 'integer', minimum: 0, maximum: 12 } } }
      const validate = ajv.compile(schema)
      const random = randomFrom(seed)
      const grammar = grammarOf(schema)
      for (let round = 0; round < 8; round++) {
        const text = sampleGbnf(grammar, { random })
        const value: unknown = JSON.parse(text)
        const reason = validate(value) ? null : ajv.errorsText(validate.errors)
        expect({ text, reason }).toEqual({ text, reason: null })
        const [named, ordered] = keyOrders(inner, inner['type'] === 'object' ? value : {})
        expect(named).toEqual(ordered)
      }
    }),
    { numRuns: Number(process.env['GRAMMAR_RUNS'] ?? 150) },
  )
})
