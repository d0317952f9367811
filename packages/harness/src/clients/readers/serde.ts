import type { ClientStream } from '../client-stream.ts'
import { broken } from '../reading.ts'

/** Nested deeper than this, serde_json refuses a text. */
const MOST_LEVELS = 127

/** JSON as serde_json reads it. @throws Stop */
export function parseSerde(text: string): unknown {
  const value = tryParseSerde(text)
  if (value === undefined) throw broken('an event is no JSON')
  return value
}

/** JSON as serde_json reads it; undefined for what it refuses. */
export function tryParseSerde(text: string): unknown {
  const value = tryParse(text)
  // Few texts have enough brackets to be looked into.
  const mayBeDeep = text.length > 2 * MOST_LEVELS && text.split(/[[{]/, MOST_LEVELS + 2).length > MOST_LEVELS + 1
  return mayBeDeep && levelsOf(value, MOST_LEVELS) > MOST_LEVELS ? undefined : value
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const isHolder = (value: unknown): value is object => typeof value === 'object' && value !== null

/** How deep a value is nested; `most + 1` for everything deeper. */
export function levelsOf(value: unknown, most: number): number {
  let levels = 0
  let row: object[] = isHolder(value) ? [value] : []
  while (row.length > 0 && levels <= most) {
    levels++
    row = row.flatMap((each) => Object.values(each).filter(isHolder))
  }
  return levels
}

/** eventsource-stream 0.2 panics on a byte order mark. @throws Stop */
export function assertReadable({ hasMark }: ClientStream): void {
  if (hasMark) throw broken('the stream begins with a byte order mark')
}

/** @throws Stop for an answer that does not say it is an event stream */
export function assertEventStream({ contentType, hasHeaders }: ClientStream): void {
  if (hasHeaders && !/^text\/event-stream\b/i.test(contentType ?? '')) throw broken(`content-type is ${contentType ?? 'absent'}`)
}
