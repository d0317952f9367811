import { z } from 'zod'

import { jsonKind, type JsonKind } from './json-kind.ts'

type Schema = z.core.$ZodType

/** The schemas that a value at `path` has to meet one of. Options of a union that the value's `type` or `role` rules out are left aside. */
export function schemasAt(root: Schema, value: unknown, path: readonly PropertyKey[]): Schema[] {
  let schemas = alternatives(root, value)
  let here = value
  for (const key of path) {
    here = typeof here === 'object' && here !== null ? (here as Record<PropertyKey, unknown>)[key] : undefined
    const next = here
    schemas = schemas.flatMap((schema) => child(schema, key)).flatMap((schema) => alternatives(schema, next))
  }
  return schemas
}

/** Whether a number has to be whole there. */
export function takesIntegers(schemas: readonly Schema[]): boolean {
  return schemas.some((schema) => schema instanceof z.ZodNumberFormat)
}

/** The JSON types that `schemas` take, in words: `string`, `array of objects`. */
export function typeNouns(schemas: readonly Schema[]): string[] {
  return [...new Set(schemas.flatMap(typeNoun))]
}

function typeNoun(schema: Schema): string[] {
  const kind = kindOf(schema)
  if (kind === undefined || kind === 'null') return []
  if (!(schema instanceof z.ZodArray)) return [kind]
  const elements = new Set(alternatives(schema.element, undefined).flatMap((element) => kindOf(element) ?? []))
  const [only] = elements
  return elements.size === 1 && only !== undefined ? [`array of ${only}s`] : ['array']
}

/** The JSON type a schema takes; undefined where it takes any. */
function kindOf(schema: Schema): JsonKind | undefined {
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return 'string'
  if (schema instanceof z.ZodNumberFormat) return 'integer'
  if (schema instanceof z.ZodNumber) return 'decimal'
  if (schema instanceof z.ZodBoolean) return 'boolean'
  if (schema instanceof z.ZodArray) return 'array'
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return 'object'
  if (schema instanceof z.ZodLiteral) return jsonKind(schema.def.values[0])
  return undefined
}

function child(schema: Schema, key: PropertyKey): Schema[] {
  if (schema instanceof z.ZodObject) return typeof key === 'string' && Object.hasOwn(schema.shape, key) ? [schema.shape[key] as Schema] : []
  if (schema instanceof z.ZodArray) return [schema.element]
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  return []
}

/** Takes off what wraps a schema, and opens unions. */
function alternatives(schema: Schema, value: unknown): Schema[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable)
    return alternatives(schema.def.innerType, value)
  if (schema instanceof z.ZodPipe) return alternatives(schema.def.in, value)
  if (schema instanceof z.ZodLazy) return alternatives(schema.def.getter(), value)
  if (!(schema instanceof z.ZodUnion)) return [schema]
  const options = (schema.options as Schema[]).flatMap((option) => alternatives(option, value))
  const fitting = options.filter((option) => fits(option, value))
  return fitting.length > 0 ? fitting : options
}

function fits(option: Schema, value: unknown): boolean {
  if (!(option instanceof z.ZodObject) || typeof value !== 'object' || value === null) return true
  return ['type', 'role'].every((key) => {
    const property = option.shape[key] as Schema | undefined
    const actual = (value as Record<string, unknown>)[key]
    return property === undefined || actual === undefined || z.safeParse(property, actual).success
  })
}
