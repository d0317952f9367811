import { eventOwners } from '@goldwire/schemas'

import type { ItemRegister } from './item-register.ts'
import { endOf, hasContent, isStartable, type ItemTrack, openItem } from './item-track.ts'
import { type RepairLog, UnrepairableError } from './repair-log.ts'
import type { RepairStep } from './repair-step.ts'
import { type Fields, stringOf } from './wire.ts'

/** Items take turns: the events of the one that is open are sent, those of the others wait until it is closed. */
export interface ItemQueue {
  /**
   * Sends what can be sent.
   * @param force nothing more comes: whatever waits is sent, and all items but the last are closed
   */
  pump(force: boolean): RepairStep[]
  /** Closes the open item with what is known of it. */
  close(track: ItemTrack): RepairStep[]
  /** Events that came for an item that is closed. */
  late(track: ItemTrack): void
  readonly current: ItemTrack | null
}

/** Kinds whose text goes on as a new item of the same kind, where the first was closed too early. */
const splittable: ReadonlySet<string> = new Set(['message', 'reasoning'])

export function createItemQueue(register: ItemRegister, log: RepairLog): ItemQueue {
  const { tracks } = register
  let current: ItemTrack | null = null
  let opened = 0
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

  /** Sends what can be sent: the events of the item that is open, then of the next. */
  const pump = (force: boolean): RepairStep[] => {
    const steps: RepairStep[] = []
    for (;;) {
      if (current === null) {
        const next = nextTrack(force)
        if (next === null) return steps
        current = next
        next.callId = register.callIdFor(next)
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
  const closeEarly = (track: ItemTrack, steps: RepairStep[]): void => {
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
    const more = register.add(track.kind, { type: track.kind }, { id: null, index: null, announced: true })
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

  return {
    pump,
    close,
    late: (track) =>
      late(
        track,
        track.waiting.splice(0).map((waiting) => waiting.event),
      ),
    get current() {
      return current
    },
  }
}
