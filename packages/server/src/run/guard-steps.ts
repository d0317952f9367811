import type { Step } from '../engines/step.ts'
import { ApiError } from './api-error.ts'

export interface GuardedSteps {
  /** Settles when the engine has done its first step. @throws what the engine throws before it */
  first: Promise<void>
  /** To be iterated once. @throws what the engine throws */
  steps: AsyncIterable<Step>
}

/**
 * Starts an engine at once, so that what it refuses can still be answered with a status, and makes sure that it can be stopped: an abort of
 * `signal` ends the steps in the same turn of the event loop, also when the engine does not listen, and leaving early stops the engine.
 * A signal aborted with an `ApiError` as its reason ends them with a `fail` step that tells it; any other abort needs no last words.
 */
export function guardSteps(source: AsyncIterable<Step>, signal: AbortSignal): GuardedSteps {
  const iterator = source[Symbol.asyncIterator]()
  const firstStep = nextOrAbort(iterator, signal)
  const first = firstStep.then(() => undefined)
  // Perhaps nobody awaits it any more when it fails: then `steps` throws it.
  first.catch(() => undefined)
  // Not awaited: an engine in the middle of a token returns when it is done with it. What it throws then concerns nobody.
  const leave = () => void iterator.return?.().catch(() => undefined)
  // Also when nobody has begun to read `steps`: an engine that waits with its first step in hand would keep its slot for ever.
  signal.addEventListener('abort', leave, { once: true })

  async function* steps(): AsyncGenerator<Step> {
    try {
      let next = await firstStep
      while (next !== 'aborted' && next.done !== true) {
        yield next.value
        next = await nextOrAbort(iterator, signal)
      }
      if (next === 'aborted' && signal.reason instanceof ApiError) yield toFailStep(signal.reason)
    } finally {
      signal.removeEventListener('abort', leave)
      leave()
    }
  }
  return { first, steps: steps() }
}

/** The iterator's next result, or `aborted` as soon as the signal says so. Leaves no listener behind, however many steps there are. */
function nextOrAbort<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T> | 'aborted'> {
  if (signal.aborted) return Promise.resolve('aborted')
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve('aborted')
    signal.addEventListener('abort', onAbort, { once: true })
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}

function toFailStep({ code, message, type, param }: ApiError): Step {
  return { type: 'fail', error: { code: code ?? 'server_error', message }, event: { type, param } }
}
