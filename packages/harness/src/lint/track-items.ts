import type { EventOwner } from '@goldwire/schemas'
import { checkAdded, checkPlace, reportOverlap } from './check-item-added.ts'
import { checkDone } from './check-item-done.ts'
import { createPadding } from './check-padding.ts'
import { addPiece, collectDelta, collectDone, collectEntry } from './collect-texts.ts'
import { compareTexts } from './compare-texts.ts'
import type { LintContext } from './context.ts'
import { createItem, type ItemState, nameOf, type PartState, type TextRun } from './item-state.ts'
import { isIndex, isObject, type JsonObject } from './json.ts'
import { outputIndexWrong, partIndexWrong } from './rules/id-rules.ts'
import { itemAfterDone, itemDoneMissing, itemTwice, phantomClose } from './rules/item-rules.ts'
import { emptyId } from './rules/schema-rules.ts'
import { typeInPart } from './part-types.ts'
import { isPlainDelta } from './plain-delta.ts'
import { addItem, createItems, forgetStray, isLateAnnouncement, type Items, rehome, resolveItem } from './resolve-item.ts'
import { endGrammar, flushMissing, stepGrammar, withdrawMissing } from './step-grammar.ts'
import { resolvePart } from './track-parts.ts'

/** Follows the items of a stream, event by event. */
export interface ItemTracker {
  readonly items: Items
  /** Characters of text, arguments and reasoning that were streamed. */
  readonly streamed: () => number
  /**
   * Takes a plain delta that goes on where the last one stopped, which most do; returns false for any other event. Nothing else needs to
   * look at a delta that was taken, save for its number.
   */
  proceed(event: JsonObject, type: string): boolean
  /** An event that belongs to no item came between. */
  pause(): void
  handle(event: JsonObject, type: string, owner: EventOwner): void
  /** An event that came after the end of the response: what was said to be missing was not. */
  displace(event: JsonObject, type: string): void
  /** An event of unknown type that may belong to an item, as vendors make them up. */
  handleUnknown(event: JsonObject, type: string): void
  /** The stream is over; `whole` when it had its terminal event. */
  end(whole: boolean): void
}

/** The text that the last delta went to: the next one mostly goes there, too. */
interface Run {
  type: string
  owner: EventOwner
  item: ItemState
  part: PartState | null
  text: TextRun
}

export function createItemTracker(context: LintContext): ItemTracker {
  const items = createItems()
  let run: Run | null = null
  let streamed = 0
  const padding = createPadding(context, () => context.at)

  function handleDelta(event: JsonObject, type: string, owner: EventOwner): void {
    const delta = event['delta']
    if (typeof delta === 'string') {
      streamed += delta.length
      padding.note(type, delta, event['obfuscation'])
    }
    run = null
    const item = resolveItem(items, event, owner, context)
    if (item === null || isClosed(item, type)) return
    noteEarly(item, event, type)
    const part = resolvePart(item, event, type, owner, context)
    const meant = typeInPart(item, part, type, owner, context)
    stepGrammar(item, meant, owner, part, context)
    const text = collectDelta(item, event, meant, part, context)
    const settled = meant === type && item.state?.next.get(type) === item.state
    if (text !== null && settled && text.done === null) run = { type, owner, item, part, text }
  }

  /** Should the item be announced after all, these were only early. */
  function noteEarly({ addedAt, partial, early }: ItemState, event: JsonObject, type: string): void {
    if (addedAt === null && !partial && early.length < 8) early.push({ type, event })
  }

  /** Previews of an image count 0, 1, 2 …, each with an image of its own. */
  function checkPreview(item: ItemState, event: JsonObject): void {
    const { reporter, at } = context
    const { partial_image_index: index, partial_image_b64: image } = event
    const due = item.previews++
    if (isIndex(index) && index !== due && !item.partial) {
      reporter.report(partIndexWrong, at, `${nameOf(item)}: partial_image_index is ${index}, expected ${due}`, {
        pointer: '/partial_image_index',
        key: 'partial_image_index',
        lost: { from: item.addedAt ?? 0, to: at },
      })
      item.previews = index + 1
    }
    if (image === '')
      reporter.report(emptyId, at, `${nameOf(item)}: partial_image_b64 is empty`, { pointer: '/partial_image_b64', key: 'partial' })
  }

  function isClosed(item: ItemState, type: string): boolean {
    if (item.doneAt === null) return false
    context.reporter.report(itemAfterDone, context.at, `${type} comes for ${nameOf(item)}, which was done at event ${item.doneAt}`, {
      key: '',
    })
    withdrawMissing(item, type, context)
    return true
  }

  function handleAdded(event: JsonObject): void {
    const { item: value, output_index: index } = event
    const given = isObject(value) ? value : null
    const place = isIndex(index) ? index : items.all.length
    if (isLateAnnouncement(items, place, given?.['id'])) return
    const type = typeof given?.['type'] === 'string' ? given['type'] : ''
    announceSkipped(place)
    if (isIndex(index) && !checkPlace(items, place, given?.['id'] ?? null, context)) return
    forgetStray(items, place, given?.['id'], context)
    const item = createItem(place, given ?? {}, type, context.at)
    const due = items.highest + 1
    if (place !== due) item.misplaced = { due, other: items.byIndex.get(place) }
    addItem(items, item)
    checkAdded(items, item, context)
  }

  /** Items whose announcement was displaced come before the one that is announced now. */
  function announceSkipped(place: number): void {
    for (let index = items.highest + 1; index < place && context.displaced.size() > 0; index++) {
      const added = context.displaced.take('response.output_item.added', { index, id: null })
      if (added === null) return
      handleAdded(added)
      const done = context.displaced.take('response.output_item.done', { index, id: null })
      if (done !== null) handleDone(done)
    }
  }

  function handleDone(event: JsonObject): void {
    const given = isObject(event['item']) ? event['item'] : null
    const item = itemToClose(event, given)
    if (item === null) return
    if (item.doneAt !== null) {
      context.reporter.report(itemTwice, context.at, `${nameOf(item)} is done a second time`, { key: 'response.output_item.done' })
      return
    }
    item.doneAt = context.at
    item.done = given
    items.open.delete(item)
    reportOverlap(item, context)
    endGrammar(item, context)
    checkDone(item, context)
  }

  /** An item that was announced at another place is known when its first event comes. */
  function announceDisplaced(event: JsonObject): void {
    const { output_index: index, item_id: id } = event
    if (!isIndex(index) || items.byIndex.has(index)) return
    const name = isObject(event['item']) ? event['item']['id'] : id
    const added = context.displaced.take('response.output_item.added', { index, id: typeof name === 'string' ? name : null })
    if (added !== null) handleAdded(added)
  }

  /** By index and id, whichever names an item that is open. */
  function itemToClose(event: JsonObject, given: JsonObject | null): ItemState | null {
    const index = event['output_index']
    const id = given?.['id']
    const byIndex = isIndex(index) ? items.byIndex.get(index) : undefined
    const byId = typeof id === 'string' ? items.byId.get(id) : undefined
    const { reporter, at, joinedInside } = context
    if (byId !== undefined && byIndex === undefined && isIndex(index) && rehome(items, byId, index)) return byId
    if (byId !== undefined && byIndex !== byId && (byIndex === undefined || byId.doneAt === null)) {
      if (isIndex(index)) {
        const message = `${nameOf(byId)} is done with output_index ${index}, but was announced with ${byId.index}`
        reporter.report(outputIndexWrong, at, message, { pointer: '/output_index', key: '' })
      }
      return byId
    }
    if (byIndex !== undefined) return byIndex
    const open = [...items.open].at(-1)
    if (open !== undefined && !isIndex(index)) return open
    const type = typeof given?.['type'] === 'string' ? given['type'] : ''
    const item = createItem(isIndex(index) ? index : items.all.length, given, type, null, true)
    item.isPhantom = !joinedInside
    addItem(items, item)
    if (!joinedInside) {
      reporter.report(phantomClose, at, `${nameOf(item)} is done, but no response.output_item.added announced it`, {
        key: '',
        tag: [`missing ${item.index} response.output_item.added`, `phantom ${item.index}`],
        lost: { from: at - 2, to: at },
      })
    }
    return item
  }

  return {
    items,
    streamed: () => streamed,
    proceed(event, type) {
      if (run === null || run.type !== type || !isPlainDelta(event, type)) return false
      const { owner, item, part, text } = run
      if (event['output_index'] !== item.index || event['item_id'] !== item.id) return false
      if (owner.index !== null && part !== null && event[owner.index] !== part.index) return false
      const delta = event['delta'] as string
      streamed += delta.length
      padding.note(type, delta, event['obfuscation'])
      addPiece(text, delta, type, item, context)
      return true
    },
    pause() {
      run = null
    },
    displace(event, type) {
      context.displaced.add(type, event)
      const { item_id: id, output_index: index, item: given } = event
      const name = isObject(given) ? given['id'] : id
      const item = (isIndex(index) ? items.byIndex.get(index) : undefined) ?? (typeof name === 'string' ? items.byId.get(name) : undefined)
      if (item !== undefined) withdrawMissing(item, type, context)
    },
    handle(event, type, owner) {
      if (owner.role === 'delta') {
        if (context.displaced.size() > 0) announceDisplaced(event)
        handleDelta(event, type, owner)
        return
      }
      run = null
      if (context.displaced.size() > 0 && owner.role !== 'item.added') announceDisplaced(event)
      if (owner.role === 'item.added') handleAdded(event)
      else if (owner.role === 'item.done') handleDone(event)
      else {
        const item = resolveItem(items, event, owner, context)
        if (item === null || isClosed(item, type)) return
        noteEarly(item, event, type)
        const part = resolvePart(item, event, type, owner, context)
        const meant = typeInPart(item, part, type, owner, context)
        stepGrammar(item, meant, owner, part, context)
        item.lastAt = context.at
        collectDone(item, event, meant, part, context)
        if (owner.role === 'partial_image') checkPreview(item, event)
        if (owner.role === 'annotation') collectEntry(item, event, type, part, context)
        else (part === null ? item.seen : part.seen).add(meant)
      }
    },
    handleUnknown(event, type) {
      run = null
      const index = event['output_index']
      const item = isIndex(index) ? items.byIndex.get(index) : undefined
      if (item === undefined || item.doneAt !== null) return
      const next = item.state?.next.get(type)
      if (next === undefined) return
      item.state = next
      item.foreign = true
    },
    end(whole) {
      const { reporter } = context
      padding.end(items.all.some((item) => item.hasLostText || item.isFaulty || item.hasLateText))
      for (const item of items.open) {
        flushMissing(item, context)
        const mayStayOpen = item.kind?.grammar.doneMayBeMissing === true && item.wasParallel
        if (!whole || mayStayOpen || (item.partial && !context.joinedInside)) continue
        if (context.displaced.take('response.output_item.done', item) !== null || (item.addedAt === null && !item.partial)) continue
        if (!item.partial) endGrammar(item, context)
        for (const text of item.runs.values()) compareTexts(item, text, context)
        reporter.report(itemDoneMissing, item.addedAt, `${nameOf(item)} is never closed by response.output_item.done`, {
          key: '',
          lost: { from: item.lastAt + 1, to: Number.MAX_SAFE_INTEGER },
        })
      }
    },
  }
}
