import type { EventOwner, PartGrammar } from '@goldwire/schemas'
import type { LintContext } from './context.ts'
import { createPart, type ItemState, nameOf, type PartState } from './item-state.ts'
import { asText, firstDifference, isIndex, isObject, type JsonObject, show } from './json.ts'
import { partIndexWrong } from './rules/id-rules.ts'
import { itemTwice } from './rules/item-rules.ts'
import { partPrefilled } from './rules/text-rules.ts'

/** The part of its item that an event is about; null for events about the whole item. Opens the part that `…part.added` announces. */
export function resolvePart(item: ItemState, event: JsonObject, type: string, owner: EventOwner, context: LintContext): PartState | null {
  if (owner.index === null || item.kind === null) return null
  const index = event[owner.index]
  if (owner.role === 'part.added') return openPart(item, event, type, index, context)
  const ofKind = item.parts.filter((part) => part.grammar.index === owner.index)
  const open = ofKind.findLast((part) => !part.closed)
  const named = isIndex(index) ? ofKind.findLast((part) => part.index === index) : open
  if (named !== undefined && (!named.closed || open === undefined)) return named
  // Parts that are never announced are not closed either: the next index is the next part.
  const isNext = open?.announced === false && index === ofKind.length
  if (open !== undefined && !isNext) {
    reportIndex(item, type, owner.index, index, `part ${open.index} is open`, context)
    return open
  }
  const grammar = item.kind.grammar.parts.find((part) => part.index === owner.index)
  if (grammar === undefined) return null
  if (isIndex(index) && index !== ofKind.length && !item.partial) {
    reportIndex(item, type, owner.index, index, `expected ${ofKind.length}`, context)
  }
  return createPart(item, grammar, isIndex(index) ? index : ofKind.length, false)
}

function openPart(item: ItemState, event: JsonObject, type: string, index: unknown, context: LintContext): PartState | null {
  const grammar = item.kind?.partAdded.get(type)
  if (grammar === undefined) return null
  const ofKind = item.parts.filter((part) => part.grammar === grammar)
  const same = ofKind.findLast((part) => part.index === index)
  if (same !== undefined && !same.closed) {
    same.announced = true
    return same
  }
  if (isIndex(index) && index !== ofKind.length) {
    if (same !== undefined && same.announced) {
      context.reporter.report(itemTwice, context.at, `${nameOf(item)}: ${type} announces part ${index} again`, {
        pointer: `/${grammar.index}`,
        key: type,
      })
    } else reportIndex(item, type, grammar.index, index, `expected ${ofKind.length}`, context)
  }
  const part = createPart(item, grammar, isIndex(index) ? index : ofKind.length, true)
  const field = grammar.added?.pointer.slice(1) ?? 'part'
  const value = event[field]
  part.type = isObject(value) && typeof value['type'] === 'string' ? value['type'] : null
  checkEmpty(item, grammar, value, field, type, context)
  return part
}

function reportIndex(item: ItemState, type: string, name: string, index: unknown, expected: string, { reporter, at }: LintContext): void {
  reporter.report(partIndexWrong, at, `${nameOf(item)}: ${type} has ${name} ${show(index)}, ${expected}`, { pointer: `/${name}`, key: '' })
}

/** What a part holds when it is announced comes again in its events. */
function checkEmpty(
  item: ItemState,
  grammar: PartGrammar,
  value: unknown,
  field: string,
  type: string,
  { reporter, at }: LintContext,
): void {
  if (reporter.hasSpoken(at, `/${field}`)) return
  const empty = grammar.emptyAtAdded[isObject(value) ? asText(value['type']) : '']
  if (empty === undefined) return
  if (!isObject(empty) || !isObject(value)) {
    if (value !== empty)
      reporter.report(partPrefilled, at, `${nameOf(item)}: ${type} already holds ${show(value)}`, { pointer: `/${field}`, key: '' })
    return
  }
  for (const [key, nothing] of Object.entries(empty)) {
    if (value[key] === undefined || value[key] === null || firstDifference(value[key], nothing) === null) continue
    if (reporter.hasSpoken(at, `/${field}/${key}`)) continue
    const message = `${nameOf(item)}: ${type} already holds ${key} ${show(value[key])}, expected ${show(nothing)}`
    reporter.report(partPrefilled, at, message, { pointer: `/${field}/${key}`, key: '' })
  }
}
