import { eventOwners, itemGrammars } from '@goldwire/schemas'

import { findItem } from './find-item.ts'
import { callIdOf, completeStart, inferKind, isItemKind, type ItemKindName, type ItemTrack } from './item-track.ts'
import type { IdBook } from './repair-ids.ts'
import type { RepairLog } from './repair-log.ts'
import { type Fields, fieldsOf, isFields, positionOf, stringOf, textOrNull } from './wire.ts'

export interface ItemRegisterOptions {
  log: RepairLog
  ids: IdBook
  /** The upstream's id of the response, as far as it is known; ids that are made up are made from it. */
  responseId: () => string
  /** The kind an announced item really is, where the request says otherwise. */
  kindOfAnnounced: (item: Fields & { type: ItemKindName }) => ItemKindName
}

/** Knows the upstream's items, gives them ids, and puts every event to the item it speaks of, where it waits for its turn. */
export interface ItemRegister {
  readonly tracks: readonly ItemTrack[]
  /** The item that the last event spoke of. */
  readonly active: ItemTrack | null
  /** `response.output_item.added` */
  announce(event: Fields): void
  /** `response.output_item.done` */
  finish(event: Fields): void
  /** Every other event of an item. */
  inner(event: Fields, type: string): void
  add(kind: ItemKindName, added: Fields, options: { id: string | null; index: number | null; announced: boolean }): ItemTrack
  /** The call_id that goes out; null for kinds without one. */
  callIdFor(track: ItemTrack): string | null
  /** An item of a kind that this API does not have was seen under this id. */
  isDropped(id: string): boolean
  /** The item that an event speaks of, without counting it to that item. */
  find(event: Fields): ItemTrack | null
}

export function createItemRegister({ log, ids, responseId, kindOfAnnounced }: ItemRegisterOptions): ItemRegister {
  const tracks: ItemTrack[] = []
  const dropped = new Set<string>()
  const droppedIndexes = new Set<number>()
  const usedIds = new Set<string>()
  const usedCallIds = new Set<string>()
  let active: ItemTrack | null = null

  const idFor = (kind: ItemKindName, theirs: string | null): string => {
    const prefixes = itemGrammars[kind].idPrefixes.length > 0 ? itemGrammars[kind].idPrefixes : [`${usualPrefix[kind] ?? 'item'}_`]
    const place = `item ${tracks.length}`
    let ours = theirs === null ? ids.made(prefixes[0] ?? 'item_', responseId(), tracks.length) : ids.ours(theirs, prefixes)
    if (theirs === null) log.note('GW514', place, 'The item had no id; it was given one.')
    else if (ours !== theirs)
      log.note('GW512', place, `The id ${JSON.stringify(theirs.slice(0, 40))} is none that could be sent back; it was given another form.`)
    if (usedIds.has(ours)) {
      log.note('GW511', place, 'Two items had the same id; the second was given another.')
      ours = ids.made(prefixes[0] ?? 'item_', ours, tracks.length)
      if (theirs !== null) ids.remember(ours, theirs)
    }
    usedIds.add(ours)
    return ours
  }
  const callIdFor = (track: ItemTrack): string | null => {
    if (!('call_id' in track.added) && !needsCallId.has(track.kind)) return null
    if (track.added['call_id'] === null && !needsCallId.has(track.kind)) return null
    const theirs = callIdOf(track.added)
    const isOutput = track.kind.endsWith('_output')
    if (isOutput) return theirs
    let ours = theirs ?? ids.made('call_', track.id)
    if (theirs === null) log.note('GW220', track.place, 'The call had no call_id; it was given one.')
    else if (track.ids.has(theirs) || theirs === track.id || theirs.length > 64) {
      log.note('GW515', track.place, 'The call_id was the id of the item, or longer than a call_id may be; it was given another.')
      ours = ids.made('call_', theirs)
      ids.remember(ours, theirs)
    }
    if (usedCallIds.has(ours)) {
      log.note('GW516', track.place, 'Two calls had the same call_id; the second was given another.')
      ours = ids.made('call_', ours, tracks.indexOf(track))
      if (theirs !== null) ids.remember(ours, theirs)
    }
    usedCallIds.add(ours)
    return ours
  }
  const addTrack = (
    kind: ItemKindName,
    added: Fields,
    options: { id: string | null; index: number | null; announced: boolean },
  ): ItemTrack => {
    const { id, index, announced } = options
    const order = tracks.length
    const track: ItemTrack = {
      kind,
      order,
      id: idFor(kind, id),
      ids: new Set(id === null ? [] : [id]),
      index,
      added,
      announced,
      waiting: [],
      told: null,
      state: 'waiting',
      early: false,
      body: null,
      callId: null,
      place: `item ${order}`,
    }
    if (index !== null && index !== order && announced && !tracks.some((other) => other.index === index)) {
      log.note('GW503', track.place, '`output_index` did not count 0, 1, 2 …; items were numbered anew.')
    }
    tracks.push(track)
    return track
  }

  const itemAdded = (event: Fields): void => {
    const item = isFields(event['item']) ? typed(event['item']) : null
    const index = positionOf(event['output_index'])
    if (item === null) {
      log.note('GW202', 'stream', 'An item was announced without saying what it is; its first event announced it.')
      return
    }
    const id = textOrNull(item['id'])
    if (!isItemKind(item['type'])) {
      if (id !== null) dropped.add(id)
      if (index !== null) droppedIndexes.add(index)
      log.giveUp('GW206', 'stream', `An item of type ${JSON.stringify(item['type'])}, which this API does not have, was left out.`)
      return
    }
    const kind = kindOfAnnounced({ ...item, type: item['type'] })
    if (index === null)
      log.note(
        event['output_index'] === undefined ? 'GW501' : 'GW517',
        `item ${tracks.length}`,
        '`output_index` was missing or no whole number; items were numbered as they came.',
      )
    const same = id === null ? undefined : tracks.find((track) => track.ids.has(id) && track.kind === kind)
    if (same !== undefined && (same.index === index || index === null || same.told === null)) {
      if (same.announced) log.note('GW404', same.place, 'The item was announced twice; the second announcement was dropped.')
      else log.note('GW401', same.place, 'The item was announced late; it was announced before its first event.')
      if (same.state === 'waiting') completeStart(same, item)
      same.index ??= index
      same.announced = true
      active = same
      return
    }
    const implicit = tracks.find(
      (track) => !track.announced && track.kind === kind && track.told === null && (track.index === index || index === null),
    )
    if (implicit !== undefined) {
      log.note('GW401', implicit.place, 'The item was announced late; it was announced before its first event.')
      if (id !== null) implicit.ids.add(id)
      if (implicit.state === 'waiting') completeStart(implicit, item)
      implicit.announced = true
      active = implicit
      return
    }
    const collides = index !== null && tracks.some((track) => track.index === index)
    active = addTrack(kind, item, { id, index, announced: true })
    if (collides) log.note('GW502', active.place, 'Two items had the same `output_index`; items were numbered anew.')
  }

  const itemDone = (event: Fields): void => {
    const item = isFields(event['item']) ? typed(event['item']) : null
    const index = positionOf(event['output_index'])
    if (item === null) {
      const found = tracks.find((track) => track.index === index && track.told === null) ?? active
      log.note('GW202', found?.place ?? 'stream', 'An item was done without saying what it is; it stands as it was streamed.')
      return
    }
    const id = textOrNull(item['id'])
    if (id !== null && dropped.has(id)) return
    if (!isItemKind(item['type'])) {
      if (index === null || !droppedIndexes.has(index))
        log.giveUp('GW206', 'stream', `An item of type ${JSON.stringify(item['type'])}, which this API does not have, was left out.`)
      return
    }
    if (index === null)
      log.note(
        event['output_index'] === undefined ? 'GW501' : 'GW517',
        'stream',
        '`output_index` was missing or no whole number; the item was found without it.',
      )
    const found = doneTrack(item, item['type'], id, index)
    if (found === null) return
    if (found.kind !== kindOfAnnounced({ ...item, type: item['type'] }))
      log.note('GW416', found.place, `The item was done as a ${item['type']}; it stays a ${found.kind}.`)
    if (id === null) log.note('GW514', found.place, 'The item had no id when it was done; it keeps its own.')
    else if (!found.ids.has(id)) {
      if (found.ids.size > 0) log.note('GW508', found.place, 'The id of the item changed from event to event; the first one stands.')
      found.ids.add(id)
      ids.remember(found.id, id)
    }
    if (found.index !== null && index !== null && found.index !== index)
      log.note('GW504', found.place, 'The item was done under another `output_index` than it began with.')
    found.told = found.kind === item['type'] ? item : { ...item, type: found.kind }
    found.waiting.push({ event, owner: null })
    active = found
    if (found.state === 'waiting') completeStart(found, item)
  }

  const doneTrack = (item: Fields, kind: ItemKindName, id: string | null, index: number | null): ItemTrack | null => {
    const byId = id === null ? undefined : tracks.findLast((track) => track.ids.has(id))
    const byIndex = index === null ? undefined : tracks.findLast((track) => track.index === index)
    const callId = callIdOf(item)
    const open = tracks.filter((track) => track.told === null)
    if (byId !== undefined && byId.told === null) return byId
    if (byId === undefined && byIndex !== undefined && byIndex.told === null && (byIndex.kind === kind || open.length === 1)) return byIndex
    const byCall = callId === null ? undefined : open.find((track) => callIdOf(track.added) === callId && track.kind === kind)
    if (byCall !== undefined) return byCall
    const finished = byId ?? (byIndex?.kind === kind && id !== null && byIndex.ids.has(id) ? byIndex : undefined)
    if (finished !== undefined) {
      log.note('GW404', finished.place, 'The item was done twice; the second time was dropped.')
      return null
    }
    const alike = open.findLast(
      (track) => track.kind === kind && (id === null || track.ids.size === 0 || (index === null && byIndex === undefined)),
    )
    if (alike !== undefined) return alike
    if (isBlank(item)) {
      log.note('GW403', 'stream', 'An item that was never opened was closed; as it holds nothing, it was dropped.')
      return null
    }
    return addTrack(kindOfAnnounced({ ...item, type: kind }), blankOf(item), { id, index, announced: false })
  }

  const inner = (event: Fields, type: string): void => {
    const owner = eventOwners[type]
    if (owner === undefined) return
    const id = textOrNull(event['item_id'])
    const index = positionOf(event['output_index'])
    if ((id !== null && dropped.has(id)) || (id === null && index !== null && droppedIndexes.has(index))) return
    const part = isFields(event['part']) ? event['part']['type'] : undefined
    const narrow =
      owner.kinds.length > 1
        ? { ...owner, kinds: part === 'reasoning_text' ? ['reasoning'] : part === undefined ? owner.kinds : ['message'] }
        : owner
    const fitting = type.startsWith('response.content_part') && id !== null && tracks.some((track) => track.ids.has(id)) ? owner : narrow
    let found = findItem(event, fitting, { tracks, active, log })
    if (found === null) return
    if (found === 'new') {
      const kind = fitting.kinds[0]
      if (!isItemKind(kind)) return
      found = addTrack(kind, {}, { id, index, announced: false })
    }
    active = found
    found.waiting.push({ event, owner })
  }

  /** An item that does not say what it is, with the type that its id or its fields tell. */
  function typed(item: Fields): Fields {
    const kind = inferKind(item)
    if (kind === null) return item
    log.note('GW206', 'stream', `An item without a type was read as a ${kind}.`)
    return { ...item, type: kind }
  }

  return {
    tracks,
    get active() {
      return active
    },
    announce: itemAdded,
    finish: itemDone,
    inner,
    add: addTrack,
    callIdFor,
    isDropped: (id) => dropped.has(id),
    find(event) {
      const id = textOrNull(event['item_id'])
      const index = positionOf(event['output_index'])
      return (
        tracks.findLast((track) => id !== null && track.ids.has(id)) ??
        tracks.findLast((track) => index !== null && track.index === index) ??
        active
      )
    },
  }
}

/** An item as it may be announced: without what its events bring. */
export function blankOf(item: Fields): Fields {
  const {
    content: _content,
    summary: _summary,
    arguments: given,
    input: _input,
    code: _code,
    output: _output,
    status: _status,
    ...rest
  } = item
  const isPlain = item['type'] === 'mcp_approval_request' || item['type'] === 'tool_search_call'
  return {
    ...rest,
    ...(isPlain && given !== undefined && { arguments: given }),
    ...(item['type'] === 'reasoning' && 'content' in item && { content: [] }),
  }
}

function isBlank(item: Fields): boolean {
  const parts = fieldsOf(item['content'])
  return item['type'] === 'message' && parts.every((part) => stringOf(part['text']) === '' && stringOf(part['refusal']) === '')
}

const needsCallId: ReadonlySet<string> = new Set([
  'function_call',
  'custom_tool_call',
  'shell_call',
  'local_shell_call',
  'apply_patch_call',
  'computer_call',
  'program',
])

const usualPrefix: { readonly [kind: string]: string | undefined } = {
  function_call_output: 'fco',
  custom_tool_call_output: 'ctco',
  computer_call_output: 'cuo',
  local_shell_call_output: 'lsho',
  apply_patch_call_output: 'apco',
  mcp_approval_response: 'mcpa',
  additional_tools: 'at',
}
