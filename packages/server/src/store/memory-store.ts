import type { Store, StoredItem, StoredResponse } from './store.ts'

export interface MemoryStoreOptions {
  /** At most this many responses. */
  maxResponses?: number
  /** At most this many bytes, counted as the UTF-16 length of the records' JSON; the process needs a small multiple of it. */
  maxBytes?: number
}

interface Entry {
  record: StoredResponse
  bytes: number
}

/**
 * Keeps responses in this process. When it is full, those nobody has asked for the longest make room first (continuing a conversation asks
 * for every response in it), so a long conversation in use stays whole. A single response larger than the store is not kept.
 */
export function createMemoryStore({ maxResponses = 1_000, maxBytes = 256 * 1024 * 1024 }: MemoryStoreOptions = {}): Store {
  // A Map remembers the order of insertion: an entry asked for is inserted anew, so the first one is the least recently used.
  const entries = new Map<string, Entry>()
  let bytes = 0

  const remove = (id: string): boolean => {
    const entry = entries.get(id)
    if (entry === undefined) return false
    entries.delete(id)
    bytes -= entry.bytes
    return true
  }

  const touch = (id: string): Entry | undefined => {
    const entry = entries.get(id)
    if (entry === undefined) return undefined
    entries.delete(id)
    entries.set(id, entry)
    return entry
  }

  return {
    async put(record) {
      const { id } = record.response
      remove(id)
      const size = JSON.stringify(record).length
      if (size > maxBytes) return
      entries.set(id, { record, bytes: size })
      bytes += size
      for (const oldest of entries.keys()) {
        if (entries.size <= maxResponses && bytes <= maxBytes) break
        remove(oldest)
      }
    },
    async get(responseId) {
      return touch(responseId)?.record ?? null
    },
    async delete(responseId) {
      return remove(responseId)
    },
    async findItem(itemId) {
      // No index: a thousand conversations are searched in less than a millisecond, and one item may stand in several records.
      for (const [id, { record }] of entries) {
        const item = itemsOf(record).find((one) => one.id === itemId)
        if (item === undefined) continue
        touch(id)
        return item
      }
      return null
    },
    async close() {
      entries.clear()
      bytes = 0
    },
  }
}

function itemsOf({ input, response }: StoredResponse): StoredItem[] {
  return [...input, ...(response.output as StoredItem[])]
}
