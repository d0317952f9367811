import type { Response, StreamEvent } from '@goldwire/schemas'

/** A response that was cancelled: what its last event said of it, and that it is cancelled (recorded: no usage, no error, `output` as it was). */
export function toCancelled(response: Response): Response {
  return { ...response, status: 'cancelled' }
}

export interface FailedResponse {
  response: Response
  /** `error` and `response.failed`, numbered on. */
  events: StreamEvent[]
}

/** The end of a response whose run broke off and cannot tell it itself. `next` is the number after its last kept event. */
export function toFailed(response: Response, { next, message }: { next: number; message: string }): FailedResponse {
  const failed: Response = { ...response, status: 'failed', error: { code: 'server_error', message } }
  const error = { type: 'server_error', code: 'server_error', message, param: null }
  return {
    response: failed,
    events: [
      { type: 'error', error, sequence_number: next },
      { type: 'response.failed', response: failed, sequence_number: next + 1 },
    ] as StreamEvent[],
  }
}

/** What a reader is told of a run that its server did not live to end. */
export const serverStopped = 'The server stopped before this response was finished.'
/** What a reader is told of a run that was given up. */
export const runAbandoned = 'The response was given up before it was finished.'
