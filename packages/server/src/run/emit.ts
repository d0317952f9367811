import type { ResponseError, StreamEvent } from '@goldwire/schemas'

import type { Step } from '../engines/step.ts'
import type { MeteredResponse } from '../operations/response-meter.ts'
import { ApiError } from './api-error.ts'
import { createEmitter, type EmitterOptions } from './create-emitter.ts'
import type { ResponseBase } from './emit/response-snapshot.ts'
import type { Obfuscate } from './obfuscation.ts'
import type { SealEvent } from './seal-events.ts'
import { createStamp } from './stamp.ts'
import type { UnstampedEvent } from './unstamped-event.ts'

export interface EmitOptions extends EmitterOptions {
  /** The caller's: once aborted, an engine that throws has only done as told, and the stream ends where it is. */
  signal?: AbortSignal
  /** The response begins when this settles; until then it is told as created, and queued where it runs in the background. */
  ready?: Promise<unknown>
  /** Told of whatever the engine threw, before it becomes an `error` event that gives nothing away. */
  onError?: (error: unknown) => void
}

/**
 * Events of one response, from `response.created` to its terminal event, without numbers. Leaving early returns `steps` too, so the engine
 * stops. What the engine throws becomes `error` and `response.failed`: an `ApiError` with its own code and message, anything else as
 * `server_error`. To answer a refused request with an HTTP status instead, take the first step before streaming.
 */
export async function* emit(
  steps: AsyncIterable<Step>,
  base: ResponseBase,
  { signal, ready, onError, ...options }: EmitOptions,
): AsyncGenerator<UnstampedEvent, void, undefined> {
  const emitter = createEmitter(base, options)
  yield* emitter.start()
  if (ready !== undefined) await ready
  yield* emitter.begin()
  try {
    for await (const step of steps) {
      for (const event of emitter.step(step)) yield event
      if (emitter.ended) return
    }
    if (signal?.aborted === true) return
  } catch (error) {
    if (signal?.aborted === true) return
    onError?.(error)
    if (!emitter.ended) yield* emitter.step(toFailStep(error))
    return
  }
  yield* emitter.end()
}

/** `emit`, `seal` and `createStamp` in one: events as they go to the reader. A background response is never padded. */
export async function* emitStamped(
  steps: AsyncIterable<Step>,
  base: ResponseBase,
  {
    obfuscate,
    seal = (event) => event,
    meter,
    ...options
  }: EmitOptions & { obfuscate: Obfuscate | null; seal?: SealEvent; meter?: MeteredResponse },
): AsyncGenerator<StreamEvent, void, undefined> {
  const stamp = createStamp({ obfuscate: base.background ? null : obfuscate })
  try {
    for await (const event of emit(steps, base, options)) {
      const stamped = stamp(seal(event))
      meter?.event(stamped)
      yield stamped
    }
  } finally {
    meter?.close()
  }
}

function toFailStep(thrown: unknown): Step {
  const hidden: ResponseError = { code: 'server_error', message: 'The server had an error while processing your request.' }
  if (!(thrown instanceof ApiError)) return { type: 'fail', error: hidden }
  const { code, message, param, type } = thrown
  return { type: 'fail', error: { code: code ?? 'server_error', message }, event: { type, param } }
}
