import type { Drift } from './drift.ts'

const DAY = 24 * 60 * 60 * 1000
/** A field does not come everywhere at once: what is older than a month after the first sighting is excused. */
const MARGIN = 31 * DAY

/**
 * Schema notes for what changed: text in the style of the `*.deviations.ts` files, ready to be pasted beside the schema it is about. A field that came
 * in becomes a `notYet` entry with its days; a type, word or absence that the schemas do not allow becomes an accepted deviation, whose reason only
 * a person can write. Nouns and fields that are gone need a person's judgement and get none.
 */
export function schemaNotes(drifts: readonly Drift[]): string {
  const notes = drifts.flatMap((drift) => noteOf(drift) ?? [])
  return notes.length === 0 ? '' : `${notes.join('\n')}\n`
}

function noteOf(drift: Drift): string | null {
  switch (drift.kind) {
    case 'new-field':
      return datedNote(drift)
    case 'unknown-field':
      return deviationNote(drift, 'extra')
    case 'new-type':
      return deviationNote(drift, drift.detail.startsWith('may be null') ? 'null' : 'type')
    case 'new-value':
      return deviationNote(drift, 'value')
    case 'now-optional':
      return deviationNote(drift, 'missing')
    case 'refused':
      return deviationNote(drift, /^[a-z-]+/.exec(drift.detail)?.[0] ?? 'value')
    default:
      return null
  }
}

function datedNote({ noun, pointer, firstSeen, examples, new: seen }: Drift): string {
  const openai = firstSeen['openai'] ?? Object.values(firstSeen)[0] ?? null
  const azure = firstSeen['azure'] ?? openai
  if (openai === null || azure === null)
    return `  // ${noun} ${pointer}: no capture says when it was made (${seen.captures} of ${seen.of} have it)`
  return [
    `  // In ${seen.captures} of ${seen.of} captures. Add the field to the schema itself, then:`,
    '  notYet({',
    `    field: ${quote(fieldName(noun, pointer))},`,
    `    at: ${placeOf(noun, pointer)},`,
    `    since: { openai: ${quote(openai)}, azure: ${quote(azure)} },`,
    `    until: { openai: ${quote(later(openai))}, azure: ${quote(later(azure))} },`,
    `    captures: [${examples.map(quote).join(', ')}],`,
    '  }),',
  ].join('\n')
}

function deviationNote({ noun, pointer, detail, examples, new: seen }: Drift, kind: string): string {
  return [
    '  {',
    `    id: ${quote(`${fieldName(noun, pointer)}-${kind}`)},`,
    `    at: ${placeOf(noun, pointer)},`,
    `    kind: ${quote(kind)},`,
    `    verdict: 'accepted',`,
    `    reason: ${quote(`${pointer} ${detail}; in ${seen.captures} of ${seen.of} captures. TODO: say why.`)},`,
    `    captures: [${examples.map(quote).join(', ')}],`,
    '    source: [],',
    '  },',
  ].join('\n')
}

/** `item function_call` + `/caller/type` -> `function-call.caller-type`. */
function fieldName(noun: string, pointer: string): string {
  const [kind = '', type] = noun.split(' ')
  const owner = (type ?? kind).replace(/^response\./, '')
  return `${kebab(owner)}.${kebab(pointer.split('/').slice(1).join('-')) || 'itself'}`
}

function placeOf(noun: string, pointer: string): string {
  const [kind = '', type] = noun.split(' ')
  const ofType = type === undefined ? '' : `, ${kind === 'event' ? 'event' : 'type'}: ${quote(type)}`
  return `{ in: ${quote(kind)}${ofType}, pointer: ${quote(pointer)} }`
}

const kebab = (text: string) =>
  text
    .replaceAll(/[^a-zA-Z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase()
const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const later = (day: string) => new Date(Date.parse(day) + MARGIN).toISOString().slice(0, 10)
