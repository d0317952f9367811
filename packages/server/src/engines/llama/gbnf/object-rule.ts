import type { JsonSchema } from '../../../prompt/chat-message.ts'
import { literal } from './literal.ts'
import type { Schema } from './merge-schemas.ts'
import { otherStrings } from './other-strings.ts'
import { cannotEnforce, refuseSchema, type SchemaContext } from './schema-context.ts'
import { repetition } from './string-rule.ts'

/** Compiles a schema that stands inside another. */
export type Compile = (schema: Schema, pointer: string) => string

/**
 * The rule of an object schema. Properties come in the order of the schema; optional ones may be left out; after them come further keys when
 * `additionalProperties` is a schema (or there are no properties at all). Where it is merely absent or true, no further keys are
 * generated: the schema allows leaving them out, and a model would ramble.
 */
export function objectRule(context: SchemaContext, schema: JsonSchema, pointer: string, compile: Compile): string {
  const properties = { ...(schema['properties'] as Record<string, Schema> | undefined) }
  const required = (schema['required'] ?? []) as string[]
  const rest = (schema['additionalProperties'] ?? true) as Schema
  for (const key of required) {
    if (key in properties) continue
    if (rest === false) refuseSchema(context, pointer, `'${key}' is required but not allowed`)
    properties[key] = rest
  }
  const keys = Object.keys(properties).filter((key) => required.includes(key) || properties[key] !== false)
  const { minProperties, maxProperties } = schema
  const further = furtherEntry(context, schema, keys, rest, pointer, compile)

  if (keys.length === 0) {
    if (further === null) return minProperties ? refuseSchema(context, pointer, 'it allows no properties') : context.rules.rule('"{}"')
    if (Number(minProperties ?? 0) > 1) cannotEnforce(context, pointer, 'minProperties')
    return context.rules.rule(`"{" ${listOf(context, further, minProperties, maxProperties, pointer)} "}"`)
  }
  if (minProperties !== undefined && Number(minProperties) > required.length) cannotEnforce(context, pointer, 'minProperties')
  if (maxProperties !== undefined && Number(maxProperties) < keys.length) cannotEnforce(context, pointer, 'maxProperties')

  const entry = (key: string) =>
    `${literal(`${JSON.stringify(key)}: `)} ${compile(properties[key] ?? true, `${pointer}/properties/${escapePointer(key)}`)}`
  const entries = keys.map((key) => ({ body: context.rules.rule(entry(key)), required: required.includes(key) }))
  const wantsFurther = further !== null && maxProperties === undefined
  return context.rules.rule(`"{" ${inOrder(context, entries, wantsFurther ? further : null)} "}"`)
}

interface Entry {
  body: string
  required: boolean
}

/** Entries in order with commas only between those that are there: `tails[i]` is what may follow once something stands before entry i. */
function inOrder(context: SchemaContext, entries: readonly Entry[], further: string | null): string {
  const tails: string[] = []
  tails[entries.length] = further === null ? '' : context.rules.rule(`(", " ${further})*`)
  for (let i = entries.length - 1; i >= 0; i--) {
    const { body, required } = entries[i] as Entry
    tails[i] = context.rules.rule(`${required ? `", " ${body}` : `(", " ${body})?`} ${tails[i + 1]}`.trim())
  }
  const firsts: string[] = []
  for (const [i, { body, required }] of entries.entries()) {
    firsts.push(`${body} ${tails[i + 1]}`.trim())
    if (required) return firsts.length === 1 ? (firsts[0] ?? '') : `(${firsts.join(' | ')})`
  }
  if (further !== null) firsts.push(`${further} (", " ${further})*`)
  return `(${firsts.join(' | ')})?`
}

/** One entry under a key that `properties` does not name; null when there are to be none. */
function furtherEntry(
  context: SchemaContext,
  schema: JsonSchema,
  keys: readonly string[],
  rest: Schema,
  pointer: string,
  compile: Compile,
): string | null {
  const patterns = Object.entries((schema['patternProperties'] ?? {}) as Record<string, Schema>)
  const [pattern] = patterns
  if (pattern !== undefined) {
    if (patterns.length > 1 || keys.length > 0) {
      cannotEnforce(context, pointer, 'patternProperties', 'Only one pattern, without properties beside it, can be enforced.')
      return null
    }
    return entryOf(
      context,
      compile({ type: 'string', pattern: pattern[0] }, `${pointer}/patternProperties`),
      compile(pattern[1], `${pointer}/patternProperties`),
    )
  }
  if (rest === false || (keys.length > 0 && rest === true)) return null
  const value = compile(rest, `${pointer}/additionalProperties`)
  const names = schema['propertyNames'] as Schema | undefined
  if (names === undefined) return entryOf(context, keys.length === 0 ? 'string' : otherStrings(context.rules, keys), value)
  if (keys.length > 0) cannotEnforce(context, pointer, 'propertyNames', 'It cannot be enforced beside properties.')
  return entryOf(context, compile(typeof names === 'boolean' ? names : { type: 'string', ...names }, `${pointer}/propertyNames`), value)
}

function entryOf(context: SchemaContext, key: string, value: string): string {
  return context.rules.rule(`${key} ": " ${value}`)
}

/** A comma-separated list of `item`, at least `min` and at most `max` long. */
export function listOf(context: SchemaContext, item: string, min: unknown, max: unknown, pointer: string): string {
  const low = Math.max(0, Number(min ?? 0))
  if (max !== undefined && Math.floor(Number(max)) === 0 && low === 0) return '""'
  const range = repetition(context, pointer, Math.max(0, low - 1), max === undefined ? undefined : Number(max) - 1, 'minItems')
  const list = `${item} (", " ${item})${range}`
  return low > 0 ? list : `(${list})?`
}

export function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
