import type { StreamEvent } from '@goldwire/schemas'

import { createBell } from '../store/bell.ts'

/** The events of a response that is running in this process, for any number of readers, each from where it likes. */
export interface LiveEvents {
  /** How many were pushed. */
  readonly length: number
  push(event: StreamEvent): void
  /** Lets readers see the first `count` events. What they have seen must not be lost, so this comes after the store has it. */
  reveal(count: number): void
  /** Nothing is revealed any more: readers end. */
  end(): void
  /** The events after number `startingAfter`, those that are there together, until the end or until `signal` is aborted. */
  read(options: { startingAfter: number; signal?: AbortSignal }): AsyncGenerator<readonly StreamEvent[]>
}

export function createLiveEvents(): LiveEvents {
  const events: StreamEvent[] = []
  const bell = createBell()
  let revealed = 0
  let ended = false
  return {
    get length() {
      return events.length
    },
    push(event) {
      events.push(event)
    },
    reveal(count) {
      revealed = Math.max(revealed, Math.min(count, events.length))
      bell.ringAll()
    },
    end() {
      ended = true
      bell.ringAll()
    },
    async *read({ startingAfter, signal }) {
      const listener = bell.listen('')
      try {
        let next = startingAfter + 1
        for (;;) {
          if (next < revealed) {
            const batch = events.slice(next, revealed)
            next = revealed
            yield batch
            continue
          }
          if (ended || signal?.aborted === true) return
          await listener.wait({ signal })
        }
      } finally {
        listener.close()
      }
    },
  }
}
