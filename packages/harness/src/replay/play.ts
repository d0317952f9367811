import type { ReplayAnswer } from './answer.ts'
import type { Clock } from './clock.ts'

export interface PlayOptions {
  clock: Clock
  /** When the request came, by the clock. */
  startedAt: number
  /** Aborts when the reader has left. */
  signal?: AbortSignal
}

/** What a carrier has to do next. */
export type PlayStep = { do: 'head' } | { do: 'send'; bytes: Uint8Array<ArrayBuffer> } | { do: 'end' } | { do: 'reset' }

/**
 * An answer step by step, each at its time: the head, the bytes, the end. Waits for the carrier between steps, so that a slow reader holds
 * nothing but its own answer back; times stay those of the recording and do not drift. Ends without an end when the reader leaves, or when it has
 * left an answer that never ends.
 */
export async function* play(answer: ReplayAnswer, { clock, startedAt, signal }: PlayOptions): AsyncGenerator<PlayStep, void> {
  const stop = signal && answer.stop ? AbortSignal.any([signal, answer.stop]) : (signal ?? answer.stop ?? undefined)
  const isLeft = () => signal?.aborted === true
  await clock.until(startedAt + (answer.headersAt ?? answer.chunks[0]?.at ?? answer.end.at ?? 0), stop)
  if (isLeft()) return
  yield { do: 'head' }
  for (const { bytes, at, events } of answer.chunks) {
    if (startedAt + at > clock.now()) await clock.until(startedAt + at, stop)
    if (isLeft()) return
    if (stop?.aborted === true) return yield { do: 'end' }
    // Before the bytes: whoever has read them may ask at once for what is behind them.
    if (events > 0) answer.deliver(events)
    yield { do: 'send', bytes }
  }
  if (answer.end.how === 'never') {
    await new Promise<void>((resolve) => {
      if (stop === undefined) return
      if (stop.aborted) resolve()
      else stop.addEventListener('abort', () => resolve(), { once: true })
    })
    if (!isLeft()) yield { do: 'end' }
    return
  }
  if (answer.end.at !== null) await clock.until(startedAt + answer.end.at, stop)
  if (!isLeft()) yield { do: answer.end.how === 'reset' && stop?.aborted !== true ? 'reset' : 'end' }
}
