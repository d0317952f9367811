import type { Census, FieldCensus, NounCensus, Sighting } from './census.ts'
import { type Drift, MOST_EXAMPLES } from './drift.ts'

/** From so many captures on, that all of them have a field says something. */
const ENOUGH = 3

/**
 * What changed on the wire from one set of captures to another: nouns (events, items, parts, tools …), fields, types and words that came or went, and
 * fields that all captures have or no longer have. Counted by capture: in how many of those that have the noun.
 */
export function driftOfSets(old: Census, next: Census): Drift[] {
  const drifts: Drift[] = []
  for (const [noun, now] of next.nouns) {
    const before = old.nouns.get(noun)
    if (before !== undefined) drifts.push(...driftOfNoun(noun, before, now))
    else
      drifts.push({
        ...told('new-noun', noun, '', 'is new', now),
        old: count(0, old.captures),
        new: count(now.captures.length, next.captures),
      })
  }
  for (const [noun, before] of old.nouns) {
    if (next.nouns.has(noun)) continue
    const counts = { old: count(before.captures.length, old.captures), new: count(0, next.captures) }
    drifts.push({ ...told('gone-noun', noun, '', 'is gone, or was not provoked', before), ...counts })
  }
  return foldEvents(drifts)
}

/** What changes in many types of events at once is told once, for the type that was seen most. */
function foldEvents(drifts: readonly Drift[]): Drift[] {
  const groups = new Map<string, Drift[]>()
  for (const drift of drifts) {
    const key =
      drift.noun.startsWith('event ') && drift.pointer !== '' ? `${drift.kind} ${drift.pointer} ${drift.detail}` : `${groups.size}`
    groups.set(key, [...(groups.get(key) ?? []), drift])
  }
  return [...groups.values()].map((group) => {
    const most = group.reduce((a, b) => (b.new.of > a.new.of ? b : a))
    return group.length === 1 ? most : { ...most, detail: `${most.detail} (in ${group.length} types of events)` }
  })
}

function driftOfNoun(noun: string, before: NounCensus, now: NounCensus): Drift[] {
  const drifts: Drift[] = []
  const [ofOld, ofNew] = [before.captures.length, now.captures.length]
  for (const [pointer, field] of now.fields) {
    const was = before.fields.get(pointer)
    if (was !== undefined) drifts.push(...driftOfField(noun, pointer, { before, now, was, field }))
    // The fields of a new object are told by the object.
    else if (!isInside(pointer, before, now)) {
      const detail = `is new: ${[...field.types.keys()].join(' or ')}${wordsOf(field)}`
      drifts.push({ ...told('new-field', noun, pointer, detail, field), old: count(0, ofOld), new: count(field.captures.length, ofNew) })
    }
  }
  for (const [pointer, was] of before.fields) {
    if (now.fields.has(pointer) || isInside(pointer, now, before)) continue
    const counts = { old: count(was.captures.length, ofOld), new: count(0, ofNew) }
    drifts.push({ ...told('gone-field', noun, pointer, `is gone; was ${[...was.types.keys()].join(' or ')}`, was), ...counts })
  }
  return drifts
}

interface FieldPair {
  before: NounCensus
  now: NounCensus
  was: FieldCensus
  field: FieldCensus
}

function driftOfField(noun: string, pointer: string, { before, now, was, field }: FieldPair): Drift[] {
  const counts = { old: count(was.captures.length, before.captures.length), new: count(field.captures.length, now.captures.length) }
  const drifts: Drift[] = []
  for (const [type, sighting] of field.types) {
    if (was.types.has(type)) continue
    const detail = `may be ${type}; was ${[...was.types.keys()].join(' or ')}`
    drifts.push({
      ...told('new-type', noun, pointer, detail, sighting),
      old: count(0, was.captures.length),
      new: count(sighting.captures.length, field.captures.length),
    })
  }
  for (const [type, sighting] of was.types) {
    // Rare types (a null, a list in place of a text) come and go with what was asked.
    if (field.types.has(type) || sighting.captures.length < was.captures.length || field.captures.length < ENOUGH) continue
    const detail = `is never ${type} any more, but ${[...field.types.keys()].join(' or ')}`
    drifts.push({
      ...told('gone-type', noun, pointer, detail, field),
      old: count(sighting.captures.length, was.captures.length),
      new: count(0, field.captures.length),
    })
  }
  for (const [word, sighting] of field.words) {
    if (was.words.has(word)) continue
    const detail = `may be ${JSON.stringify(word)}; was ${[...was.words.keys()].map((each) => JSON.stringify(each)).join(', ') || 'no word'}`
    drifts.push({
      ...told('new-value', noun, pointer, detail, sighting),
      old: count(0, was.captures.length),
      new: count(sighting.captures.length, field.captures.length),
    })
  }
  // Below the top, whether a field is there depends on what holds it.
  if (pointer.lastIndexOf('/') > 0) return drifts
  if (isAlways(counts.old) && counts.new.captures < counts.new.of)
    drifts.push({ ...told('now-optional', noun, pointer, 'is no longer always there', field), ...counts })
  if (isAlways(counts.new) && counts.old.captures < counts.old.of)
    drifts.push({ ...told('now-always', noun, pointer, 'is always there now', field), ...counts })
  return drifts
}

const count = (captures: number, of: number) => ({ captures, of })
const isAlways = ({ captures, of }: { captures: number; of: number }) => of >= ENOUGH && captures === of

/** Whether a field stands in an object (or list) that the other side has no inside of. */
function isInside(pointer: string, other: NounCensus, own: NounCensus): boolean {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'))
  if (parent === '') return false
  const holder = other.fields.get(parent)
  const isHolder = (type: string) => type === 'object' || type === 'array'
  return holder === undefined
    ? own.fields.has(parent)
    : ![...holder.types.keys()].some(isHolder) && [...(own.fields.get(parent)?.types.keys() ?? [])].some(isHolder)
}

function wordsOf({ words }: FieldCensus): string {
  return words.size === 0
    ? ''
    : `: ${[...words.keys()]
        .slice(0, 6)
        .map((word) => JSON.stringify(word))
        .join(', ')}`
}

function told(
  kind: Drift['kind'],
  noun: string,
  pointer: string,
  detail: string,
  { captures, firstSeen }: Sighting,
): Omit<Drift, 'old' | 'new'> {
  return { kind, noun, pointer, detail, firstSeen, examples: captures.slice(0, MOST_EXAMPLES) }
}
