import { jsonTypeOf, type JsonType, placesOf } from './schema-walk.ts'
import type * as z from 'zod'

/** The four ways in which one field is spoilt, and the fifth that JSON alone does not know: a whole number with a fraction. */
export const damageKinds = ['dropped', 'type', 'fraction', 'null', 'value'] as const
export type DamageKind = (typeof damageKinds)[number]

export interface Damage {
  readonly kind: DamageKind
  /** The place in words, the same for all values of a form. */
  readonly label: string
  readonly pointer: string
  /** The whole value with this one thing wrong. */
  readonly value: unknown
}

/** A change that was not made because it is no defect. */
export interface Spared {
  readonly kind: DamageKind
  readonly label: string
  /** True when no capture shows it and only the schema allows it. */
  readonly documented: boolean
}

const stand: Readonly<Record<JsonType, unknown>> = {
  string: 'zzz_another_type',
  integer: 7,
  number: 0.5,
  boolean: true,
  null: null,
  object: { zzz_not_a_key: 1 },
  array: [],
}
const swaps: readonly JsonType[] = ['string', 'integer', 'boolean', 'object', 'array']

/** What captures show of a place, whatever the schemas say. */
export interface Witness {
  /** Whether this JSON type was seen there. */
  readonly takes: (label: string, type: JsonType) => boolean
  /** Whether the key was left out. */
  readonly leavesOut: (label: string) => boolean
}

/**
 * Every way to spoil one field of `value`: its key dropped; another JSON type in its place; null in its place; an unlisted value where
 * the values are listed; a fraction where numbers are whole. Values of free form (maps, JSON schemas) are spoilt as a whole, never inside.
 *
 * A key is only spared where captures leave it out: that a schema calls it optional is no excuse. Another type or null is spared where
 * captures show it, and, marked `documented`, where only the schema (that is, the reference) takes it: a `user` is null in every capture
 * and yet may be a text.
 */
export function damagesOf(schema: z.ZodType, value: unknown, witness: Witness): { damages: Damage[]; spared: Spared[] } {
  const damages: Damage[] = []
  const spared: Spared[] = []
  for (const { path, label, value: own, types, enumerated, free } of placesOf(schema, value)) {
    if (path.length === 0) continue
    const add = (kind: DamageKind, spoilt: unknown): void => {
      damages.push({ kind, label, pointer: `/${path.join('/')}`, value: spoilt })
    }
    const swap = (kind: DamageKind, type: JsonType, replacement: unknown): void => {
      if (witness.takes(label, type)) spared.push({ kind, label, documented: false })
      else if (types.has(type) || (type === 'integer' && types.has('number'))) spared.push({ kind, label, documented: true })
      else add(kind, put(value, path, replacement))
    }
    if (typeof path.at(-1) === 'string') {
      if (witness.leavesOut(label)) spared.push({ kind: 'dropped', label, documented: false })
      else add('dropped', without(value, path))
    }
    if (free) continue
    const ownType = jsonTypeOf(own)
    for (const type of swaps) if (type !== ownType && !(type === 'integer' && ownType === 'number')) swap('type', type, stand[type])
    if (ownType === 'integer') swap('fraction', 'number', Number(own) + 0.5)
    if (own !== null) swap('null', 'null', null)
    if (typeof own === 'string' && enumerated) add('value', put(value, path, 'zzz_not_a_value'))
  }
  return { damages, spared }
}

/** A copy with another value at `path`; only the containers on the way are copied. */
export function put(root: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [head, ...rest] = path
  if (head === undefined) return value
  if (Array.isArray(root)) return root.map((element: unknown, index) => (index === head ? put(element, rest, value) : element))
  const object = root as Record<string, unknown>
  return { ...object, [head]: put(object[head], rest, value) }
}

function without(root: unknown, path: readonly (string | number)[]): unknown {
  const parent = path.slice(0, -1)
  const key = String(path.at(-1))
  const object = parent.reduce<unknown>((value, segment) => (value as Record<string | number, unknown>)[segment], root) as Record<
    string,
    unknown
  >
  const { [key]: _gone, ...kept } = object
  return put(root, parent, kept)
}
