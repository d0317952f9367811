import type { ReplayAnswer } from './answer.ts'
import type { Replayer } from './create-replayer.ts'
import { play, type PlayStep } from './play.ts'
import type { ReplayRequest } from './replay-request.ts'

export interface ReplayFetchOptions {
  /** Called for each request with what answers it. */
  onAnswer?: (request: ReplayRequest, answer: ReplayAnswer) => void
}

/**
 * A `fetch` that answers from recordings, without a network: give it to a client (`new OpenAI({ fetch })`). Chunks, times, cuts and faults are
 * those of the answer; a destroyed connection is a `TypeError`, as with the real one. Runs in a browser too.
 */
export function createReplayFetch(replayer: Replayer, options: ReplayFetchOptions = {}): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init)
    request.signal.throwIfAborted()
    return respond(replayer, request, options)
  }
}

/** Answers one web `Request` from recordings. */
export async function respond(replayer: Replayer, request: Request, { onAnswer }: ReplayFetchOptions = {}): Promise<Response> {
  const startedAt = replayer.clock.now()
  const { pathname, search } = new URL(request.url)
  const asked: ReplayRequest = {
    method: request.method,
    path: pathname + search,
    body: parse(await request.text()),
    headers: Object.fromEntries(request.headers),
  }
  const answer = replayer.answer(asked)
  onAnswer?.(asked, answer)
  const left = new AbortController()
  const steps = play(answer, { clock: replayer.clock, startedAt, signal: AbortSignal.any([left.signal, request.signal]) })
  const head = await steps.next()
  // The reader left before the head was due.
  if (head.done === true) throw request.signal.reason
  return new Response(hasBody(answer, request) ? toBody(steps, { left, signal: request.signal }) : null, {
    status: answer.status,
    headers: answer.headers.map(([name, value]): [string, string] => [name, value]),
  })
}

const hasBody = ({ status }: ReplayAnswer, { method }: Request): boolean => method !== 'HEAD' && status !== 204 && status !== 304

/** A body that is read at the reader's pace: the next step is taken when the reader wants it. */
function toBody(
  steps: AsyncGenerator<PlayStep, void>,
  { left, signal }: { left: AbortController; signal: AbortSignal },
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        signal.addEventListener('abort', () => controller.error(signal.reason), { once: true })
      },
      async pull(controller) {
        const { value: step, done } = await steps.next()
        if (signal.aborted) return
        if (done === true || step.do === 'end') controller.close()
        else if (step.do === 'send') controller.enqueue(step.bytes)
        else if (step.do === 'reset') controller.error(new TypeError('terminated', { cause: new Error('other side closed') }))
      },
      cancel() {
        left.abort()
      },
    },
    { highWaterMark: 0 },
  )
}

function parse(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
