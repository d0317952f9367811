import type { AutomatonState, EventOwner } from '@goldwire/schemas'
import type { LintContext } from './context.ts'
import { type ItemState, type MissingEvent, nameOf, type PartState } from './item-state.ts'
import { listed } from './json.ts'
import { ownerOf } from './kinds.ts'
import { isForeignToPart } from './part-types.ts'
import type { Rule } from './rule.ts'
import { argumentsDoneMissing } from './rules/call-rules.ts'
import { foreignEvent, itemTwice, itemVariation, phaseMissing, unexpectedEvent } from './rules/item-rules.ts'
import { reasoningDoneMissing, summaryPartMissing } from './rules/reasoning-rules.ts'
import { partAddedMissing, partDoneMissing, textAfterDone, textDoneMissing } from './rules/text-rules.ts'

/** Moves the item along its grammar by one event and reports what does not fit. */
export function stepGrammar(item: ItemState, type: string, owner: EventOwner | null, part: PartState | null, context: LintContext): void {
  const next = item.state?.next.get(type)
  if (next !== undefined && !isRepeat(type, owner, part, item)) {
    item.state = next
    return
  }
  if (item.kind === null || item.state === null || owner === null) return
  if (owner.kinds.length > 0 && !owner.kinds.includes(item.type)) {
    const isFirst = !item.foreign
    item.foreignTo = owner.kinds.find((kind) => isFirst || kind === item.foreignTo) ?? null
    item.foreign = true
    context.reporter.report(foreignEvent, context.at, `${type} belongs to ${listed(owner.kinds)}, but ${nameOf(item)} is open`, {
      pointer: '/type',
      key: `${owner.kinds.join(' ')} in ${item.type}`,
      tag: `kind ${item.index}`,
    })
    return
  }
  if (item.hasMixedParts || isForeignToPart(item, part, type, context)) return
  misfit(item, type, owner, part, context)
}

/** `content_part.added` twice for one part would pass as the begin of the next. */
function isRepeat(type: string, owner: EventOwner | null, part: PartState | null, item: ItemState): boolean {
  if (owner === null || part === null || owner.role === 'delta' || owner.role === 'annotation') return false
  return part.seen.has(type) && item.parts.includes(part)
}

function misfit(item: ItemState, type: string, owner: EventOwner, part: PartState | null, { reporter, at }: LintContext): void {
  // Exchanged phases are one fault.
  if (item.disordered && owner.role === 'phase') return
  const overdue = item.missing.findIndex((missing) => missing.type === type)
  const [missing] = overdue === -1 ? [] : item.missing.splice(overdue, 1)
  item.disordered = true
  if (missing !== undefined) {
    const rule = owner.role === 'part.added' ? ruleForMissing(type) : unexpectedEvent
    reporter.report(rule, at, `${nameOf(item)}: ${type} comes after ${missing.before}, expected before it`, { key: type })
    return
  }
  const closed = owner.role === 'delta' && (part === null ? item.seen : part.seen).has(doneOf(type))
  if (closed) {
    const rule = item.type === 'message' ? textAfterDone : unexpectedEvent
    item.hasLateText = true
    reporter.report(rule, at, `${nameOf(item)}: ${type} comes after ${doneOf(type)}`, { key: type })
    return
  }
  if (owner.role !== 'delta' && (part === null ? item.seen : part.seen).has(type)) {
    // The first was no end, as was reported.
    if (owner.role === 'done' && item.hasLateText) return
    reporter.report(itemTwice, at, `${nameOf(item)}: a second ${type}${part === null ? '' : ` for part ${part.index}`}`, { key: type })
    return
  }
  const path = item.state === null ? null : pathTo(item.state, (state) => state.next.has(type))
  if (path === null || path.length > 4) {
    const expected = [...(item.state?.next.keys() ?? [])]
    const wanted = expected.length === 0 ? 'response.output_item.done' : expected.slice(0, 3).join(' or ')
    reporter.report(unexpectedEvent, at, `${nameOf(item)}: ${type} may not come here, expected ${wanted}`, { key: type })
    return
  }
  item.disordered = false
  for (const step of path) if (!step.endsWith('.delta')) item.missing.push({ type: step, before: type, at, from: item.lastAt })
  item.state = follow(item.state, [...path, type])
}

function doneOf(delta: string): string {
  return delta.replace(/\.delta$/, '.done')
}

/** The grammar at the end of an item: reports what is missing, or which unusual order it was. */
export function endGrammar(item: ItemState, context: LintContext): void {
  const { state, kind } = item
  if (state !== null && kind !== null && !item.foreign) {
    if (state.ends.length === 0) {
      const path = pathTo(state, ({ ends }) => ends.includes('regular')) ?? pathTo(state, ({ ends }) => ends.length > 0) ?? []
      for (const step of path)
        if (!step.endsWith('.delta'))
          item.missing.push({ type: step, before: 'response.output_item.done', at: context.at, from: item.lastAt })
      if (path.includes('response.reasoning_text.done')) reportUnannounced(item, context)
    } else if (!state.ends.includes('regular') && !item.disordered) {
      reportVariation(item, state.ends[0] ?? '', context)
    }
  }
  flushMissing(item, context)
}

/** Raw reasoning whose text is neither announced nor closed: two faults, of which the grammar sees the second. */
function reportUnannounced(item: ItemState, { reporter, at }: LintContext): void {
  if (!item.parts.some((part) => !part.announced && part.grammar.index === 'content_index')) return
  const what = 'response.content_part.added and response.content_part.done are missing: the reasoning text stands in no part'
  reporter.report(partAddedMissing, at, `${nameOf(item)}: ${what}`, { key: 'response.content_part.added' })
}

/** Reports the events that should have come by now and did not. */
export function flushMissing(item: ItemState, context: LintContext): void {
  if (!item.foreign) {
    const unopened = new Set(item.missing.filter(({ type }) => type.endsWith('_part.added')).map(({ type }) => doneOfPart(type)))
    const never = (type: string) => unopened.has(type) && !item.parts.some((part) => part.seen.has(type))
    for (const missing of item.missing) if (!never(missing.type)) reportMissing(item, missing, context, never(doneOfPart(missing.type)))
  }
  item.missing = []
}

/** A part that was never opened is mostly never closed either: one fault. */
function doneOfPart(type: string): string {
  return type.replace(/_part\.added$/, '_part.done')
}

function reportMissing(
  item: ItemState,
  { type, before, at, from }: MissingEvent,
  { reporter, displaced }: LintContext,
  never = false,
): void {
  if (displaced.take(type, item) !== null) return
  const what = never ? `${type} is missing before ${before}, and ${doneOfPart(type)} later` : `${type} is missing before ${before}`
  reporter.report(ruleForMissing(type), at, `${nameOf(item)}: ${what}`, {
    key: type,
    tag: `missing ${item.index} ${type}`,
    lost: { from, to: at },
  })
}

/** Of an item whose begin is unknown: texts that were told in pieces, and the part they stand in, are closed. */
export function reportUnclosed(item: ItemState, context: LintContext): void {
  const { at } = context
  const before = 'response.output_item.done'
  for (const { agreement, deltas, done, part } of item.runs.values()) {
    if (deltas === 0 || agreement.join !== 'text') continue
    if (done === null) reportMissing(item, { type: agreement.done.type, before, at, from: item.lastAt }, context)
    if (part !== null && !part.closed && part.grammar.done.type !== agreement.done.type)
      reportMissing(item, { type: part.grammar.done.type, before, at, from: item.lastAt }, context)
  }
}

/** An event came too late, as was reported: then it is not missing, nor its text. */
export function withdrawMissing(item: ItemState, type: string, { reporter }: LintContext): void {
  reporter.withdraw(`missing ${item.index} ${type}`)
  reporter.withdraw(`deltas ${item.index} ${type}`)
}

function ruleForMissing(type: string): Rule {
  const owner = ownerOf(type)
  if (owner?.role === 'phase' || owner === null) return phaseMissing
  if (type.startsWith('response.reasoning_summary_part')) return summaryPartMissing
  if (owner.role === 'part.done' && owner.partType === null && !type.startsWith('response.content_part')) return argumentsDoneMissing
  if (owner.role === 'part.added') return partAddedMissing
  if (owner.role === 'part.done') return partDoneMissing
  if (owner.kinds.includes('message')) return textDoneMissing
  return owner.kinds.includes('reasoning') ? reasoningDoneMissing : argumentsDoneMissing
}

function reportVariation(item: ItemState, name: string, { reporter, at, displaced }: LintContext): void {
  const { kind, done } = item
  const variation = kind?.grammar.variations.find((one) => one.name === name)
  if (variation === undefined || name === 'no-deltas') return
  const size = displaced.size()
  const absent = requiredPhases(kind?.grammar.automaton.start).filter(
    (type) => !item.seen.has(type) && !item.seen.has(type.replace(/completed$/, 'failed')) && displaced.take(type, item) === null,
  )
  if (absent.length === 0 && displaced.size() < size) return
  const say = (rule: Rule, what: string, severity = rule.severity) =>
    reporter.report(rule, at, `${nameOf(item)}: ${what}`, {
      key: `${item.type} ${name}`,
      severity,
      tag: `missing ${item.index} ${absent[0] ?? ''}`,
      lost: { from: item.addedAt ?? 0, to: at },
    })
  if (absent.length > 0) {
    const finished = done?.['status'] === undefined || done['status'] === 'completed'
    say(phaseMissing, `${listed(absent)} ${absent.length === 1 ? 'is' : 'are'} missing`, finished ? 'warning' : variation.severity)
  } else if (name === 'no-argument-events' || name === 'no-input-events') {
    say(argumentsDoneMissing, `the call came without any ${name === 'no-input-events' ? 'input' : 'arguments'} event. ${variation.why}`)
  } else if (name === 'raw-text-without-part-events') {
    say(partAddedMissing, variation.why)
  } else if (name === 'part-without-text-events') {
    say(item.type === 'reasoning' ? reasoningDoneMissing : textDoneMissing, variation.why)
  } else {
    say(itemVariation, variation.why, variation.severity)
  }
}

const phasesOf = new WeakMap<AutomatonState, readonly string[]>()

/** Phase events on the shortest regular way through a grammar. */
function requiredPhases(start: AutomatonState | undefined): readonly string[] {
  if (start === undefined) return []
  let phases = phasesOf.get(start)
  if (phases === undefined) {
    phases = (pathTo(start, ({ ends }) => ends.includes('regular')) ?? []).filter(
      (type) => ownerOf(type)?.role === 'phase' && !type.endsWith('.failed'),
    )
    phasesOf.set(start, phases)
  }
  return phases
}

/** The shortest sequence of events to a state that `wanted` likes; null when there is none. */
function pathTo(start: AutomatonState, wanted: (state: AutomatonState) => boolean): string[] | null {
  const seen = new Set([start])
  let frontier: { state: AutomatonState; path: string[] }[] = [{ state: start, path: [] }]
  while (frontier.length > 0) {
    const ahead: typeof frontier = []
    for (const { state, path } of frontier) {
      if (wanted(state)) return path
      for (const [type, next] of state.next) {
        if (seen.has(next)) continue
        seen.add(next)
        ahead.push({ state: next, path: [...path, type] })
      }
    }
    frontier = ahead
  }
  return null
}

function follow(start: AutomatonState | null, types: readonly string[]): AutomatonState | null {
  return types.reduce<AutomatonState | null>((state, type) => state?.next.get(type) ?? null, start)
}
