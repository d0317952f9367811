import { ReplayError } from './replay-error.ts'

/**
 * When things are sent: all at once, as recorded, N times as fast (`x10`, `x0.5`), or a steady number of events a second (`20/s`), for goldens
 * whose times nobody recorded.
 */
export type Pace = 'instant' | 'recorded' | `x${number}` | `${number}/s`

/** Milliseconds after the request at which something is due that was recorded at `t` and is the `index`-th event of its stream. */
export type Timetable = (t: number | null, index: number) => number

export interface ParsedPace {
  /** Nothing waits: a stored response runs as far as its readers have come, not by the clock. */
  instant: boolean
  timetable: () => Timetable
}

/** @throws ReplayError when `pace` is none of the four forms */
export function parsePace(pace: string): ParsedPace {
  if (pace === 'instant') return { instant: true, timetable: () => () => 0 }
  if (pace === 'recorded') return { instant: false, timetable: () => scaled(1) }
  const speed = /^x(\d+(?:\.\d+)?)$/.exec(pace)?.[1]
  if (speed !== undefined && Number(speed) > 0) return { instant: false, timetable: () => scaled(Number(speed)) }
  const rate = /^(\d+(?:\.\d+)?)\/s$/.exec(pace)?.[1]
  if (rate !== undefined && Number(rate) > 0) return { instant: false, timetable: () => (_t, index) => (index * 1000) / Number(rate) }
  throw new ReplayError(`pace ${JSON.stringify(pace)} is not known; write instant, recorded, xN (x10, x0.5) or N/s (20/s)`)
}

/** What has no time was sent when the thing before it was. Times never run backwards: bytes cannot overtake each other. */
function scaled(speed: number): Timetable {
  let last = 0
  return (t) => (last = Math.max(last, t === null ? 0 : t / speed))
}
