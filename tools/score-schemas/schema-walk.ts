import type * as z from 'zod'

/** A JSON type; whole numbers are told apart because the wire does. */
export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'object' | 'array'

/** What a schema says of one place in a value. */
export interface Place {
  readonly path: readonly (string | number)[]
  /** The place in words that do not depend on one value: `response/output[message]/content[output_text]/text`. */
  readonly label: string
  readonly value: unknown
  /** Whether the schema lets the key be missing. Elements of lists have no key: undefined. */
  readonly optional: boolean | undefined
  /** Every JSON type the schema takes here. */
  readonly types: ReadonlySet<JsonType>
  /** Whether every string the schema takes here is one of a list. */
  readonly enumerated: boolean
  /** Whether anything at all may stand here. */
  readonly free: boolean
}

const anyType: ReadonlySet<JsonType> = new Set(['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'])

type Schema = z.core.$ZodType
type Def = z.core.$ZodTypes['_zod']['def']
const defOf = (schema: Schema): Def => (schema as z.core.$ZodTypes)._zod.def

/**
 * Every place of `value` that the schema knows, outermost first, the root included. Nothing inside a map or a value of unknown form is
 * listed, and of a list only the first element of each form.
 */
export function placesOf(schema: Schema, value: unknown): Place[] {
  const places: Place[] = []
  visit(unwrap(schema).schema, value, [], '', undefined, places)
  return places
}

/** The form of a value: which known keys are where, with the types and states that tell events and items apart. */
export function formOf(schema: Schema, value: unknown): string {
  const { schema: inner } = unwrap(schema)
  const branch = branchFor(inner, value)
  const def = branch === undefined ? undefined : defOf(branch)
  if (Array.isArray(value)) {
    if (def?.type !== 'array') return '[]'
    return `[${[...new Set(value.map((element) => formOf(def.element, element)))].sort().join(',')}]`
  }
  if (typeof value === 'object' && value !== null) {
    if (def?.type !== 'object') return '{}'
    const shape = def.shape as Record<string, Schema>
    const keys = Object.keys(value)
      .sort()
      .map((key) => {
        const child = (value as Record<string, unknown>)[key]
        if ((key === 'type' || key === 'status') && typeof child === 'string') return `${key}=${child}`
        return shape[key] === undefined ? `?${key}` : `${key}:${formOf(shape[key], child)}`
      })
    return `{${keys.join(',')}}`
  }
  return value === null ? 'null' : typeof value
}

/** The JSON type of a value. */
export function jsonTypeOf(value: unknown): JsonType {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value as JsonType
}

function visit(schema: Schema, value: unknown, path: Place['path'], label: string, optional: boolean | undefined, places: Place[]): void {
  const accepts = acceptedBy(schema)
  places.push({ path, label, value, optional, ...accepts })
  if (accepts.free) return
  const branch = branchFor(schema, value)
  if (branch === undefined) return
  const def = defOf(branch)
  if (def.type === 'array' && Array.isArray(value)) {
    const seen = new Set<string>()
    value.forEach((element: unknown, index) => {
      const form = formOf(def.element, element)
      if (seen.has(form)) return
      seen.add(form)
      visit(unwrap(def.element).schema, element, [...path, index], `${label}[${typeName(element)}]`, undefined, places)
    })
  }
  if (def.type === 'object' && jsonTypeOf(value) === 'object') {
    const prefix = prefixOf(label, value, typeof path.at(-1) === 'string')
    for (const [key, child] of Object.entries(value as Record<string, unknown>)) {
      const field = (def.shape as Record<string, Schema>)[key]
      if (field === undefined) continue
      const inner = unwrap(field)
      visit(field, child, [...path, key], `${prefix}${key}`, inner.optional, places)
    }
  }
}

/** What the labels of an object's keys begin with. The fields of an `item[message]` are other fields than those of an `item[reasoning]`. */
function prefixOf(label: string, value: unknown, isKey: boolean): string {
  if (label === '') return ''
  const type = typeName(value)
  return isKey && type !== '' ? `${label}[${type}]/` : `${label}/`
}

function typeName(value: unknown): string {
  const type = jsonTypeOf(value) === 'object' ? (value as Record<string, unknown>)['type'] : undefined
  return typeof type === 'string' ? type : ''
}

/** Takes off what only says "may be missing" or "may be null". */
function unwrap(schema: Schema): { schema: Schema; optional: boolean; nullable: boolean } {
  let inner = schema
  let optional = false
  let nullable = false
  for (;;) {
    const def = defOf(inner)
    if (def.type === 'optional' || def.type === 'default' || def.type === 'prefault' || def.type === 'catch') optional = true
    else if (def.type === 'nullable') nullable = true
    else if (def.type === 'lazy') {
      inner = def.getter()
      continue
    } else if (def.type === 'pipe') {
      inner = def.in
      continue
    } else if (def.type !== 'nonoptional' && def.type !== 'readonly') return { schema: inner, optional, nullable }
    inner = def.innerType
  }
}

function optionsOf(schema: Schema): readonly Schema[] {
  const inner = unwrap(schema).schema
  const def = defOf(inner)
  return def.type === 'union' ? def.options.flatMap(optionsOf) : [inner]
}

/** The one form of a union that the value has: the one that takes it, else the one with its `type`, else one of its JSON type. */
function branchFor(schema: Schema, value: unknown): Schema | undefined {
  const options = optionsOf(schema)
  if (options.length === 1) return options[0]
  const fitting = options.filter((option) => acceptedBy(option).types.has(jsonTypeOf(value)))
  return (
    fitting.find((option) => (option as z.ZodType).safeParse(value).success) ??
    fitting.find((option) => sameType(option, value)) ??
    fitting[0]
  )
}

function sameType(option: Schema, value: unknown): boolean {
  const def = defOf(option)
  if (def.type !== 'object') return false
  const field = (def.shape as Record<string, z.ZodType>)['type']
  return field?.safeParse((value as Record<string, unknown>)['type']).success === true
}

type Accepted = Pick<Place, 'types' | 'enumerated' | 'free'>

const plain: Readonly<Record<string, Accepted>> = {
  unknown: { types: anyType, enumerated: false, free: true },
  any: { types: anyType, enumerated: false, free: true },
  string: { types: new Set(['string']), enumerated: false, free: false },
  enum: { types: new Set(['string']), enumerated: true, free: false },
  boolean: { types: new Set(['boolean']), enumerated: true, free: false },
  null: { types: new Set(['null']), enumerated: true, free: false },
  array: { types: new Set(['array']), enumerated: true, free: false },
  object: { types: new Set(['object']), enumerated: true, free: false },
  record: { types: new Set(['object']), enumerated: true, free: false },
}

function acceptedBy(schema: Schema): Accepted {
  const { schema: inner, nullable } = unwrap(schema)
  const found = plain[defOf(inner).type] ?? acceptedByForm(inner)
  return nullable ? { ...found, types: new Set<JsonType>([...found.types, 'null']) } : found
}

function acceptedByForm(schema: Schema): Accepted {
  const def = defOf(schema)
  if (def.type === 'literal') return { types: new Set(def.values.map(jsonTypeOf)), enumerated: true, free: false }
  if (def.type === 'number')
    return { types: new Set(isInteger(schema) ? ['integer'] : ['integer', 'number']), enumerated: true, free: false }
  if (def.type !== 'union') throw new Error(`schema-walk does not know zod's "${def.type}"; teach it before trusting the score.`)
  const parts = def.options.map(acceptedBy)
  return {
    types: new Set(parts.flatMap(({ types }) => [...types])),
    enumerated: parts.every(({ enumerated }) => enumerated),
    free: parts.some(({ free }) => free),
  }
}

function isInteger(schema: Schema): boolean {
  return (schema as z.ZodType).safeParse(1).success && !(schema as z.ZodType).safeParse(0.5).success
}

/** Every key of every known object of `value`, as `label`, with whether it is there, and the JSON type of what stands under it. */
export function keysOf(schema: Schema, value: unknown): { label: string; type: JsonType | undefined }[] {
  const found: { label: string; type: JsonType | undefined }[] = []
  const walk = (outer: Schema, inner: unknown, label: string, isKey: boolean): void => {
    const branch = branchFor(unwrap(outer).schema, inner)
    if (branch === undefined) return
    const def = defOf(branch)
    if (def.type === 'array' && Array.isArray(inner)) {
      for (const element of inner) {
        const name = `${label}[${typeName(element)}]`
        found.push({ label: name, type: jsonTypeOf(element) })
        walk(def.element, element, name, false)
      }
    }
    if (def.type !== 'object' || jsonTypeOf(inner) !== 'object') return
    const object = inner as Record<string, unknown>
    const prefix = prefixOf(label, inner, isKey)
    for (const [key, field] of Object.entries(def.shape as Record<string, Schema>)) {
      const present = Object.hasOwn(object, key)
      found.push({ label: `${prefix}${key}`, type: present ? jsonTypeOf(object[key]) : undefined })
      if (present) walk(field, object[key], `${prefix}${key}`, true)
    }
  }
  walk(schema, value, '', false)
  return found
}
