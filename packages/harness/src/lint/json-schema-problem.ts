import { isObject, type JsonObject, show } from './json.ts'

/**
 * What breaks a JSON Schema first, in words; null when nothing does. Knows the keywords that structured outputs allow: type, properties,
 * required, additionalProperties, items, enum, const, anyOf and local $ref; what else a schema says is not judged.
 */
export function schemaProblem(value: unknown, schema: unknown, root: unknown = schema, at = '', depth = 0): string | null {
  if (!isObject(schema) || depth > 64) return null
  const where = at === '' ? '' : `at ${at} `
  if (typeof schema['$ref'] === 'string') return schemaProblem(value, resolve(root, schema['$ref']), root, at, depth + 1)
  if (Array.isArray(schema['anyOf'])) {
    const fits = (schema['anyOf'] as unknown[]).some((choice) => schemaProblem(value, choice, root, at, depth + 1) === null)
    return fits ? null : `${where}fits none of the schema's choices`
  }
  const { type } = schema
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? (type as unknown[]) : []
  if (types.length > 0 && !types.some((one) => isOfType(value, one))) return `${where}is not of type ${types.join(' or ')}`
  if (Array.isArray(schema['enum']) && !(schema['enum'] as unknown[]).some((one) => JSON.stringify(one) === JSON.stringify(value)))
    return `${where}is none of the allowed values`
  if ('const' in schema && JSON.stringify(schema['const']) !== JSON.stringify(value)) return `${where}is not ${show(schema['const'])}`
  if (Array.isArray(value)) {
    for (const [index, entry] of (value as unknown[]).entries()) {
      const problem = schemaProblem(entry, schema['items'], root, `${at}/${index}`, depth + 1)
      if (problem !== null) return problem
    }
    return null
  }
  return isObject(value) ? objectProblem(value, schema, root, at, depth) : null
}

function objectProblem(value: JsonObject, schema: JsonObject, root: unknown, at: string, depth: number): string | null {
  const where = at === '' ? '' : `at ${at} `
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  for (const name of Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : []) {
    if (!Object.hasOwn(value, String(name))) return `${where}lacks ${show(name)}`
  }
  for (const [name, entry] of Object.entries(value)) {
    if (!Object.hasOwn(properties, name)) {
      if (schema['additionalProperties'] === false) return `${where}has ${show(name)}, which the schema does not allow`
      continue
    }
    const problem = schemaProblem(entry, properties[name], root, `${at}/${name}`, depth + 1)
    if (problem !== null) return problem
  }
  return null
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  if (type === 'integer') return Number.isInteger(value)
  return typeof value === type
}

function resolve(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return null
  return reference
    .slice(1)
    .split('/')
    .slice(1)
    .reduce<unknown>((value, token) => (isObject(value) ? value[token] : undefined), root)
}
