/** A kind of kept object, and what its values look like. The name is written to disk: it never changes. */
export interface ObjectKind<Value extends object> {
  readonly name: string
  /** Never there: it ties the type of the values to the kind. */
  readonly value?: Value
}

/** Where an object is: ids are unique among the objects of one kind and one parent, and may be any text. */
export interface ObjectPlace<Value extends object> {
  kind: ObjectKind<Value>
  id: string
  /** What it belongs to, and goes with. */
  parent?: ObjectPlace<object>
}

export interface KeptObject<Value extends object> {
  value: Value
  /** Another one after every `put`, whoever put it: what was made of the bytes of one revision can be kept as long as this is the same. */
  revision: string
  /** Bytes beside it. */
  size: number
}

export interface NewObject<Value extends object> {
  value: Value
  bytes?: Uint8Array
  /** Unix milliseconds from which `deleteExpired` removes it; null or left out: never. */
  expiresAt?: number | null
}

/**
 * What is kept beside responses: uploaded files, vector stores, containers. A value in JSON, and bytes where there are any. An object is kept
 * whole or not at all, whatever happens to the process; nobody ever sees the value of one `put` with the bytes of another. Every method may be
 * called at the same time as any other. A store may hand out the very values and bytes it was given, and nobody may write to them.
 */
export interface ObjectStore {
  /**
   * Keeps an object, in place of what was there. `full`: the bytes of all objects together would be more than `maxBytes`; `no-parent`: what it
   * belongs to is not there (any more). Nothing has changed then.
   */
  put<Value extends object>(
    place: ObjectPlace<Value>,
    object: NewObject<Value>,
    options?: { maxBytes?: number },
  ): Promise<'kept' | 'full' | 'no-parent'>
  get<Value extends object>(place: ObjectPlace<Value>): Promise<KeptObject<Value> | null>
  /** Empty where the object has none; null where there is no object. */
  bytes(place: ObjectPlace<object>): Promise<Uint8Array | null>
  /**
   * Changes the value, and when it expires, as nobody else can in between; bytes, revision and place in the list stay.
   * @returns the new value; null where there is no object
   */
  change<Value extends object>(
    place: ObjectPlace<Value>,
    change: (value: Value) => Value,
    options?: { expiresAt?: number | null },
  ): Promise<Value | null>
  /** All objects of a kind, or those that belong to `parent`, in the order in which they first were put. */
  list<Value extends object>(kind: ObjectKind<Value>, parent?: ObjectPlace<object>): Promise<KeptObject<Value>[]>
  /** Removes an object, its bytes and all that belongs to it. False when there was nothing to delete. */
  delete(place: ObjectPlace<object>): Promise<boolean>
  /** Removes the objects of this kind and id, whatever they belong to. */
  deleteEverywhere(kind: ObjectKind<object>, id: string): Promise<void>
  /** Removes the objects of this kind that expired at `now` (Unix milliseconds) or before. */
  deleteExpired(kind: ObjectKind<object>, now: number): Promise<void>
}

/** The place as one text, different for different places whatever their ids are; without characters that a database refuses. */
export function placeKey({ kind, id, parent }: ObjectPlace<object>): string {
  const own = JSON.stringify([kind.name, id])
  return parent === undefined ? own : `${placeKey(parent)}/${own}`
}
