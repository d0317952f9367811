/** Wakes those who wait for news of something, by its id. Nothing is remembered: who is late looks for himself before he waits. */
export interface Bell {
  ring(id: string): void
  ringAll(): void
  /** Settles at the next ring, after `milliseconds` where given, or when `signal` is aborted; never rejects. */
  wait(id: string, options: { signal?: AbortSignal | undefined; milliseconds?: number }): Promise<void>
}

export function createBell(): Bell {
  const waiting = new Map<string, Set<() => void>>()
  const ring = (id: string) => {
    const sleepers = waiting.get(id)
    waiting.delete(id)
    for (const wake of sleepers ?? []) wake()
  }
  return {
    ring,
    ringAll() {
      for (const id of Array.from(waiting.keys())) ring(id)
    },
    wait(id, { signal, milliseconds }) {
      if (signal?.aborted === true) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', wake)
          const sleepers = waiting.get(id)
          sleepers?.delete(wake)
          if (sleepers?.size === 0) waiting.delete(id)
          resolve()
        }
        const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds)
        signal?.addEventListener('abort', wake, { once: true })
        const sleepers = waiting.get(id)
        if (sleepers === undefined) waiting.set(id, new Set([wake]))
        else sleepers.add(wake)
      })
    },
  }
}
