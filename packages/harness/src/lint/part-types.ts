import type { EventOwner } from '@goldwire/schemas'
import { eventOwners } from '@goldwire/schemas'
import type { LintContext } from './context.ts'
import { type ItemState, nameOf, type PartState } from './item-state.ts'
import { isObject } from './json.ts'
import { foreignEvent } from './rules/item-rules.ts'
import { partsDisagree } from './rules/text-rules.ts'

/**
 * What an event should have been in the part it is about: text in a refusal is told by the events of refusals. Reported once for each item;
 * the text is then judged as if its events had the right name.
 */
export function typeInPart(item: ItemState, part: PartState | null, type: string, owner: EventOwner, context: LintContext): string {
  const meant = part === null || !part.announced ? null : siblingOf(type, owner, part.type)
  if (meant === null) return type
  reportMixed(item, context, `${type} comes in part ${part?.index}, which was announced as ${part?.type}; expected ${meant}`)
  return meant
}

/** The part that is closed is the one that was opened. */
export function checkPartType(item: ItemState, part: PartState, type: string, { reporter, at, faults }: LintContext): void {
  const closed = isObject(part.done) ? part.done['type'] : undefined
  if (part.type === null || typeof closed !== 'string' || closed === part.type || item.hasMixedParts) return
  const place = `${part.grammar.list}/${part.position}`
  if (faults.isAt(item.index, `${place}/type`)) return
  item.hasMixedParts = true
  faults.note(item.index, place)
  reporter.report(partsDisagree, at, `${nameOf(item)}: ${type} closes part ${part.index} as ${closed}, it was announced as ${part.type}`, {
    pointer: '/part/type',
    key: 'type',
  })
}

/** An event of one list of parts comes while a part of another is open. */
export function isForeignToPart(item: ItemState, part: PartState | null, type: string, context: LintContext): boolean {
  const open = item.parts.findLast((one) => one.announced && !one.closed)
  if (part === null || part.announced || open === undefined || open.grammar === part.grammar) return false
  reportMixed(item, context, `${type} comes while part ${open.index} of ${open.grammar.list.slice(1)} is open`)
  return true
}

function reportMixed(item: ItemState, { reporter, at, faults }: LintContext, message: string): void {
  if (item.hasMixedParts) return
  item.hasMixedParts = true
  item.foreign = true
  faults.note(item.index, '/content')
  reporter.report(foreignEvent, at, `${nameOf(item)}: ${message}`, { pointer: '/type', key: 'part' })
}

/** The event that does the same for parts of another type; null where there is none, or the event is right. */
function siblingOf(type: string, { role, kinds, index, partType }: EventOwner, wanted: string | null): string | null {
  if (partType === null || wanted === null || partType === wanted || role === 'annotation') return null
  const found = Object.entries(eventOwners).find(
    ([, one]) => one.partType === wanted && one.role === role && one.index === index && one.kinds[0] === kinds[0],
  )
  return found === undefined || found[0] === type ? null : found[0]
}
