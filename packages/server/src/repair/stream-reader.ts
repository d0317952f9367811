import { eventOwners, itemGrammars, streamGrammar } from '@goldwire/schemas'

import type { FailStep, StopStep } from '../engines/step.ts'
import { findItem } from './find-item.ts'
import {
  callIdOf,
  completeStart,
  endOf,
  hasContent,
  isItemKind,
  isStartable,
  type ItemKindName,
  type ItemTrack,
  openItem,
} from './item-track.ts'
import { matchOutput } from './match-output.ts'
import type { IdBook } from './repair-ids.ts'
import { type RepairLog, UnrepairableError } from './repair-log.ts'
import type { RepairStep } from './repair-step.ts'
import { readOutcome } from './read-outcome.ts'
import { type Fields, fieldsOf, isFields, positionOf, stringOf, textOrNull } from './wire.ts'

/** What is read from the upstream: steps, and events that belong to no item and are passed on as they are. */
export type ReadStep = RepairStep | { type: 'pass'; event: Fields }

export interface StreamReaderOptions {
  log: RepairLog
  ids: IdBook
  /** The body of the request; a cut is known by its limits. */
  request: unknown
}

/**
 * Reads the events of one response leniently and tells what they mean as steps, item after item, as they come. An item that begins while another
 * is open waits for its end; nothing else waits.
 */
export interface StreamReader {
  /** @throws UnrepairableError when the upstream contradicts what was told already */
  push(event: Fields): ReadStep[]
  /** The upstream ended its stream. `cut` = the connection broke. */
  end(cut: string | null): ReadStep[]
  /** The newest Response object of the upstream before its end. */
  readonly told: Fields | null
  /** The Response object it ended with. */
  readonly final: Fields | null
  /** `response.created` or anything that follows it was seen. */
  readonly begun: boolean
  /** `response.in_progress` or anything that follows it was seen. */
  readonly running: boolean
  /** A terminal step was given out. */
  readonly ended: boolean
  /** Items of the upstream, in the order of their first event. */
  readonly tracks: readonly ItemTrack[]
}

const transport: ReadonlySet<string> = new Set(streamGrammar.transportEvents)
const terminal: ReadonlySet<string> = new Set(streamGrammar.terminal)
/** Kinds whose text goes on as a new item of the same kind, where the first was closed too early. */
const splittable: ReadonlySet<string> = new Set(['message', 'reasoning'])

export function createStreamReader({ log, ids, request }: StreamReaderOptions): StreamReader {
  const tracks: ItemTrack[] = []
  const dropped = new Set<string>()
  const droppedIndexes = new Set<number>()
  const usedIds = new Set<string>()
  const usedCallIds = new Set<string>()
  let current: ItemTrack | null = null
  let active: ItemTrack | null = null
  let opened = 0
  let told: Fields | null = null
  let final: Fields | null = null
  let error: Fields | null = null
  let begun = false
  let running = false
  let ended = false
  let muted = false
  const itemLog: RepairLog = {
    repairs: log.repairs,
    get event() {
      return log.event
    },
    set event(at) {
      log.event = at
    },
    note: (...words) => muted || log.note(...words),
    giveUp: (...words) => log.giveUp(...words),
  }

  const idFor = (kind: ItemKindName, theirs: string | null): string => {
    const prefixes = itemGrammars[kind].idPrefixes.length > 0 ? itemGrammars[kind].idPrefixes : [`${usualPrefix[kind] ?? 'item'}_`]
    const place = `item ${tracks.length}`
    let ours = theirs === null ? ids.made(prefixes[0] ?? 'item_', stringOf(told?.['id']), tracks.length) : ids.ours(theirs, prefixes)
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
    const item = isFields(event['item']) ? event['item'] : null
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
    const kind = item['type']
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
    const item = isFields(event['item']) ? event['item'] : null
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
    if (found.kind !== item['type']) log.note('GW416', found.place, `The item was done as a ${item['type']}; it stays a ${found.kind}.`)
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
    return addTrack(kind, blankOf(item), { id, index, announced: false })
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

  /** Sends what can be sent: the events of the item that is open, then of the next. */
  const pump = (force: boolean): ReadStep[] => {
    const steps: ReadStep[] = []
    for (;;) {
      if (current === null) {
        const next = nextTrack(force)
        if (next === null) return steps
        current = next
        next.callId = callIdFor(next)
        if (next.order !== opened) log.note('GW405', next.place, 'Items were open at the same time; they were sent one after the other.')
        opened += 1
        steps.push(...openItem(next, itemLog))
      }
      const track: ItemTrack = current
      for (const { event, owner } of track.waiting.splice(0)) {
        if (owner === null) {
          steps.push(...close(track))
          break
        }
        steps.push(...(track.body?.event(event, owner) ?? []))
      }
      if (current !== null) {
        if (!force && !(othersWait(track) && mayCloseEarly(track))) return steps
        if (force && !isAnotherWaiting(track)) return steps
        closeEarly(track, steps)
      }
    }
  }
  const close = (track: ItemTrack): RepairStep[] => {
    const steps = [...(track.body?.finish(track.told) ?? []), endOf(track, itemLog)]
    track.state = 'closed'
    current = null
    const rest = track.waiting.splice(0)
    if (rest.length > 0)
      late(
        track,
        rest.map(({ event }) => event),
      )
    return steps
  }
  const closeEarly = (track: ItemTrack, steps: ReadStep[]): void => {
    log.note('GW405', track.place, 'The item was still open when the next one began; it was closed before it.')
    muted = true
    track.early = true
    try {
      steps.push(...close(track))
    } finally {
      muted = false
    }
  }
  const isAnotherWaiting = (track: ItemTrack) =>
    tracks.some((other) => other !== track && other.state === 'waiting' && (other.announced || other.waiting.length > 0))
  const othersWait = (track: ItemTrack) => tracks.some((other) => other !== track && other.state === 'waiting' && hasContent(other))
  const mayCloseEarly = (track: ItemTrack) => {
    if (track.kind === 'reasoning') return true
    return track.body !== null && (track.body.complete || (track.kind === 'message' && track.body.begun))
  }
  const nextTrack = (force: boolean): ItemTrack | null => {
    for (const track of tracks) {
      if (track.state !== 'waiting') continue
      if (isStartable(track)) return track
      if (force || track.told !== null) {
        if (track.kind === 'message' && track.waiting.length === 0 && track.told === null) {
          if (force && track.announced) return track
          continue
        }
        if (track.told !== null || isStartable({ ...track, announced: true })) return track
        const lost = Object.values(track.waiting).some(({ owner }) => owner?.role === 'delta' || owner?.role === 'done')
        if (lost) throw new UnrepairableError('GW401', track.place, `Nothing tells what the ${track.kind} is called that events came for.`)
        track.state = 'closed'
        log.giveUp('GW401', track.place, `A ${track.kind} of which nothing is known was left out.`)
      } else if (track.kind !== 'message') return null
    }
    return null
  }

  /** Events of an item that was closed already. */
  const late = (track: ItemTrack, events: readonly Fields[]): void => {
    for (const event of events) {
      const type = stringOf(event['type'])
      const owner = eventOwners[type]
      if (owner?.role === 'delta' && splittable.has(track.kind) && track.early) {
        const more = tracks.findLast((other) => other.order > track.order && other.ids.has(`after ${track.order}`)) ?? continuation(track)
        more.waiting.push({ event, owner })
      } else if (owner?.role === 'item.done') lateDone(track)
      else if (owner?.role === 'delta' && !track.early) log.note('GW407', track.place, 'What came after the item was done was dropped.')
    }
  }
  const continuation = (track: ItemTrack): ItemTrack => {
    log.note('GW407', track.place, `The ${track.kind} went on after it had to be closed; the rest was sent as an item of its own.`)
    const more = addTrack(track.kind, { type: track.kind }, { id: null, index: null, announced: true })
    more.ids.add(`after ${track.order}`)
    return more
  }
  const lateDone = (track: ItemTrack): void => {
    const more = tracks.find((other) => other.ids.has(`after ${track.order}`))
    if (more !== undefined && more.told === null) {
      more.told = { type: more.kind }
      more.waiting.push({ event: {}, owner: null })
    }
  }

  const lifecycle = (event: Fields, type: string): ReadStep[] => {
    const response = isFields(event['response']) ? event['response'] : null
    if (type === 'error') {
      error ??= event
      return []
    }
    if (terminal.has(type)) return finish(response, type)
    if (type === 'response.created' && begun && told !== null) log.note('GW302', 'response', 'A second `response.created` was dropped.')
    else if (type !== 'response.created' && !begun)
      log.note('GW305', 'response', `The stream began with ${type}; response.created was sent before it.`)
    if (response === null) log.note('GW207', 'response', `${type} carried no Response; it was made from the request.`)
    if (told !== null && response !== null) {
      const id = textOrNull(response['id'])
      if (id !== null && id !== told['id']) log.note('GW513', 'response', 'The id of the response changed; the first one stands.')
    }
    if (response !== null && fieldsOf(response['output']).length > 0)
      log.note('GW219', 'response', '`output` was filled before the end; it was told empty.')
    begun = true
    told ??= response
    if (type === 'response.in_progress') {
      if (running && tracks.length > 0) log.note('GW317', 'response', 'A late `response.in_progress` was dropped.')
      running = true
    }
    return []
  }

  const finish = (response: Fields | null, type: string): ReadStep[] => {
    final = response
    if (told === null) told = response === null ? null : { ...response }
    else if (response !== null && textOrNull(response['id']) !== null && response['id'] !== told['id']) {
      log.note('GW513', 'response', 'The id of the response changed; the first one stands.')
    }
    const outcome = readOutcome(response, type, { error, request, log })
    const output = response === null ? [] : fieldsOf(response['output'])
    if (response !== null && outcome.type !== 'fail') {
      if (!Array.isArray(response['output'])) log.note('GW218', 'response', '`output` was no list; it was made from what was streamed.')
      else if (output.length === 0 && tracks.length > 0)
        log.note('GW310', 'response', '`output` was empty although items were streamed; it was made from them.')
    }
    const matched = matchOutput(
      output.filter(({ type: kind }) => isItemKind(kind)),
      tracks,
    )
    for (const item of output) {
      if (!isItemKind(item['type'])) {
        if (!dropped.has(stringOf(item['id'])))
          log.giveUp('GW206', 'stream', `An item of type ${JSON.stringify(item['type'])}, which this API does not have, was left out.`)
        continue
      }
      let track = matched.get(item)
      const id = textOrNull(item['id'])
      if (track === undefined) {
        track = addTrack(item['type'], blankOf(item), { id, index: null, announced: true })
        log.note('GW313', track.place, 'The item came in the final output only; it was announced and streamed before it.')
      } else if (id !== null && !track.ids.has(id)) {
        log.note('GW508', track.place, 'The final output gave the item another id; the first one stands.')
        track.ids.add(id)
        ids.remember(track.id, id)
      }
      if (track.told === null && track.state !== 'closed' && !(outcome.type === 'fail')) {
        if (track.announced && !(id !== null && matched.get(item) === undefined))
          log.note('GW402', track.place, 'The item was never done; it was when the response was.')
        track.told = item
        if (track.state === 'waiting') completeStart(track, item)
        track.waiting.push({ event: {}, owner: null })
      }
    }
    if (output.length > 0) {
      for (const track of tracks) {
        if (
          ![...matched.values()].includes(track) &&
          track.ids.size > 0 &&
          track.told !== null &&
          !output.includes(track.told) &&
          track.state === 'closed'
        ) {
          log.note('GW312', track.place, 'The final output lacked the item; it stands there as it was streamed.')
        }
      }
    }
    return settle(outcome)
  }

  /** Everything that waits is sent, then the end. */
  const settle = (outcome: StopStep | FailStep): ReadStep[] => {
    begun = true
    running = true
    const steps: ReadStep[] = []
    steps.push(...pump(true))
    if (current !== null && outcome.type === 'stop') {
      const track: ItemTrack = current
      if (outcome.reason === 'completed') {
        log.note('GW402', track.place, 'The item was never done; it was when the response was.')
        steps.push(...close(track), ...pump(true))
      }
    }
    ended = true
    steps.push(outcome)
    return steps
  }

  return {
    push(event) {
      const type = stringOf(event['type'])
      if (ended) {
        if (type === 'response.rate_limits.updated') return [{ type: 'pass', event }]
        if (terminal.has(type)) log.note('GW303', 'response', 'A second terminal event was dropped.')
        else if (type !== 'keepalive') log.note('GW304', 'response', `${type} came after the end of the response and was dropped.`)
        return []
      }
      if (transport.has(type)) {
        if (begun) return [{ type: 'pass', event }]
        log.note('GW907', 'stream', `${type} came before response.created and was dropped.`)
        return []
      }
      if (error !== null && !terminal.has(type) && type !== 'error') {
        log.note('GW304', 'response', `${type} came after an error and was dropped.`)
        return []
      }
      const owner = eventOwners[type]
      if (owner === undefined) return lifecycle(event, type)
      begun = true
      running = true
      if (owner.role === 'item.added') itemAdded(event)
      else if (owner.role === 'item.done') itemDone(event)
      else inner(event, type)
      const touched = active as ItemTrack | null
      if (touched !== null && touched.state === 'closed' && touched.waiting.length > 0)
        late(
          touched,
          touched.waiting.splice(0).map((waiting) => waiting.event),
        )
      return pump(false)
    },
    end(cut) {
      if (ended) return []
      if (error !== null) {
        log.note('GW320', 'response', 'After `error` came no response.failed; it was added.')
        return settle(readOutcome(null, 'response.failed', { error, request, log }) as FailStep)
      }
      const message = cut ?? 'The upstream ended its stream without a terminal event.'
      log.giveUp('GW301', 'response', `${message} The response was told as failed.`)
      return settle({ type: 'fail', error: { code: 'server_error', message } })
    },
    get told() {
      return told
    },
    get final() {
      return final
    },
    get begun() {
      return begun
    },
    get running() {
      return running
    },
    get ended() {
      return ended
    },
    tracks,
  }
}

/** An item as it may be announced: without what its events bring. */
function blankOf(item: Fields): Fields {
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
