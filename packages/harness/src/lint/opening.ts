import { streamGrammar } from '@goldwire/schemas'
import type { JsonObject } from './json.ts'

/** An event that waits to be judged, and its place in the stream. */
export interface Waiting {
  readonly data: JsonObject
  readonly type: string
  readonly at: number
}

/** What is to be done with an event: judge it, or let it wait; and with those that waited until now. */
export interface Arrival {
  readonly waits: boolean
  /** Those that waited came too early for `before`, or (null) that never comes and they are judged as they stand. */
  readonly release: { readonly events: readonly Waiting[]; readonly before: string | null } | null
}

/** Watches over the begin of a stream: `response.created`, perhaps `response.queued`, `response.in_progress`. */
export interface Opening {
  arrive(data: JsonObject, type: string, at: number): Arrival
  /** The stream is over: what still waits. */
  end(): readonly Waiting[]
}

const transport = new Set(streamGrammar.transportEvents)
const pass: Arrival = { waits: false, release: null }

/** So many events before the one that is due: it was left out, not late. */
const patience = 8

/**
 * One event that comes before the begin of its response would have everything after it look wrong. So the first few wait until it is clear
 * whether they came too early or the begin is missing.
 */
export function createOpening(isResumed: boolean): Opening {
  let due: 'response.created' | 'response.in_progress' | null = isResumed ? null : 'response.created'
  let waiting: Waiting[] = []

  function release(before: string | null): Arrival {
    const events = waiting
    waiting = []
    return { waits: false, release: events.length === 0 ? null : { events, before } }
  }

  return {
    arrive(data, type, at) {
      if (due === null || transport.has(type)) return pass
      if (type === due) {
        const before = due
        due = due === 'response.created' ? 'response.in_progress' : null
        return release(before)
      }
      const isExcused = type === 'error' || type === 'response.failed' || (type === 'response.queued' && due === 'response.in_progress')
      if (isExcused && type === 'response.queued') return pass
      if (isExcused || type === 'response.created' || waiting.length >= patience) {
        if (type !== 'response.created') due = null
        return release(null)
      }
      waiting.push({ data, type, at })
      return { waits: true, release: null }
    },
    end() {
      due = null
      const events = waiting
      waiting = []
      return events
    },
  }
}
