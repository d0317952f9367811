import type { EventOwner } from '../grammar/event-owner.ts'
import { type Agreement, type PartIndex } from '../grammar/item-grammar.ts'
import { readPointer } from '../grammar/read-pointer.ts'
import { append } from './chain.ts'
import type { FoldProblem } from './fold-state.ts'
import { type ItemAction, itemActions } from './item-actions.ts'
import {
  addPiece,
  changePart,
  type Holder,
  type ItemDraft,
  joinShellOutput,
  newPart,
  type PartDraft,
  setWhole,
  sumOf,
  told,
} from './item-draft.ts'
import { isJson, type Json, sameJson } from './json.ts'

/** Reports a problem of the event at hand. */
export type Report = (kind: FoldProblem['kind'], message: string) => void

/** The draft after an event of its item, other than `output_item.added` and `.done`. */
export function foldItemEvent(draft: ItemDraft, event: Json, type: string, owner: EventOwner, report: Report): ItemDraft {
  if (draft.grammar === null) return draft
  let next = draft
  for (const action of itemActions(draft.grammar, type)) next = apply(next, event, type, owner, action, report)
  return next
}

function apply(draft: ItemDraft, event: Json, type: string, owner: EventOwner, action: ItemAction, report: Report): ItemDraft {
  if ('agreement' in action) {
    const { agreement } = action
    if (agreement.partType !== null && owner.index === 'content_index' && wrongPart(draft, event, agreement)) {
      report(
        'disagreement',
        `${type} belongs to a part of type ${agreement.partType}, the part at ${String(event['content_index'])} is another.`,
      )
      return draft
    }
    const value = readPointer(event, agreement[action.kind === 'piece' ? 'delta' : 'done'].pointer)
    if (!usable(agreement, value)) {
      // Log probabilities are optional on other servers and before July 2025.
      if (value !== undefined || agreement.join !== 'list') report('unusable-event', `${type} has no ${agreement.name}.`)
      return draft
    }
    // Nearly every delta carries an empty list of log probabilities.
    if (action.kind === 'piece' && agreement.join === 'list' && Array.isArray(value) && value.length === 0) return draft
    return changeHolder(draft, event, agreement, report, (holder) =>
      action.kind === 'piece'
        ? addPiece(holder, agreement.name, value)
        : withWhole(holder, agreement, value, type, draft.announced ? report : null),
    )
  }
  if ('list' in action) {
    const { name, index, entry } = action.list
    const value = readPointer(event, entry.pointer)
    if (value === undefined || value === null) {
      report('unusable-event', `${type} has nothing to add to ${name}.`)
      return draft
    }
    return changePart(draft, index, keyOf(draft, event, index), (part) => {
      const known = part ?? inventPart(draft, event, index, owner.partType, report)
      return { ...known, entries: { ...known.entries, [name]: append(known.entries[name] ?? null, value) } }
    })
  }
  return foldPartEvent(draft, event, type, action, report)
}

function foldPartEvent(
  draft: ItemDraft,
  event: Json,
  type: string,
  { kind, part: grammar }: Extract<ItemAction, { kind: 'part.added' | 'part.done' }>,
  report: Report,
): ItemDraft {
  const { index, added, done } = grammar
  const isAdded = kind === 'part.added'
  const value = readPointer(event, (isAdded ? added : done)?.pointer ?? '')
  if (value === undefined || value === null) {
    report('unusable-event', `${type} has no part.`)
    return draft
  }
  // A part that opens takes the number it says, or the next one; a part that closes is one that was opened.
  const key = isAdded ? (event[index] ?? draft.parts[index]?.length ?? 0) : keyOf(draft, event, index)
  return changePart(draft, index, key, (part) => {
    if (isAdded) {
      if (part !== null) report('disagreement', `${type} announces ${index} ${String(key)} a second time.`)
      return part ?? newPart(key, value)
    }
    if (part === null && added !== null) report('not-announced', `${type} closes ${index} ${String(key)}, which was never opened.`)
    const known = part ?? newPart(key, value)
    for (const agreement of draft.grammar?.agreements ?? []) {
      if (agreement.index !== index || agreement.part?.type !== type) continue
      const sum = told(known, agreement)
      if (draft.announced && sum !== undefined && !sameJson(sum, readPointer(event, agreement.part.pointer))) {
        report('disagreement', `${type} has another ${agreement.name} than the events before it.`)
      }
    }
    return { ...known, value, done: true }
  })
}

/** Which part an event means: the one it says; without an index the newest. */
function keyOf(draft: ItemDraft, event: Json, index: PartIndex): unknown {
  return event[index] ?? draft.parts[index]?.at(-1)?.key ?? 0
}

function changeHolder(
  draft: ItemDraft,
  event: Json,
  { index, partType }: Agreement,
  report: Report,
  change: <Kind extends Holder>(holder: Kind) => Kind,
): ItemDraft {
  if (index === null) return change(draft)
  return changePart(draft, index, keyOf(draft, event, index), (part) => change(part ?? inventPart(draft, event, index, partType, report)))
}

/** A part as it looks when it is announced, for an event whose part nobody announced. Parts without an opening event simply begin. */
function inventPart(draft: ItemDraft, event: Json, index: PartIndex, partType: string | null, report: Report): PartDraft {
  const grammar = draft.grammar?.parts.find((part) => part.index === index)
  const key = keyOf(draft, event, index)
  if (grammar?.added == null) return newPart(key, [])
  report('not-announced', `${String(event['type'])} speaks of ${index} ${String(key)}, which was never opened.`)
  return newPart(key, grammar.emptyAtAdded[partType ?? ''])
}

function wrongPart(draft: ItemDraft, event: Json, { index, partType }: Agreement): boolean {
  if (index === null) return false
  const key = keyOf(draft, event, index)
  const part = draft.parts[index]?.findLast((candidate) => candidate.key === key)
  return isJson(part?.value) && typeof part.value['type'] === 'string' && part.value['type'] !== partType
}

function usable({ join }: Agreement, value: unknown): boolean {
  if (join === 'text') return typeof value === 'string'
  return join === 'list' ? Array.isArray(value) : Array.isArray(value) || isJson(value)
}

function withWhole<Kind extends Holder>(
  holder: Kind,
  { name, join }: Agreement,
  whole: unknown,
  type: string,
  report: Report | null,
): Kind {
  const streamed = holder.streamed[name]
  const sum = streamed === undefined ? undefined : sumOf(join, streamed)
  const comparable = join === 'shell_output' && Array.isArray(whole) ? joinShellOutput(whole) : whole
  if (sum !== undefined && !sameJson(sum, comparable)) report?.('disagreement', `${type} has another ${name} than its deltas.`)
  return setWhole(holder, name, whole)
}
