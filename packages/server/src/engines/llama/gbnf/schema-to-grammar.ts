import type { JsonSchema } from '../../../prompt/chat-message.ts'
import { spacedJson } from '../../../prompt/spaced-json.ts'
import type { ApiErrorCode } from '../../../run/api-error.ts'
import { createGrammarRules, type GrammarRules } from './grammar-rules.ts'
import { literal } from './literal.ts'
import { annotations, mergeSchemas, type Schema } from './merge-schemas.ts'
import { numberRule } from './number-rule.ts'
import { listOf, objectRule } from './object-rule.ts'
import { cannotEnforce, refuseSchema, type SchemaContext } from './schema-context.ts'
import { stringRule } from './string-rule.ts'

export interface SchemaSource {
  schema: JsonSchema
  /** Strict refuses what cannot be enforced; otherwise such a keyword is left out. */
  strict: boolean
  /** Names the schema in errors: `text.format.schema` or `tools[0].parameters`. */
  param: string
  code: ApiErrorCode
}

/**
 * The grammar text of one JSON schema.
 *
 * @throws ApiError 400 naming the schema, the place in it, and the keyword
 */
export function schemaToGrammar(source: SchemaSource): string {
  const rules = createGrammarRules()
  return rules.toText(schemaToRule(rules, source))
}

/**
 * Compiles a JSON schema into rules of `rules` and returns what to put where such a value may stand. Everything the rules generate is valid
 * under the schema; they need not generate everything that is valid. Keys come in the order of the schema, and no white space but one space
 * after `:` and `,`. `oneOf` is read as `anyOf`.
 */
export function schemaToRule(rules: GrammarRules, { schema, strict, param, code }: SchemaSource): string {
  const context: SchemaContext = {
    rules,
    root: schema,
    refs: new Map(),
    pending: new Set(),
    budget: { left: maxSchemas },
    strict,
    param,
    code,
  }
  return compile(context, schema, '')
}

/** Far more than any schema people write; a grammar of this size is parsed in well under a second. */
const maxSchemas = 10_000
const maxPointerLength = 4000

/** Keywords that `compile` reads, and those that need no reading. Others cannot be enforced. */
const known = new Set([
  ...annotations,
  ...'$ref additionalProperties allOf anyOf const enum exclusiveMaximum exclusiveMinimum format items maxItems maxLength maxProperties'.split(
    ' ',
  ),
  ...'maximum minItems minLength minProperties minimum multipleOf oneOf pattern patternProperties prefixItems properties propertyNames'.split(
    ' ',
  ),
  ...'required type additionalItems'.split(' '),
])

function compile(context: SchemaContext, schema: Schema, pointer: string): string {
  if (--context.budget.left < 0 || pointer.length > maxPointerLength)
    refuseSchema(context, '', 'it is too large, or it leads back to itself')
  if (schema === true) return 'value'
  if (schema === false || schema === null || typeof schema !== 'object') return refuseSchema(context, pointer, 'nothing can satisfy it')
  for (const key of Object.keys(schema)) {
    if (!known.has(key) && !key.startsWith('x-')) cannotEnforce(context, pointer, key)
  }
  const { $ref, allOf, const: constant, enum: values, type } = schema
  const inner = (part: Schema, suffix: string) => compile(context, part, `${pointer}/${suffix}`)

  if (typeof $ref === 'string') {
    const beside = without(schema, '$ref')
    if (Object.keys(beside).every((key) => annotations.has(key))) return reference(context, $ref, pointer)
    return inner(merge(context, pointer, resolve(context, $ref, pointer), beside), '$ref')
  }
  if (Array.isArray(allOf)) {
    const whole = allOf.reduce<Schema>(
      (sum: Schema, part: Schema) => merge(context, pointer, sum, dereference(context, part, pointer)),
      without(schema, 'allOf'),
    )
    return inner(whole, 'allOf')
  }
  if ('const' in schema) return literal(spacedJson(constant))
  if (Array.isArray(values)) return enumRule(context, schema, values, pointer)
  for (const key of ['anyOf', 'oneOf']) {
    const branches = schema[key]
    if (!Array.isArray(branches)) continue
    const beside = without(schema, key)
    const isBare = Object.keys(beside).every((other) => annotations.has(other))
    const alternatives = branches.map((branch: Schema, index) =>
      inner(isBare ? branch : merge(context, pointer, beside, dereference(context, branch, pointer)), `${key}/${index}`),
    )
    return context.rules.rule([...new Set(alternatives)].join(' | '))
  }
  if (Array.isArray(type)) {
    return context.rules.rule([...new Set(type.map((one: string) => compile(context, { ...schema, type: one }, pointer)))].join(' | '))
  }
  return typedRule(context, schema, typeof type === 'string' ? type : impliedType(schema), pointer)
}

function typedRule(context: SchemaContext, schema: JsonSchema, type: string | null, pointer: string): string {
  switch (type) {
    case null:
      return 'value'
    case 'string':
      return stringRule(context, schema, pointer)
    case 'number':
    case 'integer':
      return numberRule(context, schema, pointer, type)
    case 'boolean':
    case 'null':
      return type
    case 'array':
      return arrayRule({ ...context, pending: new Set() }, schema, pointer)
    case 'object':
      return isFree(schema)
        ? 'object'
        : objectRule(context, schema, pointer, (part, place) => compile({ ...context, pending: new Set() }, part, place))
    default:
      return refuseSchema(context, pointer, `unknown type ${JSON.stringify(type)}`)
  }
}

/** A schema without `type` allows every type its keywords do not speak of; generating the one they do speak of obeys it. */
function impliedType(schema: JsonSchema): string | null {
  const has = (...keys: string[]) => keys.some((key) => key in schema)
  if (has('properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'minProperties', 'maxProperties'))
    return 'object'
  if (has('items', 'prefixItems', 'minItems', 'maxItems')) return 'array'
  if (has('pattern', 'format', 'minLength', 'maxLength')) return 'string'
  return has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf') ? 'number' : null
}

function isFree(schema: JsonSchema): boolean {
  return Object.keys(schema).every((key) => key === 'type' || annotations.has(key))
}

function arrayRule(context: SchemaContext, schema: JsonSchema, pointer: string): string {
  const tuple = (schema['prefixItems'] ?? (Array.isArray(schema['items']) ? schema['items'] : undefined)) as Schema[] | undefined
  const rest = (Array.isArray(schema['items']) ? schema['additionalItems'] : schema['items']) as Schema | undefined
  const { minItems, maxItems } = schema
  if (tuple === undefined) {
    if (rest === false) return literal('[]')
    return context.rules.rule(`"[" ${listOf(context, compile(context, rest ?? true, `${pointer}/items`), minItems, maxItems, pointer)} "]"`)
  }
  // A tuple is generated whole and without extra items: what may be left out need not be.
  if (Number(minItems ?? 0) > tuple.length) cannotEnforce(context, pointer, 'minItems beyond prefixItems')
  const length = Math.min(tuple.length, Number(maxItems ?? tuple.length))
  const items = tuple.slice(0, length).map((item, index) => compile(context, item, `${pointer}/prefixItems/${index}`))
  return context.rules.rule(`"[" ${items.join(' ", " ') || '""'} "]"`)
}

function enumRule(context: SchemaContext, schema: JsonSchema, values: readonly unknown[], pointer: string): string {
  const types = schema['type'] === undefined ? null : [schema['type']].flat()
  const fitting = types === null ? values : values.filter((value) => types.some((type) => isOfType(value, type)))
  if (fitting.length === 0) refuseSchema(context, pointer, "no value of 'enum' has its type")
  return context.rules.rule(fitting.map((value) => literal(spacedJson(value))).join(' | '))
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value)
  return typeof value === type
}

function reference(context: SchemaContext, ref: string, pointer: string): string {
  if (context.pending.has(ref)) refuseSchema(context, pointer, `'$ref' ${ref} leads back to itself`)
  const existing = context.refs.get(ref)
  if (existing !== undefined) return existing
  const target = resolve(context, ref, pointer)
  const name = context.rules.reserve()
  context.refs.set(ref, name)
  context.rules.define(name, compile({ ...context, pending: new Set([...context.pending, ref]) }, target, ref.replace(/^#/, '')))
  return name
}

function dereference(context: SchemaContext, schema: Schema, pointer: string, depth = 0): Schema {
  if (typeof schema === 'boolean' || typeof schema['$ref'] !== 'string') return schema
  if (depth > 16) return refuseSchema(context, pointer, `'$ref' ${schema['$ref']} leads back to itself`)
  const target = dereference(context, resolve(context, schema['$ref'], pointer), pointer, depth + 1)
  return merge(context, pointer, target, without(schema, '$ref'))
}

function resolve(context: SchemaContext, ref: string, pointer: string): Schema {
  if (ref !== '#' && !ref.startsWith('#/')) refuseSchema(context, pointer, `'$ref' ${ref} points outside the schema`)
  let target: unknown = context.root
  for (const part of decodeURIComponent(ref).split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    target = target !== null && typeof target === 'object' ? (target as Record<string, unknown>)[key] : undefined
  }
  if (target === undefined) refuseSchema(context, pointer, `'$ref' ${ref} points to nothing`)
  return target as Schema
}

function merge(context: SchemaContext, pointer: string, a: Schema, b: Schema): Schema {
  try {
    return mergeSchemas(a, b)
  } catch (error) {
    return refuseSchema(context, pointer, error instanceof Error ? error.message : String(error))
  }
}

function without(schema: JsonSchema, key: string): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key))
}
