import { type Deviation, deviations, type Noun, nounUnder, type ReadContext } from '@goldwire/schemas'

/** A field that some streams are too old to have. */
export interface NewerField {
  /** Of the deviation that dates it. */
  readonly id: string
  readonly noun: Noun
  /** The noun's own `type`; null for any. */
  readonly types: readonly string[] | null
  readonly pointer: string
  /** Streams from before these unix seconds need not have it. */
  readonly before: { readonly openai: number; readonly azure: number }
}

/** Every field whose age is known and that can be told by its place alone. */
export const newerFields: readonly NewerField[] = deviations.flatMap(toNewerField)

function toNewerField({ id, at, until, provider, values, having, beside }: Deviation): NewerField[] {
  const { in: noun, type, event, pointer } = at
  if (!id.endsWith('-not-yet') || until === undefined || pointer.includes('*')) return []
  if ([provider, event, values, having, beside].some((condition) => condition !== undefined)) return []
  const unix = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000
  const types = type === undefined ? null : [type].flat()
  return [{ id, noun, types, pointer, before: { openai: unix(until.openai), azure: unix(until.azure) } }]
}

/** What a stream may lack, being as old as it is, and what it was seen to lack. */
export interface Leniency {
  /** Ids of {@link NewerField}. */
  readonly excused: ReadonlySet<string>
  /** Those of them that the value at hand lacks; to be emptied before the next. */
  readonly met: string[]
}

/** What streams of this age may lack; null for those that must have everything. */
export function leniencyFor({ createdAt, provider, seen }: ReadContext): Leniency | null {
  if (typeof createdAt !== 'number') return null
  const dialect = provider === 'azure' ? 'azure' : 'openai'
  let excused: Set<string> | null = null
  for (const { id, before } of newerFields) {
    if (createdAt < before[dialect] && seen?.has(id) !== true) (excused ??= new Set()).add(id)
  }
  return excused === null ? null : { excused, met: [] }
}

/** Where a schema stands: on the way from which noun. */
export interface Place {
  readonly noun: Noun
  /** The noun's own `type`, where its schema says which; null where not. */
  readonly types: readonly string[] | null
  /** From the noun; empty for the noun itself. */
  readonly pointer: string
  /** What the entries are, if this is a list of nouns. */
  readonly entries: Noun | null
}

export function placeOfNoun(noun: Noun): Place {
  return { noun, types: null, pointer: '', entries: null }
}

/** The place of a field; null where neither nouns nor newer fields can be below it. */
export function placeBelow({ noun, types, pointer }: Place, name: string): Place | null {
  if (pointer === '') {
    const direct = nounUnder(noun, name)
    if (direct !== undefined) return placeOfNoun(direct)
  }
  const below = `${pointer}/${name}`
  const entries = pointer === '' ? (nounUnder(noun, `${name}[]`) ?? null) : null
  const leads = newerFields.some((field) => field.noun === noun && field.pointer.startsWith(`${below}/`))
  return leads || entries !== null ? { noun, types, pointer: below, entries } : null
}

/** The newer field at a place; null where the field is as old as the API. */
export function newerFieldAt(place: Place, name: string): NewerField | null {
  const pointer = `${place.pointer}/${name}`
  const fits = ({ noun, types, pointer: at }: NewerField) =>
    noun === place.noun && at === pointer && (types === null || (place.types !== null && place.types.every((type) => types.includes(type))))
  return newerFields.find(fits) ?? null
}
