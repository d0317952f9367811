import type { LintContext } from './context.ts'
import { burst, createdLate, lateEnd } from './rules/framing.ts'

/** Arrival times, as far as they are known. All in milliseconds since the request was sent. */
export interface Pace {
  /** When the last event came that was no delta, and how long nothing had come before it and those that came with it. */
  last: { t: number; silence: number }
  /** A run of deltas without any other event between, and the silence before it. */
  run: { from: number; to: number; deltas: number; silence: number } | null
  /** When `response.created` came, and how long after it the first sign of an answer. */
  created: number | null
  untilContent: number | null
  /** When the terminal event came. */
  terminal: number | null
  isBurst: boolean
}

export function createPace(): Pace {
  return { last: { t: 0, silence: 0 }, run: null, created: null, untilContent: null, terminal: null, isBurst: false }
}

/** Silence that a user notices. */
const longSilence = 2000
/** No model writes faster than two deltas a millisecond; a buffer that is emptied does. */
const fastest = 0.5
const fewest = 20
/** What comes within so short a time comes together. */
const together = 20

/** Notes when an event came; reports deltas that were held back. */
export function checkPace(pace: Pace, type: string, t: number, context: LintContext): void {
  const { last, run } = pace
  if (type.endsWith('.delta')) {
    if (run === null) pace.run = { from: t, to: t, deltas: 1, silence: t - last.t > together ? t - last.t : last.silence }
    else {
      run.to = t
      run.deltas++
    }
    noteContent(pace, t)
    return
  }
  endRun(pace, context)
  const since = run === null ? last.t : run.to
  pace.last = { t, silence: t - since > together ? t - since : run === null ? last.silence : 0 }
  if (type === 'response.created') pace.created ??= t
  else if (type === 'response.completed' || type === 'response.incomplete' || type === 'response.failed') pace.terminal ??= t
  else if (type !== 'response.in_progress' && type !== 'response.queued') noteContent(pace, t)
}

function noteContent(pace: Pace, t: number): void {
  if (pace.created !== null) pace.untilContent ??= t - pace.created
}

function endRun(pace: Pace, { reporter }: LintContext): void {
  const { run } = pace
  pace.run = null
  if (run === null || run.deltas < fewest) return
  const spread = run.to - run.from
  if (run.silence < longSilence || spread > run.silence / 100 || spread > run.deltas * fastest) return
  pace.isBurst = true
  reporter.report(
    burst,
    null,
    `${run.deltas} deltas arrive within ${Math.round(spread)} ms after ${Math.round(run.silence / 1000)} s of silence: the answer was not streamed`,
    { key: '' },
  )
}

/** The body has ended; `endedAt` says when, where that is known. */
export function endPace(pace: Pace, endedAt: number | null, context: LintContext): void {
  endRun(pace, context)
  const { created, untilContent, terminal, isBurst } = pace
  if (!isBurst && created !== null && created >= longSilence && untilContent !== null && untilContent <= together) {
    const message = `response.created comes ${Math.round(created)} ms after the request, ${Math.round(untilContent)} ms before the first sign of the answer`
    context.reporter.report(createdLate, null, message)
  }
  if (terminal === null || endedAt === null || endedAt - terminal < longSilence) return
  context.reporter.report(lateEnd, null, `The body ends ${Math.round((endedAt - terminal) / 100) / 10} s after the terminal event`)
}
