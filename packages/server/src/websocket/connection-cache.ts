import type { Store, StoredItem, StoredResponse } from '../store/store.ts'
import { overriding } from '../engines/overriding.ts'

/** A response with all it continues that only this connection knows. */
export interface Lineage {
  record: StoredResponse
  parent: Lineage | null
}

/**
 * Remembers the last response of each lane for as long as the connection lives, so that it can be continued though nothing was stored.
 * Older responses of a lane are gone, unless they were stored.
 */
export interface ConnectionCache {
  /** The store as a request that continues `previousResponseId` sees it, and what the cache knows of that response. */
  open(store: Store, previousResponseId: string | null): { store: Store; lineage: Lineage | null }
  /** Makes this the lane's last response. */
  put(streamId: string | null, record: StoredResponse, parent: Lineage | null): void
  /** Forgets `responseId` if it is this lane's; another lane's stays, because it may still go on there. */
  evict(streamId: string | null, responseId: string | null): void
}

export function createConnectionCache(): ConnectionCache {
  const latest = new Map<string | null, Lineage>()
  return {
    open(store, previousResponseId) {
      const lineage = [...latest.values()].find(({ record }) => record.response.id === previousResponseId) ?? null
      return { lineage, store: lineage === null ? store : withLineage(store, lineage) }
    },
    put(streamId, record, parent) {
      latest.set(streamId, { record, parent })
    },
    evict(streamId, responseId) {
      if (latest.get(streamId)?.record.response.id === responseId) latest.delete(streamId)
    },
  }
}

function withLineage(store: Store, head: Lineage): Store {
  // What was stored is asked of the store all the same: it may have been deleted since.
  const unstored = [...ancestors(head)].filter(({ response }) => !response.store)
  return overriding(store, {
    get: async (id) => unstored.find(({ response }) => response.id === id) ?? store.get(id),
    findItem: async (id) => unstored.flatMap(itemsOf).find((item) => item.id === id) ?? store.findItem(id),
  })
}

function* ancestors(head: Lineage): Generator<StoredResponse> {
  for (let one: Lineage | null = head; one !== null; one = one.parent) yield one.record
}

function itemsOf({ input, response }: StoredResponse): StoredItem[] {
  return [...input, ...(response.output as StoredItem[])]
}
