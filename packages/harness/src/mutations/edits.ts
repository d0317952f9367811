import { isObject, type JsonObject } from '../lint/json.ts'
import type { Edit } from './plant.ts'

/** Changes one event (or item, or usage) in place; false where it has no place for the defect. */
export type Change = (event: JsonObject) => boolean | void
/** Event types: one, or all that match. */
export type Types = RegExp | string

export const isOf = (event: JsonObject | undefined, type: Types) =>
  isObject(event) && (typeof type === 'string' ? event['type'] === type : type.test(String(event['type'])))

/** Places of events of a type, from the nth on. */
export const placesOf = (events: readonly JsonObject[], type: Types, nth = 0): number[] =>
  events.flatMap((event, index) => (isOf(event, type) ? [index] : [])).slice(nth)

/** Place of the nth event of a type, -1 where there is none. */
export const at = (events: readonly JsonObject[], type: Types, nth = 0): number => placesOf(events, type, nth)[0] ?? -1

/** Tries candidates until one has a place for the defect. */
function first<T>(candidates: readonly T[], attempt: (candidate: T) => boolean | void): boolean {
  return candidates.some((candidate) => attempt(candidate) !== false)
}

/** Changes one event of a type; the first `nth` are left alone. */
export const on =
  (type: Types, change: Change, nth = 0): Edit =>
  (events, choose) =>
    first(choose(placesOf(events, type, nth)), (index) => {
      const event = events[index]
      return event === undefined ? false : change(event)
    })

/** Changes every event of a type. */
export const each =
  (type: Types, change: Change): Edit =>
  (events) =>
    events.filter((event) => isOf(event, type)).filter((event) => change(event) !== false).length > 0

/** Leaves out one event of a type; the first `nth` stay. */
export const drop =
  (type: Types, nth = 0): Edit =>
  (events, choose) => {
    const [index] = choose(placesOf(events, type, nth))
    if (index === undefined) return false
    events.splice(index, 1)
  }

/** Leaves out every event of a type. */
export const dropAll =
  (type: RegExp): Edit =>
  (events) => {
    const left = events.filter((event) => !isOf(event, type))
    if (left.length === events.length) return false
    events.splice(0, events.length, ...left)
  }

/** Sends one event of a type twice. */
export const repeat =
  (type: Types, nth = 0): Edit =>
  (events, choose) => {
    const [index] = choose(placesOf(events, type, nth))
    const event = index === undefined ? undefined : events[index]
    if (index === undefined || event === undefined) return false
    events.splice(index + 1, 0, structuredClone(event))
  }

/** Sends an event that does not belong there; `where` gives its place, below 0 for none. */
export const insert =
  (where: (events: JsonObject[]) => number, event: JsonObject): Edit =>
  (events) => {
    const index = where(events)
    if (index < 0) return false
    events.splice(Math.min(index, events.length), 0, structuredClone(event))
  }

/** Exchanges the first events of two types. */
export const swap =
  (one: Types, other: Types): Edit =>
  (events) => {
    const [a, b] = [at(events, one), at(events, other)]
    const [left, right] = [events[a], events[b]]
    if (left === undefined || right === undefined) return false
    events[a] = right
    events[b] = left
  }

/** Moves one event of a type by some places; false where it would leave the stream. */
export const move =
  (type: Types, by: number): Edit =>
  (events, choose) =>
    first(choose(placesOf(events, type)), (index) => {
      const event = events[index]
      if (event === undefined || index + by < 0 || index + by >= events.length) return false
      events.splice(index, 1)
      events.splice(index + by, 0, event)
    })

/** Changes the value at a path of keys (`response.usage`), where there is one; undefined takes the key away. */
export const set =
  (path: string, value: unknown): Change =>
  (event) => {
    const keys = path.split('.')
    let target: unknown = event
    for (const key of keys.slice(0, -1)) target = isObject(target) || Array.isArray(target) ? (target as JsonObject)[key] : undefined
    const last = keys.at(-1) ?? ''
    if (!isObject(target) && !Array.isArray(target)) return false
    const holder = target as JsonObject
    if (!(last in holder)) return false
    const next = typeof value === 'function' ? (value as (old: unknown) => unknown)(holder[last]) : value
    if (JSON.stringify(next) === JSON.stringify(holder[last])) return false
    if (next === undefined) delete holder[last]
    else holder[last] = next
  }

export const remove = (path: string): Change => set(path, undefined)

/** Puts a value at a path whose last key need not be there yet. */
export const put =
  (path: string, value: unknown): Change =>
  (event) => {
    const keys = path.split('.')
    let target: unknown = event
    for (const key of keys.slice(0, -1)) target = isObject(target) || Array.isArray(target) ? (target as JsonObject)[key] : undefined
    if (!isObject(target)) return false
    target[keys.at(-1) ?? ''] = structuredClone(value)
  }

/** Gives a value another name. */
export const rename =
  (path: string, to: string): Change =>
  (event) => {
    const keys = path.split('.')
    let target: unknown = event
    for (const key of keys.slice(0, -1)) target = isObject(target) || Array.isArray(target) ? (target as JsonObject)[key] : undefined
    const last = keys.at(-1) ?? ''
    if (!isObject(target) || !(last in target)) return false
    target[to] = target[last]
    delete target[last]
  }

/** One change after the other; all must find their place. */
export const both =
  (...edits: Change[]): Change =>
  (event) => {
    for (const edit of edits) if (edit(event) === false) return false
  }

export const TERMINAL = /^response\.(?:completed|incomplete|failed)$/
export const FINISHED = /^response\.(?:completed|incomplete)$/
export const DELTA = /\.delta$/
export const TEXT = 'response.output_text.delta'
export const ARGUMENTS = /_(?:arguments|input|code)\.delta$/
export const ARGUMENTS_DONE = /(?:_arguments|_input|_code)\.done$/
export const SUMMARY = /^response\.reasoning_summary_text\.delta$/
export const ADDED = 'response.output_item.added'
export const DONE = 'response.output_item.done'
export const LIFECYCLE = /^response\.(?:created|queued|in_progress|completed|incomplete|failed)$/
/** Events inside an item. */
export const ITEM_EVENT = /^response\.(?!(?:created|queued|in_progress|completed|incomplete|failed)$|output_item\.)/

export const itemOf = (type: Types) => (event: JsonObject) => isObject(event['item']) && isOf(event['item'], type)

/** Changes one `output_item` event of an item of a type. */
export const onItem =
  (moment: string, type: Types, change: Change): Edit =>
  (events, choose) =>
    first(choose(events.filter((event) => isOf(event, moment) && itemOf(type)(event))), change)

/** Changes the Response object of the terminal event. */
export const onFinal = (change: Change, types: Types = TERMINAL): Edit =>
  on(types, (event) => (isObject(event['response']) ? change(event['response']) : false))

export const usage = (change: Change): Edit =>
  onFinal((response) => (isObject(response['usage']) ? change(response['usage']) : false), FINISHED)

/** Changes the output of the finished response. */
export const output = (change: (items: JsonObject[]) => boolean | void): Edit =>
  onFinal((response) => {
    const items = response['output']
    return Array.isArray(items) && items.length > 0 ? change(items as JsonObject[]) : false
  }, FINISHED)

/** Changes an item wherever it is told whole: in `added`, `done` and the final output. */
export const everyTelling =
  (type: Types, change: Change): Edit =>
  (events) => {
    let changed = 0
    for (const event of events) {
      const response = isObject(event) ? event['response'] : undefined
      const items = isObject(response) && Array.isArray(response['output']) ? (response['output'] as unknown[]) : []
      for (const item of [isObject(event) ? event['item'] : undefined, ...items])
        if (isObject(item) && isOf(item, type) && change(item) !== false) changed++
    }
    return changed > 0
  }

/** Gives a delta event another text; what goes with the text (padding) is made to fit. */
export function setDelta(event: JsonObject, delta: string): void {
  event['delta'] = delta
  if (typeof event['obfuscation'] === 'string') event['obfuscation'] = 'abcdefghijklmnop'.slice(0, (16 - (delta.length % 16)) % 16)
}

/** Places of deltas that follow another delta of the same text. */
export const laterDeltas = (events: readonly JsonObject[]): number[] =>
  placesOf(events, DELTA).filter((index) => {
    const [before, event] = [events[index - 1], events[index]]
    return before?.['type'] === event?.['type'] && before?.['item_id'] === event?.['item_id'] && typeof event?.['delta'] === 'string'
  })

/** Whether the stream ends as it should: completed, all of it. */
export const isCompleted = (events: readonly JsonObject[]) => at(events, 'response.completed') !== -1

/** Another text of the same kind and length. */
export const flip = (value: unknown) => (typeof value === 'string' && value.length > 3 ? `${value.slice(0, -4)}zzzz` : value)
export const append = (more: string) => (value: unknown) => (typeof value === 'string' && value !== '' ? `${value}${more}` : value)
