import { isObject, objectsOf, textOf, type WireObject } from './wire-object.ts'

/** Drops from an emitted event what the wire of the recording's day did not have. */
export type Project = (event: WireObject) => WireObject

/** Events that carry `logprobs` since 2025-06-26. */
const textEvents: ReadonlySet<string> = new Set(['response.output_text.delta', 'response.output_text.done'])

/**
 * The emitter speaks the newest wire; recordings are as old as they are. A field of the response, of an item of one type, of an `output_text`
 * part, `sequence_number` of events (since 2025-05) or `logprobs` of text events that **no** such object of the recording has is dropped from what was emitted. Only the
 * presence of keys is looked at, never a value.
 */
export function createProjection(events: readonly WireObject[]): Project {
  const keys = new Map<string, Set<string>>()
  const note = (noun: string, value: WireObject) => {
    const known = keys.get(noun) ?? new Set<string>()
    keys.set(noun, known)
    for (const key of Object.keys(value)) known.add(key)
  }
  for (const event of events) {
    note('event', event)
    if (textEvents.has(textOf(event['type']))) note('text event', event)
    forEachNoun(event, note)
  }

  const keep = (noun: string, value: WireObject, droppable: (key: string) => boolean): WireObject => {
    const known = keys.get(noun)
    if (known === undefined) return value
    return Object.fromEntries(Object.entries(value).filter(([key]) => known.has(key) || !droppable(key)))
  }
  const projectPart = (part: unknown) =>
    isObject(part) && part['type'] === 'output_text' ? keep('output_text', part, (key) => key === 'logprobs') : part
  const projectItem = (item: WireObject): WireObject => {
    const kept = keep(`item ${textOf(item['type'])}`, item, () => true)
    return Array.isArray(kept['content']) ? { ...kept, content: kept['content'].map(projectPart) } : kept
  }
  const projectResponse = (response: WireObject): WireObject => {
    const kept = keep('response', response, () => true)
    return Array.isArray(kept['output']) ? { ...kept, output: objectsOf(kept['output']).map(projectItem) } : kept
  }
  return (event) => {
    const numbered = keep('event', event, (key) => key === 'sequence_number')
    const projected = textEvents.has(textOf(event['type'])) ? keep('text event', numbered, (key) => key === 'logprobs') : numbered
    return {
      ...projected,
      ...(isObject(event['response']) && { response: projectResponse(event['response']) }),
      ...(isObject(event['item']) && { item: projectItem(event['item']) }),
      ...(isObject(event['part']) && { part: projectPart(event['part']) }),
    }
  }
}

function forEachNoun(event: WireObject, note: (noun: string, value: WireObject) => void): void {
  const { response, item, part } = event
  const noteItem = (value: WireObject) => {
    note(`item ${textOf(value['type'])}`, value)
    for (const inner of objectsOf(value['content'])) notePart(inner)
  }
  const notePart = (value: WireObject) => {
    if (value['type'] === 'output_text') note('output_text', value)
  }
  if (isObject(response)) {
    note('response', response)
    for (const value of objectsOf(response['output'])) noteItem(value)
  }
  if (isObject(item)) noteItem(item)
  if (isObject(part)) notePart(part)
}
