import type { StreamEvent } from '@goldwire/schemas'

import { itemsToAdd } from '../store/conversation-store.ts'
import type { ResponseLog, ResponseStart, Store } from '../store/store.ts'

/**
 * Where a response's events go: to the store, or, when it is not to be stored, nowhere; `null` then, unless it adds to a conversation, which
 * it does stored or not. `release` is called as soon as the response is kept and its conversation has grown.
 */
export function openResponseLog(store: Store, start: ResponseStart, release: () => void): ResponseLog | null {
  const { created } = start
  const log = created.store ? store.begin(start) : created.conversation ? createConversationLog(store, start) : null
  return log === null || !created.conversation ? log : releasing(log, release)
}

/** Keeps nothing but what the conversation gets. */
function createConversationLog(store: Store, { input }: ResponseStart): ResponseLog {
  return {
    append: () => {},
    flushed: () => Promise.resolve(),
    async finish(response) {
      const items = itemsToAdd({ response, input })
      if (response.conversation && items.length > 0) await store.conversations.append(response.conversation.id, items)
      return true
    },
    abandon: () => Promise.resolve(),
    signal: new AbortController().signal,
  }
}

function releasing(log: ResponseLog, release: () => void): ResponseLog {
  log.signal.addEventListener('abort', release, { once: true })
  return {
    append: (event) => log.append(event),
    flushed: () => log.flushed(),
    finish: (response) => log.finish(response).finally(release),
    abandon: () => log.abandon().finally(release),
    signal: log.signal,
  }
}

/** Events as they are; calls `release` when they are over or nobody wants more of them. */
export async function* releasingAtEnd(events: AsyncIterable<StreamEvent>, release: () => void): AsyncGenerator<StreamEvent> {
  try {
    yield* events
  } finally {
    release()
  }
}
