import type { EventOwner } from '@goldwire/schemas'

import type { ItemTrack } from './item-track.ts'
import type { RepairLog } from './repair-log.ts'
import { type Fields, positionOf, stringOf, textOrNull } from './wire.ts'

/**
 * Which item an event speaks of, by its id, its index, and what it says, since any of the three may be wrong.
 *
 * @param active the item that the last event spoke of
 * @returns `new` for one that was never announced, null for an event of an item that is over
 */
export function findItem(
  event: Fields,
  owner: EventOwner,
  { tracks, active, log }: { tracks: readonly ItemTrack[]; active: ItemTrack | null; log: RepairLog },
): ItemTrack | 'new' | null {
  const id = textOrNull(event['item_id'])
  const index = positionOf(event['output_index'])
  const byId = id === null ? undefined : tracks.findLast((track) => track.ids.has(id))
  const byIndex = index === null ? undefined : tracks.findLast((track) => track.index === index && !(byId === track))
  const place = (byId ?? byIndex ?? active)?.place ?? 'stream'
  if (index === null) {
    const rule = event['output_index'] === undefined || event['output_index'] === null ? 'GW501' : 'GW517'
    log.note(rule, place, '`output_index` was missing or no whole number; the item was found without it.')
  }
  if (id === null && owner.addressing === 'item_id') log.note('GW509', place, '`item_id` was missing; the item was found without it.')
  const fits = (track: ItemTrack) => owner.kinds.length === 0 || owner.kinds.includes(track.kind)
  const isOver = (track: ItemTrack) => track.told !== null
  const unfinished = () =>
    active !== null && fits(active) && !isOver(active) ? active : tracks.findLast((track) => fits(track) && !isOver(track))

  if (byId !== undefined && fits(byId)) {
    const other = byId.index !== index && index !== null
    if (other && byIndex !== undefined && fits(byIndex) && !isOver(byIndex) && (isOver(byId) || byIndex === active)) {
      log.note('GW510', byIndex.place, '`item_id` named another item than `output_index`; the index was believed.')
      return byIndex
    }
    if (other) log.note('GW504', byId.place, '`output_index` was not that of the item that `item_id` names; the id was believed.')
    return byId
  }
  if (byIndex !== undefined && fits(byIndex)) {
    if (id === null || !isOver(byIndex)) {
      if (id !== null && !byIndex.ids.has(id)) {
        log.note('GW508', byIndex.place, 'The id of the item changed from event to event; the first one stands.')
        byIndex.ids.add(id)
      }
      return byIndex
    }
    if (owner.role === 'delta' || owner.role === 'part.added') return unfinished() ?? 'new'
    return byIndex
  }
  const found = unfinished()
  if (found !== undefined) {
    const isUnknown = byId === undefined && byIndex === undefined
    const another =
      isUnknown && id !== null && index !== null && index > (found.index ?? -1) && tracks.every((track) => track.index !== index)
    if (!another) return found
  }
  const wrongKind = byId ?? byIndex
  if (wrongKind !== undefined && isCall(wrongKind.kind) && isCallText(event)) {
    log.note('GW415', wrongKind.place, `${stringOf(event['type'])} came for a ${wrongKind.kind}; its text was taken as that of the call.`)
    return wrongKind
  }
  if (owner.role === 'phase' && wrongKind !== undefined) {
    log.note('GW415', wrongKind.place, `${stringOf(event['type'])} came for a ${wrongKind.kind} and was dropped.`)
    return null
  }
  return owner.role === 'phase' || owner.role === 'delta' || owner.role === 'part.added' || byId === undefined ? 'new' : null
}

const callText =
  /^response\.(?:function_call_arguments|custom_tool_call_input|mcp_call_arguments|code_interpreter_call_code)\.(?:delta|done)$/

const isCallText = (event: Fields): boolean => callText.test(stringOf(event['type']))
const isCall = (kind: string): boolean =>
  kind === 'function_call' || kind === 'custom_tool_call' || kind === 'mcp_call' || kind === 'code_interpreter_call'
