import { behindEvent, delay, type Draft } from '../draft.ts'
import { type FaultKind, wholeNumber } from './fault.ts'

/** Faults of the connection: where and when an answer stops. */
export const endingFaults: readonly FaultKind[] = [
  {
    name: 'cut-after',
    usage: ':N',
    title: 'the stream ends cleanly after N events, too early',
    read: (arg) => {
      const count = wholeNumber(arg, 0)
      return { plant: (draft) => stop(draft, behindEvent(draft, count), 'eof') }
    },
  },
  {
    name: 'cut-inside',
    usage: ':N',
    title: 'the stream ends cleanly in the middle of the N-th event',
    read: (arg) => {
      const count = wholeNumber(arg, 1)
      return { plant: (draft, random) => stopInside(draft, count, random.next(), 'eof') }
    },
  },
  {
    name: 'reset-after',
    usage: ':N',
    title: 'the connection is destroyed after N events',
    read: (arg) => {
      const count = wholeNumber(arg, 0)
      return { plant: (draft) => stop(draft, behindEvent(draft, count), 'reset') }
    },
  },
  {
    name: 'reset-inside',
    usage: ':N',
    title: 'the connection is destroyed in the middle of the N-th event',
    read: (arg) => {
      const count = wholeNumber(arg, 1)
      return { plant: (draft, random) => stopInside(draft, count, random.next(), 'reset') }
    },
  },
  {
    name: 'stall-after',
    usage: ':N[,MS]',
    title: 'nothing comes for MS milliseconds after N events (without MS: nothing ever again, and the connection stays open)',
    read: (arg) => {
      const [events, ms] = (arg ?? '').split(',')
      const count = wholeNumber(events, 0)
      const pause = ms === undefined ? null : wholeNumber(ms, 0)
      return {
        plant: (draft) => {
          const index = behindEvent(draft, count)
          if (pause === null) stop(draft, index, 'never')
          else if (index < draft.pieces.length) delay(draft, index, pause)
          else draft.end = { ...draft.end, at: (draft.end.at ?? lastTime(draft)) + pause }
        },
      }
    },
  },
  {
    name: 'late-eof',
    usage: ':MS',
    title: 'all events come, the end of the stream MS milliseconds later',
    read: (arg) => {
      const ms = wholeNumber(arg, 0)
      return { plant: (draft) => void (draft.end = { ...draft.end, at: (draft.end.at ?? lastTime(draft)) + ms }) }
    },
  },
  {
    name: 'slow-headers',
    usage: ':MS',
    title: 'status and headers, and all behind them, come MS milliseconds later',
    read: (arg) => {
      const ms = wholeNumber(arg, 0)
      return {
        plant: (draft) => {
          delay(draft, 0, ms)
          draft.headersAt = (draft.headersAt ?? 0) + ms
        },
      }
    },
  },
]

const lastTime = ({ pieces }: Draft): number => pieces.at(-1)?.at ?? 0

function stop(draft: Draft, index: number, how: Draft['end']['how']): void {
  draft.pieces = draft.pieces.slice(0, index)
  draft.end = { how, at: null, early: true }
}

/** At a byte of the event that is neither its first nor its last. */
function stopInside(draft: Draft, count: number, where: number, how: Draft['end']['how']): void {
  const index = behindEvent(draft, count) - 1
  const piece = draft.pieces[index]
  if (piece === undefined) return
  const length = 1 + Math.floor(where * Math.max(0, piece.bytes.length - 2))
  const head = { ...piece, bytes: piece.bytes.slice(0, length), starts: null, events: draft.pieces[index - 1]?.events ?? 0 }
  draft.pieces = [...draft.pieces.slice(0, index), head]
  draft.end = { how, at: null, early: true }
}
