import type { Response, StreamEvent } from '@goldwire/schemas'

import { createBell } from './bell.ts'
import { itemsToAdd } from './conversation-store.ts'
import { createMemoryConversations } from './memory-conversations.ts'
import { createMemoryObjects } from './memory-objects.ts'
import { runAbandoned, toCancelled, toFailed } from './stop-response.ts'
import { hasEnded, type ResponseLog, type ResponseStart, type Store, type StoredItem } from './store.ts'

export interface MemoryStoreOptions {
  /** At most this many responses. */
  maxResponses?: number
  /** At most this many bytes of responses, and as many of conversations, counted as the UTF-16 length of the records' JSON; the process needs a small multiple of it. */
  maxBytes?: number
}

interface Entry {
  response: Response
  readonly input: readonly StoredItem[]
  readonly events: StreamEvent[]
  readonly controller: AbortController
  bytes: number
}

/**
 * Keeps responses in this process. When it is full, those nobody has asked for the longest make room first (continuing a conversation asks
 * for every response in it), so a long conversation in use stays whole; what still runs is not thrown out. A single response larger than
 * the store is not kept.
 */
export function createMemoryStore({ maxResponses = 1_000, maxBytes = 256 * 1024 * 1024 }: MemoryStoreOptions = {}): Store {
  // A Map remembers the order of insertion: an entry asked for is inserted anew, so the first one is the least recently used.
  const entries = new Map<string, Entry>()
  const bell = createBell()
  const conversations = createMemoryConversations({ maxBytes })
  const objects = createMemoryObjects()
  let bytes = 0

  const remove = (id: string): Entry | undefined => {
    const entry = entries.get(id)
    if (entry === undefined) return undefined
    entries.delete(id)
    bytes -= entry.bytes
    return entry
  }
  const insert = (entry: Entry) => {
    entries.set(entry.response.id, entry)
    bytes += entry.bytes
  }
  const touch = (id: string): Entry | undefined => {
    const entry = remove(id)
    if (entry !== undefined) insert(entry)
    return entry
  }
  const makeRoom = () => {
    for (const [id, { response }] of entries) {
      if (entries.size <= maxResponses && bytes <= maxBytes) break
      if (hasEnded(response)) remove(id)
    }
  }
  /** Keeps an entry that has ended, in place of what was there under its id. */
  const settle = (entry: Entry) => {
    const { response, input, events } = entry
    remove(response.id)
    entry.bytes = JSON.stringify({ response, input, events }).length
    if (entry.bytes <= maxBytes) insert(entry)
    makeRoom()
    bell.ring(response.id)
  }

  const begin = ({ created, input }: ResponseStart): ResponseLog => {
    const entry: Entry = { response: created, input, events: [], controller: new AbortController(), bytes: 0 }
    const { controller } = entry
    let isAbandoned = false
    const isRunning = () => entries.get(created.id) === entry && !hasEnded(entry.response)
    const isBackground = created.background
    if (isBackground && !hasEnded(created)) {
      remove(created.id)
      entry.bytes = JSON.stringify({ created, input }).length
      insert(entry)
      makeRoom()
    }
    const append = (event: StreamEvent) => {
      if (controller.signal.aborted) return
      entry.events.push(event)
      if (!isBackground) return
      if ('response' in event && !hasEnded(event.response)) entry.response = event.response
      bell.ring(created.id)
    }
    const finish = (response: Response): Promise<boolean> => {
      if (isAbandoned || controller.signal.aborted || (isBackground && !hasEnded(created) && !isRunning())) return Promise.resolve(false)
      entry.response = response
      settle(entry)
      if (response.conversation) conversations.appendNow(response.conversation.id, itemsToAdd(entry))
      return Promise.resolve(true)
    }
    return {
      signal: controller.signal,
      append,
      finish,
      flushed: () => Promise.resolve(),
      async abandon() {
        if (isBackground && isRunning()) {
          const { response, events } = toFailed(entry.response, { next: entry.events.length, message: runAbandoned })
          for (const event of events) append(event)
          await finish(response)
        }
        isAbandoned = true
      },
    }
  }

  return {
    begin,
    conversations,
    objects,
    async get(responseId) {
      const entry = touch(responseId)
      return entry === undefined ? null : { response: entry.response, input: entry.input }
    },
    async *events(responseId, { startingAfter, signal }) {
      const entry = touch(responseId)
      if (entry === undefined) return
      const listener = bell.listen(responseId)
      try {
        let next = startingAfter + 1 - (entry.events[0]?.sequence_number ?? 0)
        for (;;) {
          // Looked at before the events: an end that comes while they are read must not hide the last of them.
          const isOver = hasEnded(entry.response) || entry.controller.signal.aborted || signal?.aborted === true
          const batch = entry.events.slice(Math.max(next, 0))
          next = Math.max(next, entry.events.length)
          if (batch.length > 0) yield batch
          if (isOver) return
          await listener.wait({ signal })
        }
      } finally {
        listener.close()
      }
    },
    async cancel(responseId) {
      const entry = touch(responseId)
      if (entry === undefined) return null
      if (entry.response.background && !hasEnded(entry.response)) {
        entry.response = toCancelled(entry.response)
        settle(entry)
        entry.controller.abort()
      }
      return { response: entry.response, input: entry.input }
    },
    async delete(responseId) {
      const entry = remove(responseId)
      if (entry === undefined) return false
      if (!hasEnded(entry.response)) entry.controller.abort()
      bell.ring(responseId)
      return true
    },
    async findItem(itemId) {
      // No index: a thousand conversations are searched in less than a millisecond, and one item may stand in several records.
      for (const [id, { input, response }] of entries) {
        const item = [...input, ...(response.output as StoredItem[])].find((one) => one.id === itemId)
        if (item === undefined) continue
        touch(id)
        return item
      }
      return conversations.findItem(itemId)
    },
    async close() {
      for (const { controller, response } of entries.values()) if (!hasEnded(response)) controller.abort()
      entries.clear()
      conversations.clear()
      objects.clear()
      bytes = 0
      bell.ringAll()
    },
  }
}
