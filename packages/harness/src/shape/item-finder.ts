import { ownerOf } from '../lint/kinds.ts'
import type { ShapeItem, WireEvent } from './shape.ts'

/**
 * Finds the item an event belongs to, and opens one where it must: when an item is announced, and when events speak of an item that nobody
 * announced, whose kind their types tell.
 */
export interface ItemFinder {
  /** Index into the items; null for events of the response itself and for those that name no item. */
  find(event: WireEvent): number | null
}

export function createItemFinder(items: ShapeItem[]): ItemFinder {
  const open = new Map<number, number>()
  const byId = new Map<string, number>()
  const begin = (kind: string, outputIndex: number | null, id: string | null): number => {
    items.push({ kind, outputIndex, events: [] })
    const index = items.length - 1
    if (outputIndex !== null) open.set(outputIndex, index)
    if (id !== null) byId.set(id, index)
    return index
  }
  return {
    find(event) {
      const outputIndex = typeof event['output_index'] === 'number' ? event['output_index'] : null
      const item = objectOf(event['item'])
      const id = [event['item_id'], item?.['id']].find((each) => typeof each === 'string') ?? null
      const kind = typeof item?.['type'] === 'string' ? item['type'] : null
      if (event.type === 'response.output_item.added') {
        const again = outputIndex === null ? undefined : open.get(outputIndex)
        // Announced once more: nothing about it is new, and it stays one item.
        if (again !== undefined && id !== null && byId.get(id) === again) return again
        return begin(kind ?? '?', outputIndex, id)
      }
      const known = (outputIndex === null ? undefined : open.get(outputIndex)) ?? (id === null ? undefined : byId.get(id))
      if (known !== undefined) return known
      const owner = ownerOf(event.type)
      if (owner === null || (outputIndex === null && id === null)) return null
      const kinds = kind === null ? owner.kinds : [kind]
      // An announcement without its index: the next events that name an unknown one are the item's.
      const nameless = items.findLastIndex((each) => each.outputIndex === null && (kinds.length === 0 || kinds.includes(each.kind)))
      if (nameless >= 0 && outputIndex !== null) {
        open.set(outputIndex, nameless)
        return nameless
      }
      return begin(kinds[0] ?? '?', outputIndex, id)
    },
  }
}

function objectOf(value: unknown): { [key: string]: unknown } | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { [key: string]: unknown }) : null
}
