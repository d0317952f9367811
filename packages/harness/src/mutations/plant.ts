import { isObject, type JsonObject } from '../lint/json.ts'

/** One defect, planted in a sound stream. */
export interface Mutation {
  family:
    | 'sequence'
    | 'indexes'
    | 'ids'
    | 'lifecycle'
    | 'items'
    | 'parts'
    | 'text'
    | 'arguments'
    | 'reasoning'
    | 'usage'
    | 'envelope'
    | 'type'
  name: string
  /** Ids of the rules, any of which names the defect rightly. */
  expect: string[]
  /** The stream with the defect (a copy); null where the stream has no place for it. */
  apply(events: JsonObject[]): JsonObject[] | null
}

export type Edit = (events: JsonObject[]) => boolean | void

export function plant(family: Mutation['family'], name: string, expect: string, edit: Edit, renumber = true): Mutation {
  return {
    family,
    name,
    expect: expect.split(' ').map((number) => `GW${number}`),
    apply(sound) {
      // Not structuredClone: what stands twice in a stream is two values on the wire.
      const events = JSON.parse(JSON.stringify(sound)) as JsonObject[]
      if (edit(events) === false) return null
      if (renumber) renumberFrom(events, Number(sound[0]?.['sequence_number'] ?? 0))
      return JSON.stringify(events) === JSON.stringify(sound) ? null : events
    },
  }
}

/** Numbers the events without gap, as a server that miscounts nothing would. */
export function renumberFrom(events: JsonObject[], first: number): void {
  if (!events.some((event) => typeof event['sequence_number'] === 'number')) return
  events.forEach((event, index) => {
    if (isObject(event) && 'type' in event) event['sequence_number'] = first + index
  })
}

export const at = (events: JsonObject[], type: RegExp | string, nth = 0): number => {
  const found = events.flatMap((event, index) =>
    (typeof type === 'string' ? event['type'] === type : type.test(String(event['type']))) ? [index] : [],
  )
  return found.at(nth) ?? -1
}

/** Edits the nth event of a type; not applicable where there is none. */
export const on =
  (type: RegExp | string, change: (event: JsonObject) => boolean | void, nth = 0): Edit =>
  (events) => {
    const event = events[at(events, type, nth)]
    return event === undefined ? false : change(event)
  }

export const each =
  (type: RegExp | string, change: (event: JsonObject) => void): Edit =>
  (events) => {
    const found = events.filter((event) => (typeof type === 'string' ? event['type'] === type : type.test(String(event['type']))))
    for (const event of found) change(event)
    return found.length > 0
  }

export const drop =
  (type: RegExp | string, nth = 0): Edit =>
  (events) => {
    const index = at(events, type, nth)
    if (index === -1) return false
    events.splice(index, 1)
  }

export const dropAll =
  (type: RegExp): Edit =>
  (events) => {
    const left = events.filter((event) => !type.test(String(event['type'])))
    if (left.length === events.length) return false
    events.splice(0, events.length, ...left)
  }

export const repeat =
  (type: RegExp | string, nth = 0): Edit =>
  (events) => {
    const index = at(events, type, nth)
    const event = events[index]
    if (event === undefined) return false
    events.splice(index, 0, structuredClone(event))
  }

export const insert =
  (where: (events: JsonObject[]) => number, event: JsonObject): Edit =>
  (events) => {
    const index = where(events)
    if (index < 0) return false
    events.splice(index, 0, event)
  }

export const swap =
  (first: RegExp | string, second: RegExp | string): Edit =>
  (events) => {
    const [a, b] = [at(events, first), at(events, second)]
    const [one, two] = [events[a], events[b]]
    if (one === undefined || two === undefined) return false
    events[a] = two
    events[b] = one
  }

export const set =
  (path: string, value: unknown) =>
  (event: JsonObject): boolean | void => {
    const keys = path.split('.')
    let target: unknown = event
    for (const key of keys.slice(0, -1)) target = isObject(target) || Array.isArray(target) ? (target as JsonObject)[key] : undefined
    const last = keys.at(-1) ?? ''
    if (!isObject(target) && !Array.isArray(target)) return false
    const holder = target as JsonObject
    if (!(last in holder)) return false
    const next = typeof value === 'function' ? (value as (old: unknown) => unknown)(holder[last]) : value
    if (next === undefined) delete holder[last]
    else holder[last] = next
  }
export const remove = (path: string) => set(path, undefined)
export const both =
  (...edits: ((event: JsonObject) => boolean | void)[]) =>
  (event: JsonObject): boolean | void => {
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
export const ITEM_EVENT = /^response\.(?!created|queued|in_progress|completed|incomplete|failed|output_item)/

export const itemOf = (type: string) => (event: JsonObject) => isObject(event['item']) && event['item']['type'] === type
export const onItem =
  (moment: string, type: string, change: (event: JsonObject) => boolean | void): Edit =>
  (events) => {
    const event = events.find((one) => one['type'] === moment && itemOf(type)(one))
    return event === undefined ? false : change(event)
  }
export const usage = (change: (usage: JsonObject) => boolean | void): Edit =>
  on(FINISHED, (event) =>
    isObject(event['response']) && isObject(event['response']['usage']) ? change(event['response']['usage']) : false,
  )
export const output = (change: (items: JsonObject[]) => boolean | void): Edit =>
  on(FINISHED, (event) => {
    const items = isObject(event['response']) ? event['response']['output'] : null
    return Array.isArray(items) && items.length > 0 ? change(items as JsonObject[]) : false
  })
export const flip = (value: unknown) => (typeof value === 'string' ? `${value.slice(0, -4)}zzzz` : value)
export const append = (more: string) => (value: unknown) => `${String(value)}${more}`
