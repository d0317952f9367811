import { addFields, nounOf, type Nouns } from './nouns.ts'

interface Schema {
  $ref?: string
  allOf?: Schema[]
  properties?: { [name: string]: Schema & { const?: unknown; enum?: unknown[]; default?: unknown } }
}

/**
 * Reads the components of an OpenAPI document that the Responses API uses (others, such as Realtime, have types of the same name); exact, for the document
 * is plain JSON. References and `allOf` are followed.
 *
 * @param options `everything`: all components, for a document that is about the Responses API alone
 * @throws Error when it has no components
 */
export function nounsOfOpenApi(document: unknown, items: ReadonlySet<string>, { everything = false } = {}): Nouns {
  const schemas = (document as { components?: { schemas?: { [name: string]: Schema } } }).components?.schemas
  if (schemas === undefined) throw new Error('is no OpenAPI document: components.schemas is missing')
  const nouns: Nouns = new Map()
  const reachable = reachableFrom(document, schemas)
  for (const [name, schema] of Object.entries(schemas)) {
    if (!everything && !reachable.has(name)) continue
    const properties = propertiesOf(schema, schemas)
    const type = properties['type']
    const word = type?.const ?? (type?.enum?.length === 1 ? type.enum[0] : undefined)
    const noun = name === 'Response' ? 'response' : typeof word === 'string' ? nounOf(word, items) : null
    if (noun !== null) addFields(nouns, noun, Object.keys(properties))
  }
  return nouns
}

function propertiesOf(schema: Schema, schemas: { [name: string]: Schema }, depth = 0): NonNullable<Schema['properties']> {
  if (depth > 8) return {}
  const target = schema.$ref === undefined ? undefined : schemas[schema.$ref.split('/').at(-1) ?? '']
  const parts = [...(target === undefined ? [] : [target]), ...(schema.allOf ?? [])].map((part) => propertiesOf(part, schemas, depth + 1))
  return Object.assign({}, ...parts, schema.properties) as NonNullable<Schema['properties']>
}

/** Components that requests and answers under `/responses` lead to; all, where the document has no such path. */
function reachableFrom(document: unknown, schemas: { [name: string]: Schema }): ReadonlySet<string> {
  const { paths = {} } = document as { paths?: { [path: string]: unknown } }
  const roots = Object.entries(paths).filter(([path]) => /^(?:\/v1)?\/responses(?:\/|$)/.test(path))
  if (roots.length === 0) return new Set(Object.keys(schemas))
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const reference = '$ref' in value && typeof value.$ref === 'string' ? value.$ref : ''
    const name = /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1]
    if (name !== undefined && !found.has(name)) {
      found.add(name)
      visit(schemas[name])
    }
    for (const inner of Object.values(value)) visit(inner)
  }
  for (const [, path] of roots) visit(path)
  return found
}
