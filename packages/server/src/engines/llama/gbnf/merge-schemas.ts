import { isDeepStrictEqual } from 'node:util'

import type { JsonSchema } from '../../../prompt/chat-message.ts'

export type Schema = JsonSchema | boolean

/**
 * One schema that allows what both allow, for `allOf` and for keywords beside `$ref` or `anyOf`.
 *
 * @throws Error with a readable reason when both cannot hold or the two keywords cannot be put into one
 */
export function mergeSchemas(a: Schema, b: Schema): Schema {
  if (a === true) return b
  if (b === true) return a
  if (a === false || b === false) return false
  const merged: JsonSchema = { ...a }
  for (const [key, value] of Object.entries(b)) {
    if (!(key in a) || isDeepStrictEqual(a[key], value)) merged[key] = value
    else if (key in combine) merged[key] = combine[key]?.(a[key], value)
    else if (!annotations.has(key)) throw new Error(`'${key}' is given twice and cannot be combined`)
  }
  if ('properties' in a || 'properties' in b || 'additionalProperties' in a || 'additionalProperties' in b) mergeProperties(merged, a, b)
  return merged
}

/** Keywords that say something about a schema without constraining the value. */
export const annotations: ReadonlySet<string> = new Set(
  '$anchor $comment $defs $id $schema default definitions deprecated description examples nullable readOnly title writeOnly'.split(' '),
)

const combine: Record<string, (a: unknown, b: unknown) => unknown> = {
  type: (a, b) => {
    const other = list(b)
    const both = list(a).flatMap((type) => (other.includes(type) ? [type] : narrower(type, other)))
    if (both.length === 0) throw new Error(`no type is both ${JSON.stringify(a)} and ${JSON.stringify(b)}`)
    return both.length === 1 ? both[0] : both
  },
  enum: (a, b) => (a as unknown[]).filter((value) => (b as unknown[]).some((entry) => isDeepStrictEqual(entry, value))),
  required: (a, b) => [...new Set([...(a as string[]), ...(b as string[])])],
  minimum: (a, b) => Math.max(Number(a), Number(b)),
  exclusiveMinimum: (a, b) => Math.max(Number(a), Number(b)),
  maximum: (a, b) => Math.min(Number(a), Number(b)),
  exclusiveMaximum: (a, b) => Math.min(Number(a), Number(b)),
  minLength: (a, b) => Math.max(Number(a), Number(b)),
  maxLength: (a, b) => Math.min(Number(a), Number(b)),
  minItems: (a, b) => Math.max(Number(a), Number(b)),
  maxItems: (a, b) => Math.min(Number(a), Number(b)),
  items: (a, b) => mergeSchemas(a as Schema, b as Schema),
  allOf: (a, b) => [...(a as unknown[]), ...(b as unknown[])],
  properties: (a) => a,
  additionalProperties: (a) => a,
}

function list(type: unknown): unknown[] {
  return Array.isArray(type) ? type : [type]
}

/** `integer` is what `number` and `integer` share. */
function narrower(type: unknown, other: readonly unknown[]): unknown[] {
  return (type === 'number' && other.includes('integer')) || (type === 'integer' && other.includes('number')) ? ['integer'] : []
}

function mergeProperties(merged: JsonSchema, a: JsonSchema, b: JsonSchema): void {
  const of = (schema: JsonSchema) => ({
    properties: (schema['properties'] ?? {}) as Record<string, Schema>,
    rest: (schema['additionalProperties'] ?? true) as Schema,
  })
  const [left, right] = [of(a), of(b)]
  const keys = new Set([...Object.keys(left.properties), ...Object.keys(right.properties)])
  const properties: Record<string, Schema> = {}
  for (const key of keys) properties[key] = mergeSchemas(left.properties[key] ?? left.rest, right.properties[key] ?? right.rest)
  merged['properties'] = properties
  merged['additionalProperties'] = mergeSchemas(left.rest, right.rest)
}
