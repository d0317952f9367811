import { valueAt } from './classify-issue.ts'
import type { LintContext } from './context.ts'
import { type ItemState, nameOf } from './item-state.ts'
import { firstDifference, show } from './json.ts'
import { callIdChanges, callIdTwice, idNotReplayable, itemIdTwice, outputIndexCollision, outputIndexGap } from './rules/id-rules.ts'
import { itemPrefilled, itemsOverlap, itemStatus, itemTwice } from './rules/item-rules.ts'
import type { Items } from './resolve-item.ts'

/** Checks a place in the output that an item announces for itself. Returns false when the item was announced before. */
export function checkPlace(items: Items, index: number, id: unknown, { reporter, at, joinedInside }: LintContext): boolean {
  const before = items.byIndex.get(index)
  if (before !== undefined && before.addedAt !== null) {
    if (before.id === id && id !== null) {
      reporter.report(itemTwice, at, `${nameOf(before)} is announced a second time`, { key: 'response.output_item.added' })
      return false
    }
    const message = `A second item is announced with output_index ${index}, which ${nameOf(before)} has`
    reporter.report(outputIndexCollision, at, message, { pointer: '/output_index', key: '' })
    return true
  }
  const expected = items.highest + 1
  if (index > expected && !items.partial && !(joinedInside && items.all.length === 0)) {
    reporter.report(outputIndexGap, at, `The item announced has output_index ${index}, expected ${expected}`, {
      pointer: '/output_index',
      key: '',
    })
  }
  return true
}

/** Checks an item as `response.output_item.added` announces it. */
export function checkAdded(items: Items, item: ItemState, context: LintContext): void {
  const { reporter, at, resumedAfter } = context
  const grammar = item.kind?.grammar
  for (const other of items.open) {
    if (other === item || other.addedAt === null) continue
    if (grammar?.mayOverlap === true && other.kind?.grammar.mayOverlap === true) {
      item.wasParallel = true
      other.wasParallel = true
      continue
    }
    other.overlappedAt ??= at
  }
  const other = item.id === null || resumedAfter !== null ? undefined : items.byId.get(item.id)
  // An id that another item was called by mistake is not that item's own.
  if (other !== undefined && other !== item && other.id === item.id)
    reporter.report(itemIdTwice, at, `${nameOf(item)} has the id of ${nameOf(other)}`, { pointer: '/item/id', key: '' })
  else checkId(item, context)
  checkCallId(items, item, context)
  if (grammar === undefined || item.added === null) return
  const before = reporter.amount()
  for (const [pointer, empty] of Object.entries(grammar.emptyAtAdded)) {
    const value = valueAt(item.added, pointer)
    if (value === undefined || value === null || firstDifference(value, empty) === null || context.faults.isAt(item.index, pointer))
      continue
    const message = `${nameOf(item)} is announced with ${pointer.slice(1)} ${show(value)}, expected ${show(empty)}`
    reporter.report(itemPrefilled, at, message, { pointer: `/item${pointer}`, key: pointer })
  }
  const status = item.added['status'] ?? null
  if (reporter.amount() > before) return
  if (typeof status === 'string' && !grammar.status.added.includes(status) && !reporter.hasSpoken(at, '/item/status')) {
    reporter.report(
      itemStatus,
      at,
      `${nameOf(item)} is announced with status ${show(status)}, expected ${grammar.status.added.map((one) => show(one)).join(' or ')}`,
      {
        pointer: '/item/status',
        key: 'added',
      },
    )
  }
}

/** Reports that an item was left open while another began; called when it is closed after all. */
export function reportOverlap(item: ItemState, { reporter }: LintContext): void {
  if (item.overlappedAt === null) return
  reporter.report(
    itemsOverlap,
    item.overlappedAt,
    `An item begins while ${nameOf(item)} is still open; OpenAI closes one before it opens the next`,
    { key: '' },
  )
}

function checkId(item: ItemState, { reporter, at, profile }: LintContext): void {
  const { id, kind } = item
  if (id === null || profile !== 'openai') return
  const prefixes = kind?.grammar.idPrefixes ?? []
  const options = { pointer: '/item/id', key: '' }
  if (id.length > 64) {
    reporter.report(idNotReplayable, at, `${nameOf(item)}: the id has ${id.length} characters, OpenAI takes 64 at most`, {
      ...options,
      key: 'length',
      severity: 'error',
    })
  } else if (!/^[\w-]+$/.test(id)) {
    reporter.report(idNotReplayable, at, `${nameOf(item)}: the id ${show(id, 40)} holds other characters than letters, digits, _ and -`, {
      ...options,
      key: 'characters',
      severity: 'error',
    })
  } else if (prefixes.length > 0 && !prefixes.some((prefix) => id.startsWith(prefix))) {
    reporter.report(idNotReplayable, at, `${nameOf(item)}: the id ${show(id, 40)} does not begin with ${prefixes.join(' or ')}`, {
      ...options,
      key: 'prefix',
      tag: `kind ${item.index}`,
    })
  }
}

/** Items that call something and wait for its output. */
const calls = new Set([
  'program',
  'function_call',
  'custom_tool_call',
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
])

function checkCallId(items: Items, item: ItemState, { reporter, at }: LintContext): void {
  const callId = item.added?.['call_id']
  if (typeof callId !== 'string' || callId === '' || !calls.has(item.type)) return
  const swapped = item.id !== null && item.id.startsWith('call_') && /^(?:fc|ctc|ct|sh|lsh|apc|cu)_/.test(callId)
  if (swapped || (callId === item.id && /^(?:fc|ctc)_/.test(callId))) {
    const message = `${nameOf(item)}: call_id is ${show(callId, 40)} and id is ${show(item.id, 40)}; the two are ${swapped ? 'exchanged' : 'the same'}`
    reporter.report(callIdChanges, at, message, { pointer: '/item/call_id', key: 'swapped', severity: swapped ? 'error' : 'warning' })
  }
  const twin = items.byCallId.get(callId)
  if (twin === undefined) items.byCallId.set(callId, item)
  if (twin !== undefined) {
    reporter.report(callIdTwice, at, `${nameOf(item)} has the call_id of ${nameOf(twin)}: ${show(callId, 40)}`, {
      pointer: '/item/call_id',
      key: '',
    })
  }
}
