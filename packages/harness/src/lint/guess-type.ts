import { type EventOwner, eventOwners, eventSchemas } from '@goldwire/schemas'
import type { ItemState } from './item-state.ts'
import { isIndex, isObject, type JsonObject } from './json.ts'
import { kindOf, ownerOf } from './kinds.ts'
import type { Items } from './resolve-item.ts'

/** Keys of one event type besides `type`. */
interface Keys {
  readonly type: string
  readonly owner: EventOwner
  readonly required: readonly string[]
  readonly all: ReadonlySet<string>
}

let table: readonly Keys[] | null = null
const everywhere = new Set(['type', 'sequence_number', 'obfuscation', 'stream_id', 'logprobs'])

/**
 * What an event was meant to be whose `type` is missing or misspelt, judged by its other keys and by what is due: its loss is then one
 * finding, and not also everything that waits for it. Null where nothing fits.
 */
export function guessType(event: JsonObject, items: Items, isCreated: boolean): string | null {
  if (isObject(event['response'])) return lifecycleOf(event['response'], isCreated)
  if (isObject(event['item'])) return itemEvent(event, event['item'], items)
  const item = ownerItem(event, items)
  if (item === null) return null
  const given = typeof event['type'] === 'string' ? event['type'] : ''
  const kind = item.kind ?? kindOf(item.type)
  const fitting = candidates().filter(({ owner, required, all }) => {
    if (owner.kinds.length > 0 && (kind === null || !owner.kinds.includes(item.type))) return false
    return required.every((key) => key in event) && Object.keys(event).every((key) => everywhere.has(key) || all.has(key))
  })
  const due = fitting.filter(({ type }) => item.state?.next.has(type) === true)
  const choice = due.length > 0 ? due : fitting.length === 1 ? fitting : []
  const best = choice.toSorted((a, b) => likeness(b.type, given) - likeness(a.type, given))[0]?.type ?? null
  return best === null || given === '' || likeness(best, given) >= alike ? best : null
}

function lifecycleOf({ status, id }: JsonObject, isCreated: boolean): string | null {
  if (typeof id !== 'string') return null
  if (status === 'queued' || status === 'in_progress') return isCreated ? `response.${status}` : 'response.created'
  return status === 'completed' || status === 'incomplete' || status === 'failed' ? `response.${status}` : null
}

function itemEvent(event: JsonObject, { id, type }: JsonObject, items: Items): string | null {
  if (typeof type !== 'string') return null
  const index = event['output_index']
  const byId = typeof id === 'string' ? items.byId.get(id) : undefined
  const known = byId ?? (isIndex(index) ? items.byIndex.get(index) : undefined)
  if (known === undefined) return 'response.output_item.added'
  return known.doneAt === null ? 'response.output_item.done' : null
}

function ownerItem(event: JsonObject, items: Items): ItemState | null {
  const { item_id: id, output_index: index } = event
  const byId = typeof id === 'string' ? items.byId.get(id) : undefined
  const found = byId ?? (isIndex(index) ? items.byIndex.get(index) : undefined)
  return found === undefined || found.doneAt !== null ? null : found
}

function candidates(): readonly Keys[] {
  table ??= Object.keys(eventOwners).flatMap((type): Keys[] => {
    const owner = ownerOf(type)
    const schema = Object.hasOwn(eventSchemas, type) ? eventSchemas[type as keyof typeof eventSchemas] : undefined
    if (owner === null || schema === undefined || owner.role === 'item.added' || owner.role === 'item.done') return []
    const fields = Object.entries(schema.shape)
    const required = fields.flatMap(([key, field]) => (everywhere.has(key) || field.def.type === 'optional' ? [] : [key]))
    return [{ type, owner, required, all: new Set(fields.map(([key]) => key)) }]
  })
  return table
}

/** A vendor's own event may look like one that is due; a misspelt one has nearly its name. */
const alike = 0.7

/** Which part of two names is the same, from their begin and from their end. */
function likeness(name: string, other: string): number {
  let head = 0
  while (head < Math.min(name.length, other.length) && name[head] === other[head]) head++
  let tail = 0
  while (tail < Math.min(name.length, other.length) - head && name.at(-1 - tail) === other.at(-1 - tail)) tail++
  return (head + tail) / Math.max(name.length, other.length)
}
