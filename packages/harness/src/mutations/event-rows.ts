import type { Golden, GoldenLine } from '../golden/golden.ts'
import { isObject, type JsonObject } from '../lint/json.ts'
import type { MutableStream } from './mutation.ts'

/** The events of one response of a golden, and the lines they stand in. */
export interface EventRows {
  events: JsonObject[]
  /** Line of each event. */
  places: number[]
}

export function isGolden(stream: MutableStream): stream is Golden {
  return !Array.isArray(stream)
}

/** A deep copy. Not structuredClone: what stands twice in a stream is two values on the wire. */
export function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}

/** A golden around bare events: nothing is known of their frames, times and request. */
export function goldenOfEvents(events: readonly JsonObject[]): Golden {
  return {
    header: {
      golden: 1,
      name: 'events',
      provider: 'unknown',
      recorded_at: null,
      source: null,
      request: null,
      response: { status: null, headers: null, framing: 'data-only' },
    },
    lines: events.map((data) => ({ t: null, event: null, data })),
  }
}

/** The events of the first response in a golden; null where there are none. */
export function eventRows({ header, lines }: Golden): EventRows | null {
  const rows: EventRows = { events: [], places: [] }
  if (header.response.framing === 'json') return null
  let lane: unknown
  for (const [index, { data, dir }] of lines.entries()) {
    if (dir === 'out' || !isObject(data)) continue
    if (rows.events.length === 0) lane = data['stream_id']
    // A connection may carry several responses, one after the other or in lanes.
    if (data['stream_id'] !== lane) continue
    if (header.response.framing === 'websocket' && data['type'] === 'response.created' && rows.events.length > 0) break
    rows.events.push(data)
    rows.places.push(index)
  }
  return rows.events.length === 0 ? null : rows
}

/** The golden with other events in the place of those in `rows`; `origin` says from which of them each was made. */
export function withEvents(
  golden: Golden,
  rows: EventRows,
  events: readonly JsonObject[],
  origin: ReadonlyMap<JsonObject, number>,
): Golden {
  const { framing } = golden.header.response
  const own = new Set(rows.places)
  const last = rows.places.at(-1) ?? 0
  // What stands between the events (comments, messages of the client, other lanes) stays behind the event it followed.
  const followers = new Map<number, GoldenLine[]>()
  let before = -1
  for (const [index, line] of golden.lines.entries()) {
    if (own.has(index)) before++
    else if (index > last) break
    else followers.set(before, [...(followers.get(before) ?? []), line])
  }
  const lines: GoldenLine[] = [...(followers.get(-1) ?? [])]
  let t: number | null = golden.lines[rows.places[0] ?? 0]?.t ?? null
  for (const event of events) {
    const from = origin.get(event)
    const line = from === undefined ? undefined : golden.lines[rows.places[from] ?? 0]
    t = line?.t ?? t
    lines.push(line !== undefined && JSON.stringify(line.data) === JSON.stringify(event) ? line : lineOf(event, line, t, framing))
    if (from !== undefined) lines.push(...(followers.get(from) ?? []))
  }
  lines.push(...golden.lines.slice(last + 1))
  return { header: golden.header, lines: inTime(lines) }
}

function lineOf(event: JsonObject, line: GoldenLine | undefined, t: number | null, framing: string): GoldenLine {
  const type = isObject(event) && typeof event['type'] === 'string' ? event['type'] : null
  if (framing === 'websocket') return { t, dir: 'in', data: event }
  return { t, event: framing === 'sse' && line?.event !== null ? type : null, data: event }
}

/** Lines arrive in the order in which they stand: the times are dealt out anew where a line has moved. */
function inTime(lines: GoldenLine[]): GoldenLine[] {
  const times = lines.flatMap(({ t }) => (t === null ? [] : [t]))
  if (times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))) return lines
  times.sort((a, b) => a - b)
  return lines.map((line) => (line.t === null ? line : { ...line, t: times.shift() ?? line.t }))
}

/** Numbers the events without gap, as a server that miscounts nothing would. */
export function renumberFrom(events: readonly JsonObject[], first: number): void {
  if (!events.some((event) => isObject(event) && typeof event['sequence_number'] === 'number')) return
  events.forEach((event, index) => {
    if (isObject(event) && 'type' in event) event['sequence_number'] = first + index
  })
}
