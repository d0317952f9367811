import type { CreateResponseBody, Response, StreamEvent } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import type { Step } from '../engines/step.ts'
import type { Limits } from '../limits.ts'
import { metering } from '../operations/metering.ts'
import type { MeteredResponse } from '../operations/response-meter.ts'
import type { ResponseLog } from '../store/store.ts'
import { ApiError } from './api-error.ts'
import { emitStamped } from './emit.ts'
import { generateSteps } from './generate-steps.ts'
import { guardSteps } from './guard-steps.ts'
import { createIds } from './ids.ts'
import { createLiveEvents, type LiveEvents } from './live-events.ts'
import { terminalResponse } from './log-events.ts'
import { openResponseLog } from './open-response-log.ts'
import { prepareRequest } from './prepare-request.ts'
import { createTurns } from './turns.ts'

/** The background responses that this process runs. */
export interface BackgroundRuns {
  /**
   * Starts a response that runs whether anybody reads it or not. It is kept, as queued, before this returns.
   *
   * @throws ApiError when the request is refused or too many wait already
   * @throws what the store threw: a response that nobody could find again is not begun
   */
  start(body: CreateResponseBody, context: AppContext, options: { onFault: (error: unknown) => void }): Promise<BackgroundRun>
  /** The events of a response while it runs here; `null` once it has ended, and for all others. */
  find(responseId: string): LiveEvents | null
  /** How many wait for their turn. */
  readonly waiting: number
  /** Settles when none is running. */
  settled(): Promise<void>
}

export interface BackgroundRun {
  /** As it was queued. */
  response: Response
  events: LiveEvents
}

export function createBackgroundRuns(limits: Pick<Limits, 'backgroundAtOnce' | 'backgroundWaiting'>): BackgroundRuns {
  const turns = createTurns({ atOnce: limits.backgroundAtOnce, waiting: limits.backgroundWaiting })
  const live = new Map<string, LiveEvents>()
  const driving = new Set<Promise<void>>()

  const start: BackgroundRuns['start'] = (body, context, { onFault }) =>
    metering(body, context, (meter) =>
      context.conversationLocks.hold(body, (release) => startHolding(body, context, { onFault, release, meter })),
    )

  const startHolding = async (
    body: CreateResponseBody,
    context: AppContext,
    { onFault, release: letGo, meter }: { onFault: (error: unknown) => void; release: () => void; meter: MeteredResponse },
  ): Promise<BackgroundRun> => {
    const { store, now, random, running } = context
    if (!turns.hasRoom) {
      const message = 'Too many background responses are waiting already. Try again later.'
      throw new ApiError({ code: 'rate_limit_exceeded', message, headers: { 'retry-after': '5' } })
    }
    const run = new AbortController()
    const { signal } = run
    const ids = createIds({ random, now })
    const prepared = await prepareRequest(body, context, ids)
    const { created, input, rebase, seal } = prepared
    const log = openResponseLog(store, { created: { ...created, status: 'queued' }, input }, letGo)
    if (log === null) throw new TypeError('A background response is always stored.')
    log.signal.addEventListener('abort', () => run.abort(), { once: true })

    const turn = turns.take(signal)
    const steps = rebasing(
      startAfter(turn, () => guardSteps(generateSteps(prepared, context, { signal }), signal).steps),
      rebase,
    )
    const onError = (error: unknown) => {
      if (!(error instanceof ApiError)) onFault(error)
    }
    const stream = emitStamped(steps, created, { ids, now, obfuscate: null, seal, signal, onError, meter, ready: turn })
    running.add(run)
    const release = async () => {
      running.delete(run)
      letGo()
      // A turn that has not come yet is given up.
      run.abort()
      ;(await turn)()
    }

    const { value: first } = await stream.next()
    try {
      log.append(first as StreamEvent)
      await log.flushed()
    } catch (error) {
      await release()
      await Promise.allSettled([stream.return(), log.abandon()])
      throw error
    }
    const events = createLiveEvents()
    events.push(first as StreamEvent)
    events.reveal(1)
    live.set(created.id, events)
    const drive = driveRun(stream, { log, events, signal, onFault }).finally(async () => {
      live.delete(created.id)
      events.end()
      await release()
      driving.delete(drive)
    })
    driving.add(drive)
    return { response: (first as Extract<StreamEvent, { type: 'response.created' }>).response, events }
  }

  return {
    start,
    find: (responseId) => live.get(responseId) ?? null,
    get waiting() {
      return turns.waiting
    },
    async settled() {
      while (driving.size > 0) await Promise.all(driving)
    },
  }
}

interface DriveOptions {
  log: ResponseLog
  events: LiveEvents
  signal: AbortSignal
  onFault: (error: unknown) => void
}

/** Runs a response to its end. Readers see an event when it is kept, or when the store has failed to keep it. Never throws. */
async function driveRun(stream: AsyncIterable<StreamEvent>, { log, events, signal, onFault }: DriveOptions): Promise<void> {
  let isRevealing = false
  let hasFailed = false
  const toldOnce = (error: unknown) => {
    if (!hasFailed) onFault(error)
    hasFailed = true
  }
  const reveal = async () => {
    if (isRevealing) return
    isRevealing = true
    for (let revealed = 0; revealed < events.length;) {
      const count = events.length
      await log.flushed().catch(toldOnce)
      // What a cancelled response still said is in no store.
      if (log.signal.aborted) break
      events.reveal(count)
      revealed = count
    }
    isRevealing = false
  }
  try {
    let ended = false
    for await (const event of stream) {
      if (log.signal.aborted) break
      log.append(event)
      const response = terminalResponse(event)
      if (response === null) {
        events.push(event)
        void reveal()
        continue
      }
      const isKept = await log.finish(response).catch((error: unknown) => {
        toldOnce(error)
        return true
      })
      ended = true
      if (!isKept) break
      events.push(event)
      events.reveal(events.length)
    }
    if (!ended && !log.signal.aborted) await log.abandon()
  } catch (error) {
    onFault(error)
    if (!signal.aborted) await log.abandon().catch(onFault)
  }
}

async function* startAfter(ready: Promise<unknown>, start: () => AsyncIterable<Step>): AsyncGenerator<Step> {
  await ready
  yield* start()
}

async function* rebasing(steps: AsyncIterable<Step>, rebase: (error: unknown) => unknown): AsyncGenerator<Step> {
  try {
    yield* steps
  } catch (error) {
    throw rebase(error)
  }
}
