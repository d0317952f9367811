import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type AbsentChecker, type Checker, generalPlace, judgeEvents, type Problem } from '../checker.ts'
import { importPeer } from '../install-peers.ts'

type Schema = { $ref?: string; properties?: { type?: { enum?: string[]; const?: string } } }
interface Validate {
  (value: unknown): boolean
  errors?: { instancePath: string; keyword: string; message?: string }[] | null
}
interface Ajv {
  addSchema(schema: unknown, key: string): Ajv
  compile(schema: unknown): Validate
}

/** Where the OpenAPI document of the API lies: `GOLDWIRE_OPENAPI`, or beside the repository. */
export const openapiFile =
  process.env['GOLDWIRE_OPENAPI'] ?? fileURLToPath(new URL('../../../../shared/spec/openai-openapi.json', import.meta.url))

/** Every event by the schema that the OpenAPI document has for its type, through ajv. */
export async function openapi(): Promise<Checker | AbsentChecker> {
  if (!existsSync(openapiFile)) return { name: 'openapi', absent: `no OpenAPI document at ${openapiFile}` }
  const peer = await importPeer('ajv/dist/2020.js')
  if (typeof peer === 'string') return { name: 'openapi', absent: peer }
  const document = JSON.parse(readFileSync(openapiFile, 'utf8')) as {
    info: { version: string }
    components: { schemas: Record<string, unknown> }
  }
  const { Ajv2020 } = peer as { Ajv2020: new (options: object) => Ajv }
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, logger: false, inlineRefs: false })
  ajv.addSchema({ ...document, $id: 'openai' }, 'openai')
  const byType = new Map<string, string>()
  for (const union of ['ResponseStreamEvent', 'ResponsesServerEvent']) collect(document.components.schemas, union, byType)
  const validators = new Map<string, Validate>()
  const validatorOf = (name: string) => {
    const known = validators.get(name) ?? ajv.compile({ $ref: `openai#/components/schemas/${name}` })
    validators.set(name, known)
    return known
  }
  const judge = (data: unknown): Problem[] => {
    if (typeof data !== 'object' || data === null) return [{ key: 'no object', rule: null, text: 'the data is no object' }]
    const { type } = data as { type?: unknown }
    const name = typeof type === 'string' ? byType.get(type) : undefined
    if (name === undefined) return [{ key: `type ${String(type)}`, rule: null, text: `no schema for ${String(type)}` }]
    const validate = validatorOf(name)
    if (validate(data)) return []
    return (validate.errors ?? []).map(({ instancePath, keyword, message = keyword }) => ({
      key: `${name} ${generalPlace(instancePath)} ${message}`,
      rule: null,
      text: `${name}${instancePath} ${message}`,
    }))
  }
  const judgeAll = judgeEvents((data) => judge(data))
  return {
    name: 'openapi',
    title: `OpenAPI document ${document.info.version} through ajv`,
    problems(golden) {
      if (golden.header.response.framing === 'json') {
        const validate = validatorOf('Response')
        return validate(golden.lines[0]?.body) ? [] : [{ key: 'body', rule: null, text: 'the body is no Response' }]
      }
      return judgeAll(golden)
    },
  }
}

/** Names of the schemas of a union, by the `type` they demand. */
function collect(schemas: Record<string, unknown>, union: string, byType: Map<string, string>): void {
  const { anyOf = [], oneOf = [] } = (schemas[union] ?? {}) as { anyOf?: Schema[]; oneOf?: Schema[] }
  for (const { $ref = '' } of [...anyOf, ...oneOf]) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1)
    const schema = (schemas[name] ?? {}) as Schema
    const { type } = schema.properties ?? {}
    for (const value of type?.const === undefined ? (type?.enum ?? []) : [type.const]) if (!byType.has(value)) byType.set(value, name)
    if (type === undefined && name !== union) collect(schemas, name, byType)
  }
}
