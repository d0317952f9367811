import type { Response, SteerInput, SteerMessage } from '@goldwire/schemas'

/** Input that was said to a running response, and is the server's until a successor takes it up or it goes back. */
export interface Steer {
  id: string
  input: SteerInput
}

/** A response of this connection, as far as steering it goes. */
export interface LiveResponse {
  readonly id: string
  readonly streamId: string | null
  /** Why it cannot be steered, whatever its state. */
  readonly unsteerable: string | null
  /** Its terminal event was sent. */
  ended: Response['status'] | null
  /** Accepted, in the order they came. */
  steers: Steer[]
}

export interface SteerRefusal {
  code: 'response_not_found' | 'steering_not_supported' | 'too_many_pending_steers' | 'response_already_completed' | 'response_not_active'
  message: string
}

/** The responses of one connection: those that run, those that wait for their calls to be answered, and the last ones that ended. */
export interface SteeredResponses {
  add(response: LiveResponse): void
  get(responseId: string): LiveResponse | null
  /** Why this cannot be accepted; null when it can. */
  refuse(message: SteerMessage): SteerRefusal | null
  /** The response a request of this lane continues, if input is queued for whoever does. */
  waiting(streamId: string | null, responseId: string | null | undefined): LiveResponse | null
}

/** Enough to tell a steering that came late from one that went astray. */
const REMEMBERED = 256
const MAX_STEERS = 16

export function createSteeredResponses(): SteeredResponses {
  const responses = new Map<string, LiveResponse>()
  return {
    add(response) {
      responses.set(response.id, response)
      for (const [id, { ended, steers }] of responses) {
        if (responses.size <= REMEMBERED) break
        if (ended !== null && steers.length === 0) responses.delete(id)
      }
    },
    get: (responseId) => responses.get(responseId) ?? null,
    refuse({ previous_response_id: id }) {
      const response = responses.get(id)
      if (response === undefined) {
        return { code: 'response_not_found', message: `The response with id '${id}' is not available on this connection.` }
      }
      if (response.unsteerable !== null) return { code: 'steering_not_supported', message: response.unsteerable }
      if (response.ended === 'completed') {
        return {
          code: 'response_already_completed',
          message: `The response with id '${id}' has completed. Send the input with response.create.`,
        }
      }
      if (response.ended !== null) {
        return { code: 'response_not_active', message: `The response with id '${id}' has ended. Send the input with response.create.` }
      }
      if (response.steers.length >= MAX_STEERS) {
        return {
          code: 'too_many_pending_steers',
          message: `Too much steering input is pending for the response with id '${id}' (${MAX_STEERS}).`,
        }
      }
      return null
    },
    waiting(streamId, responseId) {
      const response = responses.get(responseId ?? '')
      if (response === undefined || response.ended === null || response.streamId !== streamId) return null
      return response.steers.length === 0 ? null : response
    },
  }
}
