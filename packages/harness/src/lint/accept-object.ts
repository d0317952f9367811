import type * as z from 'zod'
import { addedFieldAt, type Leniency, newerFieldAt, type Place, placeBelow } from './newer-fields.ts'

/** Says whether a JSON value fits a schema, and nothing more. With a leniency, fields that its stream is too old for may be missing. */
export type Acceptor = (value: unknown, leniency?: Leniency | null) => boolean

export type Schema = z.core.$ZodType
export type Definition = z.core.$ZodTypeDef & Record<string, unknown>
export type Compile = (schema: Schema, place: Place | null) => Acceptor

/** One field of an object, ready to be checked. */
export interface Field {
  readonly name: string
  readonly accept: Acceptor
  readonly required: boolean
  /** Id of the date the field came in, for those that are younger than the API. */
  readonly newer: string | null
  readonly schema: Schema
  readonly place: Place | null
}

/** The fields of an object schema. */
export interface FieldTable {
  readonly fields: ReadonlyMap<string, Field>
  readonly required: readonly Field[]
  readonly isStrict: boolean
  /** Whether a leniency lets a key pass that is none of the fields. */
  readonly isAdded: (key: string, leniency: Leniency | null) => boolean
}

/** Arranges an object schema for lookups; null for a schema whose other keys have a schema of their own. */
export function fieldTable(definition: Definition, place: Place | null, compile: Compile): FieldTable | null {
  const catchall = definition['catchall'] as Schema | undefined
  const others = catchall?._zod.def.type
  if (others !== undefined && others !== 'never' && others !== 'unknown') return null
  const shape = definition['shape'] as Record<string, Schema>
  const here = place?.pointer === '' ? { ...place, types: typesOf(shape['type']) } : place
  const fields = new Map<string, Field>()
  for (const [name, schema] of Object.entries(shape)) {
    const { type } = schema._zod.def
    const below = here === null ? null : placeBelow(here, name)
    const newer = here === null ? null : (newerFieldAt(here, name)?.id ?? null)
    const required = type !== 'optional' && type !== 'unknown'
    fields.set(name, { name, accept: compile(schema, below), required, newer, schema, place: below })
  }
  return {
    fields,
    required: [...fields.values()].filter((field) => field.required),
    isStrict: others === 'never',
    isAdded: (key, leniency) => leniency !== null && isExcused(addedFieldAt(place, key), leniency),
  }
}

/** Makes the predicate of an object schema. */
export function acceptFields({ fields, required, isStrict, isAdded }: FieldTable): Acceptor {
  const needed = required.length
  // Servers write keys in one order: where a field came last time, it is looked for first.
  const order: Field[] = []
  return (value, leniency = null) => {
    if (!isPlain(value)) return false
    let found = 0
    let position = 0
    for (const name in value) {
      let field = order[position]
      if (field === undefined || field.name !== name) {
        field = fields.get(name)
        if (field === undefined) {
          if (isStrict && !isAdded(name, leniency)) return false
          continue
        }
        order[position] = field
      }
      position++
      if (!field.accept(value[name], leniency)) return false
      if (field.required) found++
    }
    return found === needed || (leniency !== null && lacksOnlyNewer(value, required, leniency))
  }
}

/** Whether everything that is missing is younger than the stream. */
function lacksOnlyNewer(value: Record<string, unknown>, required: readonly Field[], leniency: Leniency): boolean {
  for (const { name, newer } of required) if (!Object.hasOwn(value, name) && !isExcused(newer, leniency)) return false
  return true
}

export function isExcused(newer: string | null, { excused, met }: Leniency): boolean {
  if (newer === null || !excused.has(newer)) return false
  met.push(newer)
  return true
}

export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function typesOf(schema: Schema | undefined): readonly string[] | null {
  const definition = schema?._zod.def as Definition | undefined
  return definition?.type === 'literal' ? (definition['values'] as unknown[]).filter((one) => typeof one === 'string') : null
}
