import type { CreateResponseBody, Response, StreamEvent } from '@goldwire/schemas'

import type { AppContext } from '../app-context.ts'
import { warmUpEngine } from '../engines/warm-up-engine.ts'
import { metering } from '../operations/metering.ts'
import type { MeteredResponse } from '../operations/response-meter.ts'
import type { StoredItem } from '../store/store.ts'
import { ApiError, type ApiErrorCode, apiErrorTable } from './api-error.ts'
import { emitStamped } from './emit.ts'
import { generateSteps } from './generate-steps.ts'
import { guardSteps } from './guard-steps.ts'
import { createIds } from './ids.ts'
import { logEvents, terminalResponse } from './log-events.ts'
import { createObfuscate } from './obfuscation.ts'
import { openResponseLog, releasingAtEnd } from './open-response-log.ts'
import { prepareRequest } from './prepare-request.ts'
import { settledWithin } from './settled-within.ts'

export interface CreateResponseOptions {
  /** Aborted when the reader has gone: the engine stops, and nothing is kept. */
  signal: AbortSignal
  onFault: (error: unknown) => void
}

export interface RunningResponse {
  id: string
  /** The request's own items, each with an id. */
  input: readonly StoredItem[]
  /** Every event of the response, numbered; reading them drives the engine. To be iterated once. Ends with a terminal event unless aborted. */
  events: AsyncIterable<StreamEvent>
}

/**
 * Starts a response: prepares the request, asks the engine, and has its steps told as events. Streaming or not makes no difference here.
 *
 * @throws ApiError when the request, or the engine before its first step, refuses, or another response has its conversation
 */
export async function createResponse(
  body: CreateResponseBody,
  context: AppContext,
  options: CreateResponseOptions,
): Promise<RunningResponse> {
  const running = body.prompt_cache_options?.prewarm === true ? { ...context, engine: warmUpEngine(context.engine) } : context
  return await metering(body, running, (meter) =>
    running.conversationLocks.hold(body, (release) => startResponse(body, running, { ...options, release, meter })),
  )
}

async function startResponse(
  body: CreateResponseBody,
  context: AppContext,
  { signal, onFault, release, meter }: CreateResponseOptions & { release: () => void; meter: MeteredResponse },
): Promise<RunningResponse> {
  const { store, now, random, limits } = context
  const ids = createIds({ random, now })
  const prepared = await prepareRequest(body, context, ids)
  const { created, input, rebase, seal } = prepared
  const { first, steps } = guardSteps(generateSteps(prepared, context, { signal }), signal)
  try {
    await (body.stream === true ? settledWithin(first, limits.firstStepWait) : first)
  } catch (error) {
    throw rebase(error)
  }

  const obfuscate = body.stream_options?.include_obfuscation === false ? null : createObfuscate(random)
  const onError = (error: unknown) => {
    if (!(error instanceof ApiError)) onFault(error)
  }
  const events = emitStamped(steps, created, { ids, now, obfuscate, seal, signal, onError, meter })
  const log = openResponseLog(store, { created, input }, release)
  const kept = log === null ? events : logEvents(events, { log, onFault })
  return { id: created.id, input, events: created.conversation ? releasingAtEnd(kept, release) : kept }
}

/**
 * The one body a request without `stream` gets: what the terminal event says. `null` when it was left before its end.
 *
 * @throws ApiError when the response failed: OpenAI answers that with an HTTP error, so that clients retry
 */
export async function readToEnd({ events }: RunningResponse): Promise<Response | null> {
  let response: Response | null = null
  let param: string | null = null
  for await (const event of events) {
    // Only this event tells which field was at fault.
    if (event.type === 'error') param = event.error.param ?? null
    response ??= terminalResponse(event)
  }
  if (response?.status === 'failed') throw toApiError(response.error, param)
  return response
}

function toApiError(error: Response['error'], param: string | null): ApiError {
  const { code, message } = error ?? { code: 'server_error', message: 'The response failed.' }
  return new ApiError({ code: code in apiErrorTable ? (code as ApiErrorCode) : 'server_error', message, param })
}
