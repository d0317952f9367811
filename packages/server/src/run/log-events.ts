import type { Response, StreamEvent } from '@goldwire/schemas'

import type { ResponseLog } from '../store/store.ts'

export interface LogEventsOptions {
  log: ResponseLog
  /** Told when the store fails; the reader gets its answer all the same. */
  onFault: (error: unknown) => void
}

/**
 * Passes events on and keeps them. The response is in the store before its terminal event is passed on, so that who has seen the end can
 * continue from it. A run that was left before its end leaves nothing: half a response is never kept as a whole one.
 */
export async function* logEvents(events: AsyncIterable<StreamEvent>, { log, onFault }: LogEventsOptions): AsyncGenerator<StreamEvent> {
  let hasEnded = false
  try {
    for await (const event of events) {
      log.append(event)
      const response = terminalResponse(event)
      if (response !== null) {
        hasEnded = true
        await log.finish(response).catch(onFault)
      }
      yield event
    }
  } finally {
    if (!hasEnded) await log.abandon().catch(onFault)
  }
}

/** The finished response, if this event is the one that brings it. */
export function terminalResponse(event: StreamEvent): Response | null {
  const ends = event.type === 'response.completed' || event.type === 'response.incomplete' || event.type === 'response.failed'
  return ends ? event.response : null
}
