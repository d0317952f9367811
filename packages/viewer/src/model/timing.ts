import type { ViewerLine } from '../viewer-data.ts'
import { isDelta, isObject, itemIndexOf, typeOf } from './event-facts.ts'

/** One row of the chart: the response itself, or one output item. */
export interface Lane {
  label: string
  item: number | null
  /** Lines with known arrival, in order. */
  lines: number[]
  from: number
  to: number
}

export interface Timing {
  lanes: Lane[]
  /** Arrival of the last line in ms. */
  end: number
  first: number
  firstDelta: number | null
  medianGap: number
  /** The longest silence and the line that ended it. */
  longestGap: { ms: number; line: number } | null
  /** Lines whose arrival is known, of all. */
  known: number
}

/** What the arrival times of a stream tell; null where fewer than two are known. */
export function timingOf(lines: readonly ViewerLine[]): Timing | null {
  const lanes = new Map<number | null, Lane>()
  const gaps: { ms: number; line: number }[] = []
  let before: number | null = null
  let [known, first, end] = [0, Infinity, 0]
  let firstDelta: number | null = null
  for (const [index, line] of lines.entries()) {
    if (typeof line.t !== 'number' || line.dir === 'out') continue
    const type = typeOf(line)
    known++
    first = Math.min(first, line.t)
    end = Math.max(end, line.t)
    if (firstDelta === null && isDelta(type)) firstDelta = line.t
    if (before !== null) gaps.push({ ms: line.t - before, line: index })
    before = line.t
    const item = itemIndexOf(line)
    const lane = lanes.get(item) ?? { label: item === null ? 'response' : `item ${item}`, item, lines: [], from: line.t, to: line.t }
    if (isObject(line.data) && isObject(line.data['item']) && typeof line.data['item']['type'] === 'string')
      lane.label = `${item} ${line.data['item']['type']}`
    lane.lines.push(index)
    lane.to = Math.max(lane.to, line.t)
    lanes.set(item, lane)
  }
  if (known < 2) return null
  const sorted = gaps.map((gap) => gap.ms).sort((a, b) => a - b)
  return {
    lanes: [...lanes.values()].sort((a, b) => (a.item ?? -1) - (b.item ?? -1)),
    end,
    first,
    firstDelta,
    medianGap: sorted[sorted.length >> 1] ?? 0,
    longestGap: gaps.reduce((most, gap) => (gap.ms > most.ms ? gap : most), gaps[0] ?? { ms: 0, line: 0 }),
    known,
  }
}

/** `0.4 ms`, `412 ms`, `12.3 s`, `4 min 10 s`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 100_000) return `${Number((ms / 1000).toFixed(2))} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
