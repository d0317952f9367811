import { z } from 'zod'

/**
 * Turns a query string's values, as any server hands them over (strings, or arrays of strings), into what `schema` describes: numbers, booleans,
 * arrays. SDKs write arrays as `include[]=…`; `include=…` is taken too. What does not look right stays a string, for the schema to refuse.
 * Keys that `schema` does not know are left out, as the API ignores them.
 */
export function decodeQuery(schema: z.ZodObject, raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const query: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(schema.shape)) {
    const values = [raw[key], raw[`${key}[]`]].flat().filter((value) => value !== undefined)
    if (values.length === 0) continue
    const kind = withoutWrapping(field)
    if (kind instanceof z.ZodArray) query[key] = values
    else query[key] = decodeScalar(kind, values.length === 1 ? values[0] : values)
  }
  return query
}

function withoutWrapping(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodExactOptional || field instanceof z.ZodOptional ? withoutWrapping(field.def.innerType) : field
}

function decodeScalar(kind: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (kind instanceof z.ZodNumber && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (kind instanceof z.ZodBoolean && (value === 'true' || value === 'false')) return value === 'true'
  return value
}
