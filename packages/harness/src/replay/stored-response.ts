import { foldEvents } from '@goldwire/schemas'
import { memberSpan } from '../golden/exact-text.ts'
import type { Clock } from './clock.ts'
import { type DraftPiece, toDue } from './draft.ts'
import type { Interaction } from './interaction.ts'
import type { ParsedPace } from './pace.ts'
import { piecesOf } from './piece.ts'
import { isObject } from './request-differences.ts'

/** A response that a recording made and that can be read again while it is replayed: it grows as the recorded one did. */
export interface StoredResponse {
  readonly id: string
  /** The body of the request that made it. */
  readonly body: unknown
  readonly background: boolean
  /** Its frames, in order, with their times counted from the request that made it. */
  readonly pieces: readonly DraftPiece[]
  /** When that request came. */
  readonly startedAt: number
  /** Aborts when it is cancelled: streams of it end. */
  readonly cancelled: AbortSignal
  /** How many of its events are out by now. */
  readonly released: () => number
  readonly finished: () => boolean
  /** Says that a reader has got this many of its events. */
  readonly deliver: (events: number) => void
  /** Where nothing keeps time, each look at it takes it one status further: queued, in progress, completed. */
  readonly advance: () => void
  /** Takes no effect once it is finished. */
  readonly cancel: () => void
  /** The Response as it stands, as JSON text: exactly as recorded where it was. */
  readonly text: () => string
  /** The Response as it stands at the end. */
  readonly wholeText: () => string
}

export interface StoreOptions {
  clock: Clock
  pace: ParsedPace
}

/** What replay keeps of the response that `interaction` made; null when it made none. */
export function storeResponse(interaction: Interaction, body: unknown, { clock, pace }: StoreOptions): StoredResponse | null {
  const { responseId: id } = interaction
  if (id === null) return null
  const startedAt = clock.now()
  const pieces = toDue(piecesOf(interaction, 'http'), pace.timetable())
  const events = pieces.filter(({ event }) => event !== null)
  const cancellation = new AbortController()
  const first = interaction.streamed ? events[0]?.event?.['response'] : null
  const isBackground = (value: unknown) => isObject(value) && value['background'] === true
  let delivered = 0
  let cancelledAfter: number | null = null

  function released(): number {
    if (cancelledAfter !== null) return cancelledAfter
    if (pace.instant) return delivered
    const elapsed = clock.now() - startedAt
    const next = events.findIndex(({ at }) => at > elapsed)
    return next < 0 ? events.length : next
  }
  const finished = (): boolean => cancelledAfter === null && released() >= events.length

  return {
    id,
    body,
    background: isBackground(body) || isBackground(first) || isBackground(interaction.golden.lines[0]?.body),
    pieces,
    startedAt,
    cancelled: cancellation.signal,
    released,
    finished,
    deliver: (count) => {
      if (cancelledAfter === null) delivered = Math.max(delivered, count)
    },
    advance: () => {
      if (pace.instant && cancelledAfter === null) delivered = nextStatus(events, delivered)
    },
    cancel: () => {
      if (finished() || cancelledAfter !== null) return
      cancelledAfter = released()
      cancellation.abort()
    },
    text: () => {
      if (!interaction.streamed) return bodyText(interaction)
      const soFar = events.slice(0, Math.max(1, released()))
      const text = cancelledAfter === null && soFar.length === events.length ? lastResponse(soFar) : null
      return text ?? partialText(soFar, cancelledAfter !== null)
    },
    wholeText: () => (interaction.streamed ? (lastResponse(events) ?? partialText(events, false)) : bodyText(interaction)),
  }
}

function bodyText(interaction: Interaction): string {
  const [piece] = piecesOf(interaction, 'http')
  return piece === undefined ? 'null' : new TextDecoder().decode(piece.bytes)
}

/** The Response of the last event that has one, in its own words. */
function lastResponse(events: readonly DraftPiece[]): string | null {
  const last = events.findLast(({ event }) => isObject(event?.['response']))
  const span = last?.data == null ? null : memberSpan(last.data, 'response')
  return span === null ? null : (last?.data?.slice(span.start, span.end) ?? null)
}

function partialText(events: readonly DraftPiece[], cancelled: boolean): string {
  const { response } = foldEvents(events.map(({ event }) => event))
  return JSON.stringify(cancelled && response !== null ? { ...response, status: 'cancelled' } : response)
}

/** How many events are out when the status is next told otherwise than it is told behind `released` events. */
function nextStatus(events: readonly DraftPiece[], released: number): number {
  const statusOf = ({ event }: DraftPiece): unknown => (isObject(event?.['response']) ? event['response']['status'] : undefined)
  const now = events
    .slice(0, Math.max(1, released))
    .map(statusOf)
    .findLast((status) => status !== undefined)
  const next = events.findIndex((event, index) => index >= released && statusOf(event) !== undefined && statusOf(event) !== now)
  return next < 0 ? events.length : next + 1
}
