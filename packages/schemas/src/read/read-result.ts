/**
 * What is wrong at one place.
 *
 * - `missing`: a key that must be there is not
 * - `null`: null where null may not stand
 * - `type`: another JSON type than the one that belongs here
 * - `value`: the right JSON type, but not one of the allowed values (enum, literal, range, format)
 * - `unknown-type`: the `type` of an event, item, part, tool or annotation is a string that names nothing we know
 */
export type IssueKind = 'missing' | 'null' | 'type' | 'value' | 'unknown-type'

export interface ReadIssue {
  /** JSON pointer from the value that was read. */
  readonly pointer: string
  readonly kind: IssueKind
  readonly message: string
  /** The documented deviation that names the reason. The issue stands all the same: nothing says that it applies to this stream. */
  readonly deviation?: string
}

/** A documented deviation that was met and that applies: reported, not refused. */
export interface DeviationHit {
  readonly id: string
  readonly pointer: string
}

/** What reading one value from someone else's wire gave. */
export interface ReadResult<T> {
  /** True when nothing is wrong, or when every departure is a documented deviation that applies here. */
  readonly ok: boolean
  /** False when `type` names no event or item that we know. */
  readonly known: boolean
  /** The input itself: not cloned, unknown keys kept. It is only to be trusted as `T` when `ok` and no deviation was met. */
  readonly value: T
  readonly issues: readonly ReadIssue[]
  readonly deviations: readonly DeviationHit[]
  /** Pointers of keys that no schema knows. They are never a reason to refuse: the API grows. */
  readonly unknownKeys: readonly string[]
}
