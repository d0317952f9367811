import { isObject, type JsonObject } from './json.ts'

/**
 * Events that came at a place where they mean nothing: before the response began, or after it ended. They were reported there; where they
 * belong, nothing is missing.
 */
export interface Displaced {
  readonly size: () => number
  add(type: string, event: JsonObject): void
  /** The first of this type (and, of items, of this item), once. */
  take(type: string, item?: Place): JsonObject | null
  has(type: string, item: Place): boolean
}

interface Place {
  readonly index: number
  readonly id: string | null
}

/** More than that is no slip but another order. */
const most = 64

export function createDisplaced(): Displaced {
  const events: { type: string; event: JsonObject }[] = []
  const find = (type: string, item?: Place) => events.findIndex((one) => one.type === type && (item === undefined || isOf(one.event, item)))
  return {
    size: () => events.length,
    add(type, event) {
      if (events.length < most) events.push({ type, event })
    },
    take(type, item) {
      const index = find(type, item)
      return index === -1 ? null : (events.splice(index, 1)[0]?.event ?? null)
    },
    has: (type, item) => find(type, item) !== -1,
  }
}

function isOf(event: JsonObject, { index, id }: Place): boolean {
  const { item, item_id: itemId, output_index: outputIndex } = event
  const given = isObject(item) ? item['id'] : itemId
  return outputIndex === index || (id !== null && given === id)
}
