/** Time as replay needs it; tests and simulations pass their own. */
export interface Clock {
  /** Milliseconds, from any fixed point. */
  now(): number
  /** Resolves when `now()` has reached `at`, or as soon as `signal` aborts; never rejects. */
  until(at: number, signal?: AbortSignal): Promise<void>
}

/** Browsers have no setImmediate; a timer of 0 ms is the nearest thing. */
const soon: (task: () => void) => void =
  typeof globalThis.setImmediate === 'function' ? (task) => void globalThis.setImmediate(task) : (task) => void setTimeout(task, 0)

/**
 * Waits against fixed points in time, so that errors do not add up. A timer sleeps for all but the last millisecond, which timers cannot
 * resolve; that is passed by looking at the clock each turn of the event loop.
 */
export function createClock(now: () => number = () => performance.now()): Clock {
  return {
    now,
    until: (at, signal) =>
      new Promise((resolve) => {
        let timer: ReturnType<typeof setTimeout> | undefined
        const finish = (): void => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', finish)
          resolve()
        }
        const look = (): void => {
          if (signal?.aborted === true) return finish()
          const left = at - now()
          if (left <= 0) return finish()
          if (left < 1.5) return soon(look)
          // A timer of more than 2^31 ms would fire at once.
          timer = setTimeout(look, Math.min(Math.floor(left - 0.5), 2_147_483_647))
        }
        signal?.addEventListener('abort', finish, { once: true })
        look()
      }),
  }
}
