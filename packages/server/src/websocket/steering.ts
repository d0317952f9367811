import type { OutputItem, SteerInput, SteerMessage } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import { createId } from '../run/ids.ts'
import { inLane } from './in-lane.ts'
import type { Outbox } from './outbox.ts'
import { requiredInput } from './required-input.ts'
import type { Turn } from './run-turn.ts'
import { createSteeredResponses, type LiveResponse, type SteeredResponses } from './steered-responses.ts'

/** Everything that is said about steering on one connection. */
export interface Steering {
  readonly responses: SteeredResponses
  /** A response begins; from now on it can be steered. */
  begin(responseId: string, turn: Turn): LiveResponse
  /** Number of the next thing sent in a lane whose latest response this is; what is said about steering there counts with its events. */
  number(live: LiveResponse): number
  /** Accepts input for a running response, or sends it back. */
  steer(message: SteerMessage): void
  /** Sends back input that the schema refuses. */
  refuseInvalid(refused: { previousResponseId: string; input: SteerInput; message: string }): void
  /** Says that a response's input waits for the caller to answer calls. False when there are none to answer. */
  waitForInput(live: LiveResponse, output: readonly OutputItem[]): boolean
  /** Sends back everything a response was told and no successor took up. */
  giveBack(live: LiveResponse, reason: string): void
}

export function createSteering(outbox: Outbox, { random, now }: Pick<AppContext, 'random' | 'now'>): Steering {
  const responses = createSteeredResponses()
  /** The numbers each lane has come to; a response begins anew. */
  const numbers = new Map<string | null, { responseId: string; next: number }>()

  const say = (live: LiveResponse | null, message: { type: string; [key: string]: unknown }) => {
    const streamId = live?.streamId ?? null
    const lane = numbers.get(streamId)
    const { type, ...fields } = message
    const ordered = Object.entries({ ...fields, sequence_number: lane?.next ?? 0 }).sort(([a], [b]) => (a < b ? -1 : 1))
    if (lane !== undefined) lane.next += 1
    outbox.send(inLane({ type, ...Object.fromEntries(ordered) }, streamId))
  }

  const fail = (
    live: LiveResponse | null,
    steer: { input: SteerInput; previous_response_id: string; id?: string },
    { code, message }: { code: string; message: string },
  ) => say(live, { type: 'response.steer.failed', error: { code, message, type: 'invalid_request_error' }, steer })

  return {
    responses,
    begin(responseId, turn) {
      const { streamId } = turn
      const live: LiveResponse = { id: responseId, streamId, unsteerable: whyNot(turn), ended: null, steers: [] }
      responses.add(live)
      return live
    },
    number({ id, streamId }) {
      let lane = numbers.get(streamId)
      if (lane?.responseId !== id) numbers.set(streamId, (lane = { responseId: id, next: 0 }))
      const number = lane.next
      lane.next += 1
      return number
    },
    steer(message) {
      const { input, previous_response_id } = message
      const live = responses.get(previous_response_id)
      const refusal = responses.refuse(message)
      if (live === null || refusal !== null) {
        fail(live, { input, previous_response_id }, refusal ?? { code: 'response_not_found', message: 'The response is not known.' })
        return
      }
      const id = createId('steer', { random, now })
      live.steers.push({ id, input })
      say(live, { type: 'response.steer.accepted', steer: { id, previous_response_id } })
    },
    refuseInvalid({ previousResponseId, input, message }) {
      const live = responses.get(previousResponseId)
      fail(live, { input, previous_response_id: previousResponseId }, { code: 'invalid_input', message })
    },
    waitForInput(live, output) {
      const required = requiredInput(output)
      if (required.length === 0) return false
      for (const { id } of live.steers) {
        say(live, {
          type: 'response.steer.pending',
          reason: 'waiting_for_required_input',
          required_input: required,
          steer: { id, previous_response_id: live.id },
        })
      }
      return true
    },
    giveBack(live, reason) {
      const error = { code: 'successor_creation_failed', message: `The input could not be taken up by a new response. ${reason}` }
      for (const { id, input } of live.steers.splice(0)) fail(live, { id, input, previous_response_id: live.id }, error)
    },
  }
}

function whyNot({ body, generates }: Turn): string | null {
  if (!generates) return 'A response that generates nothing cannot be steered.'
  if (body.conversation !== undefined && body.conversation !== null) return 'A response bound to a conversation cannot be steered.'
  if (body.context_management != null) return 'A response with automatic compaction cannot be steered.'
  return null
}
