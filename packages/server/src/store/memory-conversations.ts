import type { Conversation } from '@goldwire/schemas'

import { type ConversationStore, pageOf } from './conversation-store.ts'
import type { StoredItem } from './store.ts'

export interface MemoryConversationsOptions {
  /** At most this many bytes of items, counted as the UTF-16 length of their JSON. */
  maxBytes: number
}

/** Beside what the port asks for, the two things that must happen in one breath with what the store does to responses. */
export interface MemoryConversations extends ConversationStore {
  /** `append` at once. */
  appendNow(conversationId: string, items: readonly StoredItem[]): boolean
  /** An item of any conversation, deleted ones too. */
  findItem(itemId: string): StoredItem | null
  clear(): void
}

interface Entry {
  conversation: Conversation
  items: readonly StoredItem[]
  /** Only its items are left. */
  isDeleted: boolean
  bytes: number
}

/** What the bookkeeping of one conversation takes, so that empty ones fill the store too. */
const ENTRY_BYTES = 512

/** Keeps conversations in this process. When it is full, those nobody has used for the longest make room first. */
export function createMemoryConversations({ maxBytes }: MemoryConversationsOptions): MemoryConversations {
  // A Map remembers the order of insertion: an entry that is used is inserted anew, so the first one is the least recently used.
  const entries = new Map<string, Entry>()
  let bytes = 0

  const find = (id: string): Entry | null => {
    const entry = entries.get(id)
    if (entry === undefined || entry.isDeleted) return null
    entries.delete(id)
    entries.set(id, entry)
    return entry
  }
  const setItems = (entry: Entry, items: readonly StoredItem[]) => {
    bytes -= entry.bytes
    entry.items = items
    entry.bytes = ENTRY_BYTES + items.reduce((sum, item) => sum + sizeOf(item), 0)
    bytes += entry.bytes
  }
  const makeRoom = () => {
    for (const [id, entry] of entries) {
      // The last one is the one in use: it stays, however large it has grown.
      if (bytes <= maxBytes || entries.size === 1) break
      entries.delete(id)
      bytes -= entry.bytes
    }
  }
  const appendNow = (id: string, items: readonly StoredItem[]): boolean => {
    const entry = find(id)
    if (entry === null) return false
    setItems(entry, [...entry.items, ...items])
    makeRoom()
    return true
  }

  return {
    async create(conversation, items) {
      const entry: Entry = { conversation, items: [], isDeleted: false, bytes: 0 }
      entries.set(conversation.id, entry)
      setItems(entry, [...items])
      makeRoom()
    },
    get: async (id) => find(id)?.conversation ?? null,
    async setMetadata(id, metadata) {
      const entry = find(id)
      if (entry === null) return null
      entry.conversation = { ...entry.conversation, metadata }
      return entry.conversation
    },
    async delete(id) {
      const entry = find(id)
      if (entry === null) return false
      entry.isDeleted = true
      return true
    },
    appendNow,
    append: async (id, items) => appendNow(id, items),
    items: async (id) => find(id)?.items ?? null,
    async page(id, query) {
      const entry = find(id)
      return entry === null ? null : pageOf(entry.items, query)
    },
    item: async (id, itemId) => find(id)?.items.find((item) => item.id === itemId) ?? null,
    async deleteItem(id, itemId) {
      const entry = find(id)
      const left = entry?.items.filter((item) => item.id !== itemId) ?? []
      if (entry === null || left.length === entry.items.length) return false
      setItems(entry, left)
      return true
    },
    findItem(itemId) {
      for (const { items } of entries.values()) {
        const item = items.find((one) => one.id === itemId)
        if (item !== undefined) return item
      }
      return null
    },
    clear() {
      entries.clear()
      bytes = 0
    },
  }
}

const sizes = new WeakMap<object, number>()

/** Items never change, so each is measured once. */
function sizeOf(item: StoredItem): number {
  const known = sizes.get(item)
  if (known !== undefined) return known
  const size = JSON.stringify(item).length
  sizes.set(item, size)
  return size
}
