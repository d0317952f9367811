/** Tells those who listen for news of something, by its id. */
export interface Bell {
  ring(id: string): void
  ringAll(): void
  listen(id: string): BellListener
}

export interface BellListener {
  /**
   * Settles at the next ring, or at once when there was one since the last time; after `milliseconds` where given, or when `signal` is
   * aborted. Never rejects. One at a time.
   */
  wait(options: { signal?: AbortSignal | undefined; milliseconds?: number }): Promise<void>
  close(): void
}

export function createBell(): Bell {
  const listeners = new Map<string, Set<() => void>>()
  const ring = (id: string) => {
    for (const hear of listeners.get(id) ?? []) hear()
  }
  return {
    ring,
    ringAll() {
      for (const id of listeners.keys()) ring(id)
    },
    listen(id) {
      let hasRung = false
      let wake: (() => void) | null = null
      const hear = () => {
        hasRung = true
        wake?.()
      }
      const others = listeners.get(id)
      if (others === undefined) listeners.set(id, new Set([hear]))
      else others.add(hear)
      return {
        async wait({ signal, milliseconds }) {
          if (!hasRung && signal?.aborted !== true) {
            let timer: NodeJS.Timeout | undefined
            await new Promise<void>((resolve) => {
              wake = resolve
              signal?.addEventListener('abort', wake, { once: true })
              if (milliseconds !== undefined) timer = setTimeout(resolve, milliseconds)
            })
            clearTimeout(timer)
            if (wake !== null) signal?.removeEventListener('abort', wake)
            wake = null
          }
          hasRung = false
        },
        close() {
          const heard = listeners.get(id)
          heard?.delete(hear)
          if (heard?.size === 0) listeners.delete(id)
        },
      }
    },
  }
}
