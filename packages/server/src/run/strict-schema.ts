export type JsonSchema = Record<string, unknown>

/**
 * The schema as OpenAI rewrites it when `strict` is left out: every object closed (`additionalProperties: false`) and every property required,
 * in the order required ones first. No schema at all means no arguments. Recorded for functions and measured there: keys added stand last.
 *
 * `null` where the schema cannot be made strict, because an object must stay open: it says so with `additionalProperties`.
 */
export function toStrictSchema(schema: JsonSchema | null | undefined): JsonSchema | null {
  if (schema === null || schema === undefined) return { type: 'object', properties: {}, required: [], additionalProperties: false }
  return everyObject(schema).every(({ object }) => !isOpen(object)) ? rewrite(schema) : null
}

/**
 * What keeps a schema from being strict, in OpenAI's words; `null` when nothing does. Every object of a strict schema is closed and requires
 * all of its properties.
 */
export function findStrictBreach(schema: JsonSchema): string | null {
  if (schema['type'] !== 'object') return notAnObject(schema)
  for (const { object, path } of everyObject(schema)) {
    const context = `In context=${toTuple(path)}`
    if (object['additionalProperties'] !== false) return `${context}, 'additionalProperties' is required to be supplied and to be false.`
    const required = requiredOf(object)
    const missing = Object.keys(propertiesOf(object)).find((key) => !required.includes(key))
    if (missing !== undefined) {
      return `${context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`
    }
  }
  return null
}

/**
 * What keeps the parameters of a function from being accepted at all, strict or not, in OpenAI's words (vercel/ai#1485, modelscope/ms-agent#610);
 * `null` when nothing does. None of the 329 functions of recorded requests has it.
 */
export function findParameterBreach(schema: JsonSchema): string | null {
  if (schema['type'] !== undefined && schema['type'] !== 'object') return notAnObject(schema)
  const bare = everySchema(schema).find(
    ({ object }) => isArray(object) && object['items'] === undefined && object['prefixItems'] === undefined,
  )
  return bare === undefined ? null : `In context=${toTuple(bare.path)}, array schema missing items.`
}

function notAnObject({ type }: JsonSchema): string {
  return `schema must be a JSON Schema of 'type: "object"', got 'type: ${JSON.stringify(type ?? 'None')}'.`
}

interface Place {
  object: JsonSchema
  path: readonly string[]
}

/** Every schema of an object inside `schema`, outermost first. */
function everyObject(schema: JsonSchema): Place[] {
  return everySchema(schema).filter(({ object }) => describesObject(object))
}

function everySchema(schema: JsonSchema, path: readonly string[] = []): Place[] {
  const inner = subschemas(schema).flatMap(({ schema: one, path: step }) => everySchema(one, [...path, ...step]))
  return [{ object: schema, path }, ...inner]
}

function subschemas(schema: JsonSchema): { schema: JsonSchema; path: string[] }[] {
  const maps = ['properties', '$defs', 'definitions'].flatMap((key) => {
    const map = schema[key]
    return isRecord(map) ? Object.entries(map).map(([name, inner]) => ({ inner, path: [key, name] })) : []
  })
  const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'].flatMap((key) => {
    const list = schema[key]
    return Array.isArray(list) ? list.map((inner: unknown, index) => ({ inner, path: [key, String(index)] })) : []
  })
  const singles = [{ inner: schema['items'], path: ['items'] }]
  return [...maps, ...lists, ...singles].flatMap(({ inner, path }) => (isRecord(inner) ? [{ schema: inner, path }] : []))
}

function rewrite(value: JsonSchema): JsonSchema {
  const copy: JsonSchema = { ...value }
  for (const key of ['properties', '$defs', 'definitions']) {
    const map = copy[key]
    if (isRecord(map))
      copy[key] = Object.fromEntries(Object.entries(map).map(([name, inner]) => [name, isRecord(inner) ? rewrite(inner) : inner]))
  }
  for (const key of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) {
    const list = copy[key]
    if (Array.isArray(list)) copy[key] = list.map((inner: unknown) => (isRecord(inner) ? rewrite(inner) : inner))
  }
  if (isRecord(copy['items'])) copy['items'] = rewrite(copy['items'])
  if (!describesObject(value)) return copy
  const required = requiredOf(value)
  const added = Object.keys(propertiesOf(value)).filter((key) => !required.includes(key))
  copy['additionalProperties'] = false
  copy['required'] = [...required, ...added]
  return copy
}

function describesObject(schema: JsonSchema): boolean {
  const type = schema['type']
  return type === 'object' || (Array.isArray(type) && type.includes('object')) || (type === undefined && isRecord(schema['properties']))
}

function isArray({ type }: JsonSchema): boolean {
  return type === 'array' || (Array.isArray(type) && type.includes('array'))
}

function isOpen(object: JsonSchema): boolean {
  const additional = object['additionalProperties']
  return additional === true || isRecord(additional)
}

function propertiesOf(object: JsonSchema): JsonSchema {
  return isRecord(object['properties']) ? object['properties'] : {}
}

function requiredOf(object: JsonSchema): string[] {
  return Array.isArray(object['required']) ? object['required'].filter((key) => typeof key === 'string') : []
}

function isRecord(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A path as Python prints a tuple: `()`, `('items',)`, `('properties', 'a')`. */
function toTuple(path: readonly string[]): string {
  return `(${path.map((step) => `'${step}'`).join(', ')}${path.length === 1 ? ',' : ''})`
}
