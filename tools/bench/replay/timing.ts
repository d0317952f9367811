import { type Golden, goldenToFrames } from '@goldwire/harness'
import { createReplayer } from '@goldwire/harness/replay'
import { startReplayServer } from '@goldwire/harness/replay-server'

import { askFor } from './captures.ts'
import { type Received, receive } from './receive.ts'

export interface TimingOptions {
  seed: number
  /** Streams replayed at the same time. */
  together: number
  /** Frames of each stream; a stream of minutes says no more than its beginning. */
  most: number
}

/** Absolute errors in milliseconds, ascending: when the last byte of each frame arrived, against when it was recorded. */
export interface Timing {
  streams: number
  errors: number[]
}

/**
 * Replays streams at recorded pace through real sockets and holds the receiver's clock against the recorded times. The corpus keeps no times;
 * each frame gets one drawn by the seed, spread as tokens are: a wait before the first, then gaps of 0 to 40 ms, some long, some none.
 */
export async function measureTiming(goldens: readonly Golden[], { seed, together, most }: TimingOptions): Promise<Timing> {
  const streams = goldens.filter(({ header, lines }) => ['sse', 'data-only'].includes(header.response.framing) && lines.length > 2)
  const timed = streams.map((golden, index) => withTimes(golden, seed + index, most))
  const replayer = createReplayer(timed, {
    pace: 'recorded',
    match: (asked, request) => replayer.interactions[placeOf(asked.path)]?.request === request,
  })
  const asks = timed.map((golden, index) => ({ ...askFor(golden), path: `/${index}${askFor(golden).path}` }))
  // Exact bytes are worked out when they are first asked for; that is no part of the pace.
  for (const ask of asks) replayer.answer(ask)
  replayer.reset()
  await using server = await startReplayServer(replayer)
  const errors: number[] = []
  const left = [...timed.entries()]
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, golden] = next
      const received = await receive(server.url, asks[index] ?? askFor(golden))
      let end = 0
      errors.push(...framesOf(golden).map(({ t, length }) => Math.abs(arrivalOf(received, (end += length)) - t)))
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return { streams: streams.length, errors: errors.sort((x, y) => x - y) }
}

const placeOf = (path: string) => Number(/^\/(\d+)\//.exec(path)?.[1])
const framesOf = (golden: Golden) => goldenToFrames(golden).map(({ t, text }) => ({ t: t ?? 0, length: Buffer.byteLength(text) }))

export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
}

/** When the byte before `end` arrived. */
function arrivalOf({ chunks }: Received, end: number): number {
  let length = 0
  for (const { bytes, t } of chunks) {
    length += bytes.length
    if (length >= end) return t
  }
  return Number.POSITIVE_INFINITY
}

function withTimes(golden: Golden, seed: number, most: number): Golden {
  let state = seed
  // The generator of Numerical Recipes: enough to spread some gaps.
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296
  let t = 100 + random() * 200
  const lines = golden.lines.slice(0, most).map((line) => {
    const kind = random()
    t += kind < 0.15 ? 0 : kind < 0.95 ? random() * 40 : 100 + random() * 200
    return { ...line, t: Math.round(t * 1000) / 1000 }
  })
  return { ...golden, lines }
}

/** How late timers of 1 to 20 ms are on this machine at this moment, until `signal` aborts: ascending, in milliseconds. */
export async function measureLateness(signal: AbortSignal): Promise<number[]> {
  const lateness: number[] = []
  for (let ms = 1; !signal.aborted; ms = (ms % 20) + 1) {
    const due = performance.now() + ms
    await new Promise((resolve) => setTimeout(resolve, ms))
    lateness.push(Math.max(0, performance.now() - due))
  }
  return lateness.sort((a, b) => a - b)
}
