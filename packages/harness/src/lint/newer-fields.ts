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

/** A key of the Response that some providers add, and where it stands in an event. */
export interface AddedField {
  readonly id: string
  readonly key: string
  readonly pointer: string
  readonly provider: readonly string[]
}

/** Keys no schema has, that their provider alone excuses. */
export const addedFields: readonly AddedField[] = deviations.flatMap(toAddedField)

function toAddedField({ id, at, kind, verdict, until, provider, values, having, beside, nullsDropped }: Deviation): AddedField[] {
  const key = /^\/([^/*~]+)$/.exec(at.pointer)?.[1]
  if (kind !== 'extra' || verdict !== 'accepted' || at.in !== 'response' || key === undefined || provider === undefined) return []
  if ([at.type, at.event, until, values, having, beside, nullsDropped].some((condition) => condition !== undefined)) return []
  return [{ id, key, pointer: `/response${at.pointer}`, provider }]
}

/** What a stream may lack, being as old as it is, or may add, being whose it is, and what of that was met. */
export interface Leniency {
  /** Ids of {@link NewerField} and {@link AddedField}. */
  readonly excused: ReadonlySet<string>
  /** Those of them that were met in the value at hand; to be emptied before the next. */
  readonly met: string[]
}

/** What streams of this age and provider may do; null for those that must be as today's schemas say. */
export function leniencyFor({ createdAt, provider, seen }: ReadContext): Leniency | null {
  let excused: Set<string> | null = null
  for (const { id, provider: of } of addedFields) if (of.includes(provider ?? '')) (excused ??= new Set()).add(id)
  const dialect = provider === 'azure' ? 'azure' : 'openai'
  for (const { id, before } of newerFields) {
    if (typeof createdAt === 'number' && createdAt < before[dialect] && seen?.has(id) !== true) (excused ??= new Set()).add(id)
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

/** Id of the added field with this key; null where there is none. */
export function addedFieldAt(place: Place | null, key: string): string | null {
  return place?.noun === 'response' && place.pointer === '' ? (addedFields.find((field) => field.key === key)?.id ?? null) : null
}
