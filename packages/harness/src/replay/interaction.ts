import type { Golden, GoldenLine } from '../golden/golden.ts'
import { exactMemberText } from '../golden/exact-text.ts'
import { eventsOf } from '../golden/events-of.ts'
import { isObject } from './request-differences.ts'

/** What was asked when a golden was recorded, as far as that is known. */
export interface RecordedRequest {
  /** `WS` for a message on an open connection that is no `response.create`. */
  method: string
  /** With query; null where unknown. */
  path: string | null
  /** Null where unknown or where there was none. */
  body: unknown
}

/** One recorded exchange that can be given again: a golden of HTTP, or one turn of a golden of a WebSocket connection. */
export interface Interaction {
  /** The golden's name; with `#2` behind it for the second turn of a connection. */
  name: string
  request: RecordedRequest
  /** The answer: a golden by itself, whose times count from this request. */
  golden: Golden
  /** It is answered by many events rather than one body. */
  streamed: boolean
  /** Recorded on an open connection: its lines are messages, not frames. */
  messages: boolean
  /** How the server closed the connection behind this turn; null where it did not. */
  close: { code: number; reason: string } | null
  /** The response that the answer is about; null when it is about none. */
  responseId: string | null
}

/** Goldens as exchanges in the order they were recorded: by session and place in it, otherwise as given. */
export function toInteractions(goldens: readonly Golden[]): Interaction[] {
  return inOrder(goldens).flatMap((golden) => (golden.header.response.framing === 'websocket' ? toTurns(golden) : [toExchange(golden)]))
}

function inOrder(goldens: readonly Golden[]): Golden[] {
  const place = new Map<string, number>()
  goldens.forEach(({ header }, index) => {
    const { session } = header
    if (typeof session === 'string' && !place.has(session)) place.set(session, index)
  })
  const keyOf = ({ header: { session, index } }: Golden, at: number): [number, number] =>
    typeof session === 'string' ? [place.get(session) ?? at, typeof index === 'number' ? index : at] : [at, 0]
  return goldens
    .map((golden, at) => ({ golden, key: keyOf(golden, at) }))
    .sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1])
    .map(({ golden }) => golden)
}

function toExchange(golden: Golden): Interaction {
  const { request, response, name } = golden.header
  const streamed = response.framing !== 'json'
  return {
    name,
    request: { method: (request?.method ?? 'POST').toUpperCase(), path: request?.path || null, body: request?.body ?? null },
    golden,
    streamed,
    messages: false,
    close: null,
    responseId: responseIdOf(golden),
  }
}

/** A connection taken apart: each message of the client, with what the server said to it until the next one on the same lane. */
function toTurns(golden: Golden): Interaction[] {
  const turns: { asked: GoldenLine | null; lane: unknown; lines: GoldenLine[] }[] = []
  for (const line of golden.lines) {
    const lane = isObject(line.data) ? line.data['stream_id'] : undefined
    if (line.dir === 'out') turns.push({ asked: line, lane, lines: [] })
    else {
      const turn = turns.findLast((one) => one.lane === lane) ?? turns.at(-1)
      if (turn) turn.lines.push(line)
      else turns.push({ asked: null, lane, lines: [line] })
    }
  }
  return turns.map(({ asked, lines }, nth) => {
    const body = asked === null ? (golden.header.request?.body ?? null) : (asked.data ?? asked.text ?? null)
    const start = asked?.t ?? 0
    const type = isObject(body) ? body['type'] : undefined
    const creates = body === null || type === 'response.create'
    const header = nth < turns.length - 1 ? { ...golden.header, cut: null, cut_how: undefined } : golden.header
    const turn: Golden = { header, lines: lines.map((line) => shifted(line, start)) }
    return {
      name: nth === 0 ? golden.header.name : `${golden.header.name}#${nth + 1}`,
      request: creates ? { method: 'POST', path: '/v1/responses', body } : { method: 'WS', path: `/${String(type)}`, body },
      golden: turn,
      streamed: true,
      messages: true,
      close: nth === turns.length - 1 ? closeOf(golden) : null,
      responseId: responseIdOf(turn),
    }
  })
}

/** A connection that broke has no code that could be sent; it is cut, and the header says so. */
function closeOf({ header }: Golden): Interaction['close'] {
  const { close } = header.response
  if (!isObject(close) || close['by'] !== 'server' || typeof close['code'] !== 'number') return null
  const { code, reason } = close
  const maySend = (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)
  return maySend ? { code, reason: typeof reason === 'string' ? reason : '' } : null
}

/** Its time counted from `start`; untouched where that changes nothing, so that it keeps its exact text. */
function shifted(line: GoldenLine, start: number): GoldenLine {
  if (line.t === null || start === 0) return line
  return {
    ...line,
    raw: line.raw ?? (Object.hasOwn(line, 'data') ? exactMemberText(line, 'data') : (line.text ?? '')),
    t: Math.max(0, line.t - start),
  }
}

function responseIdOf(golden: Golden): string | null {
  for (const event of eventsOf(golden)) {
    const { response } = event
    if (isObject(response) && typeof response['id'] === 'string') return response['id']
  }
  const [line] = golden.lines
  const body = line?.body
  return isObject(body) && body['object'] === 'response' && typeof body['id'] === 'string' ? body['id'] : null
}
