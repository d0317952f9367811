import { type KeptObject, type ObjectKind, type ObjectPlace, type ObjectStore, placeKey } from './object-store.ts'

interface Entry {
  kind: string
  id: string
  parent: string | null
  value: object
  bytes: Uint8Array
  expiresAt: number | null
  revision: string
}

export interface MemoryObjects extends ObjectStore {
  /** Forgets everything. */
  clear(): void
}

const nothing = new Uint8Array()

/** Objects in this process, gone with it. */
export function createMemoryObjects(): MemoryObjects {
  const entries = new Map<string, Entry>()
  let used = 0
  let puts = 0

  const find = (place: ObjectPlace<object>) => entries.get(placeKey(place))
  const remove = (key: string): boolean => {
    const entry = entries.get(key)
    if (entry === undefined) return false
    entries.delete(key)
    used -= entry.bytes.length
    for (const [childKey, { parent }] of entries) if (parent === key) remove(childKey)
    return true
  }
  const removeWhere = (kind: ObjectKind<object>, isMeant: (entry: Entry) => boolean) => {
    for (const [key, entry] of entries) if (entry.kind === kind.name && isMeant(entry)) remove(key)
  }

  return {
    async put(place, { value, bytes = nothing, expiresAt = null }, { maxBytes = Number.POSITIVE_INFINITY } = {}) {
      const key = placeKey(place)
      const parent = place.parent === undefined ? null : placeKey(place.parent)
      if (parent !== null && !entries.has(parent)) return 'no-parent'
      const after = used - (entries.get(key)?.bytes.length ?? 0) + bytes.length
      if (bytes.length > 0 && after > maxBytes) return 'full'
      used = after
      entries.set(key, { kind: place.kind.name, id: place.id, parent, value, bytes, expiresAt, revision: String(++puts) })
      return 'kept'
    },
    async get<Value extends object>(place: ObjectPlace<Value>) {
      const entry = find(place)
      return entry === undefined ? null : toKept<Value>(entry)
    },
    bytes: async (place) => find(place)?.bytes ?? null,
    async change<Value extends object>(
      place: ObjectPlace<Value>,
      change: (value: Value) => Value,
      { expiresAt }: { expiresAt?: number | null } = {},
    ) {
      const entry = find(place)
      if (entry === undefined) return null
      const value = change(entry.value as Value)
      entry.value = value
      if (expiresAt !== undefined) entry.expiresAt = expiresAt
      return value
    },
    async list<Value extends object>({ name }: ObjectKind<Value>, parent?: ObjectPlace<object>) {
      const parentKey = parent === undefined ? null : placeKey(parent)
      return Array.from(entries.values())
        .filter((entry) => entry.kind === name && (parentKey === null || entry.parent === parentKey))
        .map((entry) => toKept<Value>(entry))
    },
    delete: async (place) => remove(placeKey(place)),
    deleteEverywhere: async (kind, id) => removeWhere(kind, (entry) => entry.id === id),
    deleteExpired: async (kind, now) => removeWhere(kind, ({ expiresAt }) => expiresAt !== null && expiresAt <= now),
    clear() {
      entries.clear()
      used = 0
    },
  }
}

function toKept<Value extends object>({ value, revision, bytes }: Entry): KeptObject<Value> {
  return { value: value as Value, revision, size: bytes.length }
}
