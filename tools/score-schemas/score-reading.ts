import { readErrorBody, readEvent, type ReadResult, readResponse } from '@goldwire/schemas'
import type { Capture } from './load-corpus.ts'

/** How often something was met, and in which captures. */
export interface Tally {
  readonly what: string
  readonly count: number
  readonly captures: readonly string[]
}

/** What reading a set of captures gave. */
export interface ReadingScore {
  readonly captures: number
  readonly values: number
  readonly accepted: number
  /** Accepted values that needed a deviation. */
  readonly acceptedWithDeviation: number
  readonly deviations: readonly Tally[]
  /** Issues that a deviation names, by its id. */
  readonly explained: readonly Tally[]
  /** Issues no deviation names: `event type, pointer, kind`. */
  readonly unexplained: readonly Tally[]
  readonly unknownKeys: readonly Tally[]
  readonly unknownTypes: readonly Tally[]
}

/** What is to be read of a capture: its events, or its Response or error body. Other bodies (lists, deletions) have no reader here. */
export function readingsOf(capture: Capture): { readonly what: string; readonly value: unknown; readonly result: ReadResult<unknown> }[] {
  const { context, events, body, folder } = capture
  if (events.length > 0) return events.map((event) => ({ what: typeOf(event), value: event, result: readEvent(event, context) }))
  if (folder === 'errors') return [{ what: 'error body', value: body, result: readErrorBody(body, context) }]
  if ((body as { object?: unknown } | null)?.object !== 'response') return []
  return [{ what: 'body', value: body, result: readResponse(body, context) }]
}

/** Reads every capture and counts what came of it. `onCapture` is called after each, for a progress line. */
export function scoreReading(captures: readonly Capture[], onCapture: () => void = () => {}): ReadingScore {
  const tallies = {
    deviations: new Counter(),
    explained: new Counter(),
    unexplained: new Counter(),
    unknownKeys: new Counter(),
    unknownTypes: new Counter(),
  }
  let [values, accepted, acceptedWithDeviation] = [0, 0, 0]
  for (const capture of captures) {
    for (const { what, value, result } of readingsOf(capture)) {
      values += 1
      if (result.ok) accepted += 1
      if (result.ok && result.deviations.length > 0) acceptedWithDeviation += 1
      if (!result.known) tallies.unknownTypes.add(typeOf(value), capture)
      for (const { id } of result.deviations) tallies.deviations.add(id, capture)
      for (const pointer of result.unknownKeys) tallies.unknownKeys.add(`${what} ${anyIndex(pointer)}`, capture)
      for (const { deviation, pointer, kind } of result.issues) {
        if (deviation === undefined) tallies.unexplained.add(`${what} ${anyIndex(pointer)} ${kind}`, capture)
        else tallies.explained.add(deviation, capture)
      }
    }
    onCapture()
  }
  return {
    captures: captures.length,
    values,
    accepted,
    acceptedWithDeviation,
    deviations: tallies.deviations.list(),
    explained: tallies.explained.list(),
    unexplained: tallies.unexplained.list(),
    unknownKeys: tallies.unknownKeys.list(),
    unknownTypes: tallies.unknownTypes.list(),
  }
}

class Counter {
  readonly #found = new Map<string, { count: number; captures: Set<string> }>()

  add(what: string, capture: Capture): void {
    const entry = this.#found.get(what) ?? { count: 0, captures: new Set() }
    entry.count += 1
    entry.captures.add(capture.name)
    this.#found.set(what, entry)
  }

  list(): Tally[] {
    return [...this.#found]
      .map(([what, { count, captures }]) => ({ what, count, captures: [...captures] }))
      .sort((a, b) => b.count - a.count || a.what.localeCompare(b.what))
  }
}

function typeOf(event: unknown): string {
  return String((event as { type?: unknown } | null)?.type)
}

function anyIndex(pointer: string): string {
  return pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')
}
