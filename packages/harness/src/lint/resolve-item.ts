import type { EventOwner } from '@goldwire/schemas'
import type { LintContext } from './context.ts'
import { createItem, type ItemState, nameOf } from './item-state.ts'
import { asText, isIndex, type JsonObject, show } from './json.ts'
import { itemIdForeign, itemIdRotates, outputIndexWrong } from './rules/id-rules.ts'
import { itemAddedMissing } from './rules/item-rules.ts'

/** The items of a stream so far. */
export interface Items {
  /** The newest item of each `output_index`. */
  readonly byIndex: Map<number, ItemState>
  readonly byId: Map<string, ItemState>
  /** In the order they appeared. */
  readonly all: ItemState[]
  /** Those that are not done. */
  readonly open: Set<ItemState>
  /** The first call with each `call_id`. */
  readonly byCallId: Map<string, ItemState>
  /** The highest `output_index` so far, -1 before the first. */
  highest: number
  /** The stream was resumed inside an item. */
  partial: boolean
}

export function createItems(): Items {
  return { byIndex: new Map(), byId: new Map(), all: [], open: new Set(), byCallId: new Map(), highest: -1, partial: false }
}

export function addItem(items: Items, item: ItemState): ItemState {
  items.byIndex.set(item.index, item)
  if (item.id !== null && items.byId.get(item.id)?.id !== item.id) items.byId.set(item.id, item)
  items.all.push(item)
  items.open.add(item)
  items.highest = Math.max(items.highest, item.index)
  items.partial ||= item.partial
  return item
}

/**
 * Forgets what a stray event made of an item before the item itself is announced: the event was reported, and the item is judged by what
 * follows.
 */
export function forgetStray(items: Items, index: number, id: unknown, { displaced }: LintContext): void {
  for (const stray of [items.byIndex.get(index), typeof id === 'string' ? items.byId.get(id) : undefined]) {
    if (stray === undefined || stray.addedAt !== null || (stray.partial && !stray.isPhantom)) continue
    for (const { type, event } of stray.early) displaced.add(type, event)
    if (stray.doneAt !== null) displaced.add('response.output_item.done', { output_index: stray.index, item: stray.done ?? {} })
    if (items.byIndex.get(stray.index) === stray) items.byIndex.delete(stray.index)
    for (const [key, item] of items.byId) if (item === stray) items.byId.delete(key)
    items.all.splice(items.all.indexOf(stray), 1)
    items.open.delete(stray)
  }
}

/** The item had all its events before it was announced; that they were of no known item was said. */
export function isLateAnnouncement(items: Items, index: number, id: unknown): boolean {
  const known = items.byIndex.get(index) ?? (typeof id === 'string' ? items.byId.get(id) : undefined)
  return known !== undefined && known.addedAt === null && !known.partial && known.doneAt !== null
}

/**
 * The item an event belongs to. Where `output_index` and `item_id` disagree, or lead nowhere, the fault is reported once and the likeliest
 * item is taken, so that one wrong field is one finding.
 */
export function resolveItem(items: Items, event: JsonObject, owner: EventOwner, context: LintContext): ItemState | null {
  const index = event['output_index']
  const byIndex = isIndex(index) ? items.byIndex.get(index) : undefined
  if (owner.addressing === 'output_index') return byIndex ?? unannounced(items, event, owner, context)
  const id = event['item_id']
  if (typeof id !== 'string' || id === '') return byIndex ?? onlyOpen(items, owner) ?? unannounced(items, event, owner, context)
  if (byIndex !== undefined && byIndex.id === id) return byIndex
  const byId = items.byId.get(id)
  if (byId !== undefined) return settle(items, byIndex, byId, event, owner, context)
  if (byIndex !== undefined) {
    if (byIndex.id === null) byIndex.id = id
    else reportRotation(byIndex, id, asText(event['type']), context)
    items.byId.set(id, byIndex)
    return byIndex
  }
  return unannounced(items, event, owner, context)
}

/** Reports that an item got another id. */
export function reportRotation(item: ItemState, id: unknown, where: string, { reporter, at }: LintContext): void {
  item.rotated = true
  const message = `${where} calls ${nameOf(item)} ${show(id, 40)}, but it was announced as ${show(item.id, 40)}`
  reporter.report(itemIdRotates, at, message, { pointer: where.endsWith('output_item.done') ? '/item/id' : '/item_id', key: '' })
}

/** Only the announcement had the wrong `output_index`, as was reported: from its next event on the item has its own. */
export function rehome(items: Items, item: ItemState, index: number): boolean {
  const { misplaced } = item
  if (misplaced === null || misplaced.due !== index) return false
  if (items.byIndex.get(item.index) === item) {
    if (misplaced.other === undefined) items.byIndex.delete(item.index)
    else items.byIndex.set(item.index, misplaced.other)
  }
  item.misplaced = null
  item.index = index
  items.byIndex.set(index, item)
  items.highest = -1
  for (const place of items.byIndex.keys()) items.highest = Math.max(items.highest, place)
  return true
}

/** The id names a known item, and the index another one or none. */
function settle(
  items: Items,
  byIndex: ItemState | undefined,
  byId: ItemState,
  event: JsonObject,
  owner: EventOwner,
  { reporter, at }: LintContext,
): ItemState {
  const index = event['output_index']
  const type = asText(event['type'])
  if (byIndex === undefined || byId.index === index) {
    if (byIndex === undefined && isIndex(index) && !rehome(items, byId, index)) {
      const message = `${type} has output_index ${index}, but ${nameOf(byId)} is the one with id ${show(byId.id, 40)}`
      reporter.report(outputIndexWrong, at, message, { pointer: '/output_index', key: '' })
    }
    return byId
  }
  if (byId.rotated && byIndex.rotated) return byIndex
  const fits = (item: ItemState) => (item.doneAt === null ? 2 : 0) + (owner.kinds.includes(item.type) ? 1 : 0)
  if (fits(byId) > fits(byIndex)) {
    const message = `${type} has output_index ${show(index)}, but its item_id is that of ${nameOf(byId)}`
    reporter.report(outputIndexWrong, at, message, { pointer: '/output_index', key: '' })
    return byId
  }
  const message = `${type} has output_index ${show(index)}, but its item_id is that of ${nameOf(byId)}`
  reporter.report(itemIdForeign, at, message, { pointer: '/item_id', key: '' })
  return byIndex
}

function onlyOpen(items: Items, owner: EventOwner): ItemState | undefined {
  let found: ItemState | undefined
  for (const item of items.open) if (owner.kinds.length === 0 || owner.kinds.includes(item.type)) found = item
  return found
}

/** An item nobody announced: reported, unless the stream was resumed in its middle. */
function unannounced(items: Items, event: JsonObject, owner: EventOwner, { reporter, at, joinedInside }: LintContext): ItemState | null {
  const index = event['output_index']
  const open = isIndex(index) ? undefined : onlyOpen(items, owner)
  if (open !== undefined) return open
  const id = event['item_id']
  const partial = joinedInside && (items.all.length === 0 || items.partial)
  if (!partial) {
    const what = isIndex(index) ? `output_index ${index}` : `item ${show(id, 40)}`
    reporter.report(itemAddedMissing, at, `${asText(event['type'])} is about ${what}, which no response.output_item.added announced`, {
      key: '',
      tag: `missing ${show(index)} response.output_item.added`,
      lost: { from: at - 2, to: at },
    })
  }
  const item = createItem(
    isIndex(index) ? index : items.all.length,
    { id },
    owner.kinds.length === 1 ? (owner.kinds[0] ?? '') : '',
    null,
    partial,
  )
  return addItem(items, item)
}
