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
  /** Ends the wait for the step that is due. One listener for the whole run: to come and go with every step took a twentieth of its time. */
  let giveUp: ((result: 'aborted') => void) | null = null
  const onAbort = () => giveUp?.('aborted')
  signal.addEventListener('abort', onAbort, { once: true })
  const nextOrAbort = (): Promise<IteratorResult<Step> | 'aborted'> => {
    if (signal.aborted) return Promise.resolve('aborted')
    return new Promise((resolve, reject) => {
      giveUp = resolve
      iterator.next().then(resolve, reject)
    })
  }
  const firstStep = nextOrAbort()
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
        next = await nextOrAbort()
      }
      if (next === 'aborted' && signal.reason instanceof ApiError) yield toFailStep(signal.reason)
    } finally {
      signal.removeEventListener('abort', onAbort)
      signal.removeEventListener('abort', leave)
      leave()
    }
  }
  return { first, steps: steps() }
}

function toFailStep({ code, message, type, param }: ApiError): Step {
  return { type: 'fail', error: { code: code ?? 'server_error', message }, event: { type, param } }
}
