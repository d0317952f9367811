import { type Deviation, deviations, readPointer, type ReadContext } from '@goldwire/schemas'
import { isObject, type JsonObject } from './json.ts'
import { plainResponse } from './reduce-response.ts'

/** A field that some streams are too old to have. */
interface NewerField {
  id: string
  noun: 'response' | 'item' | 'tool'
  types: readonly string[] | null
  keys: readonly string[]
  value: unknown
  before: { openai: number; azure: number }
}

/** Values that do for what is not in the plain Response. */
const values: Readonly<Record<string, unknown>> = {
  'response.usage-cache-write-tokens-not-yet': 0,
  'reasoning.content-not-yet': [],
  'mcp-call.status-not-yet': 'completed',
  'shell-call.environment-not-yet': null,
  'tool.function-output-schema-not-yet': null,
}

const newerFields: readonly NewerField[] = deviations.flatMap(toNewerField)

function toNewerField({ id, at, until, provider }: Deviation): NewerField[] {
  const { in: noun, type, event, pointer } = at
  if (!id.endsWith('-not-yet') || until === undefined || provider !== undefined || event !== undefined || pointer.includes('*')) return []
  if (noun !== 'response' && noun !== 'item' && noun !== 'tool') return []
  const value = id in values ? values[id] : readPointer(plainResponse, pointer)
  if (value === undefined) return []
  const unix = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000
  const types = type === undefined ? null : [type].flat()
  return [{ id, noun, types, keys: pointer.slice(1).split('/'), value, before: { openai: unix(until.openai), azure: unix(until.azure) } }]
}

/** Puts into events what their stream is too old to have, so that they can be judged by today's schemas at once. */
export interface NewerFieldFiller {
  /** The event with the missing fields, and which they were; the event itself when none is missing. */
  fill(event: JsonObject): { event: JsonObject; filled: ReadonlySet<string> }
}

const nothing: ReadonlySet<string> = new Set()

/** A filler for streams of this age; null for those that are of today. */
export function createFiller({ createdAt, provider, seen }: ReadContext): NewerFieldFiller | null {
  if (typeof createdAt !== 'number') return null
  const dialect = provider === 'azure' ? 'azure' : 'openai'
  const fields = newerFields.filter(({ id, before }) => createdAt < before[dialect] && seen?.has(id) !== true)
  if (fields.length === 0) return null
  const of = (noun: NewerField['noun']) => fields.filter((field) => field.noun === noun)
  const [ofResponse, ofItem, ofTool] = [of('response'), of('item'), of('tool')]

  function fillAll(list: unknown, wanted: readonly NewerField[], filled: Set<string>): unknown {
    if (!Array.isArray(list) || wanted.length === 0) return list
    const done = (list as unknown[]).map((entry) => (isObject(entry) ? fillObject(entry, wanted, filled) : entry))
    return done.some((entry, index) => entry !== list[index]) ? done : list
  }

  return {
    fill(event) {
      const { response, item } = event
      const filled = new Set<string>()
      if (isObject(item)) {
        const whole = fillObject(item, ofItem, filled)
        return whole === item ? { event, filled: nothing } : { event: { ...event, item: whole }, filled }
      }
      if (!isObject(response)) return { event, filled: nothing }
      const whole = fillObject(response, ofResponse, filled)
      const tools = fillAll(whole['tools'], ofTool, filled)
      const output = fillAll(whole['output'], ofItem, filled)
      if (filled.size === 0) return { event, filled }
      return { event: { ...event, response: { ...whole, tools, output } }, filled }
    },
  }
}

function fillObject(object: JsonObject, fields: readonly NewerField[], filled: Set<string>): JsonObject {
  let result = object
  for (const { id, types, keys, value } of fields) {
    if (types !== null && !types.includes(String(object['type']))) continue
    const next = fillAt(result, keys, id === 'response.completed-at-not-yet' && object['status'] === 'completed' ? 0 : value)
    if (next === result) continue
    result = next
    filled.add(id)
  }
  return result
}

/** A copy with `value` at the place, or the object itself where something stands there or nothing leads there. */
function fillAt(object: JsonObject, [key = '', ...rest]: readonly string[], value: unknown): JsonObject {
  if (rest.length === 0) return Object.hasOwn(object, key) ? object : { ...object, [key]: value }
  const inner = object[key]
  if (!isObject(inner)) return object
  const filled = fillAt(inner, rest, value)
  return filled === inner ? object : { ...object, [key]: filled }
}
