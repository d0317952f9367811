import type { CreateResponseBody, Response, StreamEvent } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import { ApiError } from '../run/api-error.ts'
import { createResponse, type RunningResponse } from '../run/create-response.ts'
import { terminalResponse } from '../run/log-events.ts'
import type { ConnectionCache, Lineage } from './connection-cache.ts'
import { toApiErrorOf, toErrorMessage } from './error-message.ts'
import { inLane } from './in-lane.ts'
import type { Outbox } from './outbox.ts'
import { steerableEngine } from './steerable-engine.ts'
import type { LiveResponse } from './steered-responses.ts'
import type { Steering } from './steering.ts'
import { toSuccessor, withSteering } from './to-continuation.ts'
import { warmUpEngine } from '../engines/warm-up-engine.ts'

/** What the turns of one connection share. */
export interface TurnContext {
  context: AppContext
  outbox: Outbox
  cache: ConnectionCache
  steering: Steering
  /** Aborted when the socket has gone. */
  gone: AbortSignal
  /** The runs of this connection. Aborting one with an `ApiError` as reason makes it fail properly; with anything else, end at once. */
  runs: Set<AbortController>
  /** Set when the connection takes no new requests any more. */
  closing: () => ApiError | null
  onFault: (error: unknown) => void
}

export interface Turn {
  streamId: string | null
  body: CreateResponseBody
  /** False for a warm-up. */
  generates: boolean
}

/** Answers one `response.create`, and what steering makes follow from it. Never throws: whatever goes wrong is told to the client. */
export async function runTurn(turn: Turn, shared: TurnContext): Promise<void> {
  const { steering, outbox, closing } = shared
  const refused = closing()
  if (refused !== null) {
    outbox.send(toErrorMessage(refused, turn.streamId))
    return
  }
  const parent = steering.responses.waiting(turn.streamId, turn.body.previous_response_id)
  const body = withSteering(turn.body, parent?.steers.map(({ input }) => input) ?? [])
  let ended = await runResponse({ ...turn, body }, parent, shared)
  while (ended !== null && ended.live.steers.length > 0) {
    const { live, response } = ended
    const reason = closing()?.message ?? (response.status === 'failed' ? 'The response failed.' : null)
    if (reason !== null) {
      steering.giveBack(live, reason)
      return
    }
    if (steering.waitForInput(live, response.output)) return
    const inputs = live.steers.map(({ input }) => input)
    ended = await runResponse({ ...turn, body: toSuccessor(turn.body, live.id, inputs) }, live, shared, { automatic: true })
  }
}

interface EndedResponse {
  live: LiveResponse
  response: Response
}

/**
 * One response from its request to its terminal event; null when it did not come to that.
 *
 * @param parent - whose steering input the request takes up; it is committed with `response.created`
 */
async function runResponse(
  turn: Turn,
  parent: LiveResponse | null,
  shared: TurnContext,
  { automatic = false } = {},
): Promise<EndedResponse | null> {
  const { context, cache, steering, outbox, gone, runs, onFault } = shared
  const { streamId, body } = turn
  const previousId = body.previous_response_id ?? null
  const run = new AbortController()
  runs.add(run)
  context.running.add(run)
  const { store, lineage } = cache.open(context.store, previousId)
  let live: LiveResponse | null = null
  const engine = turn.generates
    ? steerableEngine(context.engine, () => live !== null && live.steers.length > 0)
    : warmUpEngine(context.engine)
  try {
    const running = await createResponse({ ...body, stream: true }, { ...context, store, engine }, { signal: run.signal, onFault })
    live = steering.begin(running.id, turn)
    if (parent !== null) parent.steers = []
    const response = await sendEvents(running, live, { shared, lineage, run })
    if (response?.status === 'failed') cache.evict(streamId, previousId)
    return response === null ? null : { live, response }
  } catch (thrown) {
    if (gone.aborted) return null
    if (!(thrown instanceof ApiError)) onFault(thrown)
    const error = toApiErrorOf(thrown)
    cache.evict(streamId, previousId)
    for (const told of [parent, live]) if (told !== null) steering.giveBack(told, error.message)
    if (!automatic) outbox.send(toErrorMessage(error, streamId))
    return null
  } finally {
    context.running.delete(run)
    runs.delete(run)
    if (live !== null) live.ended ??= 'failed'
  }
}

/** Sends a response's events as fast as the reader takes them. What the terminal event tells can be continued before it is sent. */
async function sendEvents(
  { events, input }: RunningResponse,
  live: LiveResponse,
  { shared, lineage, run }: { shared: TurnContext; lineage: Lineage | null; run: AbortController },
): Promise<Response | null> {
  const { outbox, cache, steering } = shared
  let ended: Response | null = null
  for await (const event of events) {
    if (!(await outbox.ready())) {
      run.abort()
      return null
    }
    const response = terminalResponse(event)
    if (response !== null) {
      ended = response
      live.ended = response.status
      if (response.status !== 'failed') cache.put(live.streamId, { response, input }, lineage)
    }
    outbox.send(inLane(withNumber(event, steering.number(live)), live.streamId))
  }
  return ended
}

/** The event with another number, where something was said about steering before it. */
function withNumber(event: StreamEvent, number: number): StreamEvent {
  return event.sequence_number === number ? event : { ...event, sequence_number: number }
}
