import { type ReplayAnswer, toAnswer } from './answer.ts'
import type { Clock } from './clock.ts'
import { errorDraft } from './error-draft.ts'
import { play } from './play.ts'
import type { ReplayRequest } from './replay-request.ts'
import { isObject } from './request-differences.ts'

/** An open connection as replay needs it: a socket, or what stands for one. */
export interface ConnectionCarrier {
  /** Resolves when there is room for more. */
  send(message: string): Promise<void>
  /** Closes it in good order (`eof`) or destroys it (`reset`). */
  close(how: 'eof' | 'reset', code?: number, reason?: string): void
}

export interface ConnectionOptions {
  clock: Clock
  /** The path the connection was opened with. */
  path: string
  answerTo: (request: ReplayRequest) => ReplayAnswer
}

/** The server's end of a replayed WebSocket connection. */
export interface ReplayConnection {
  /** Takes a message of the client. Messages of one `stream_id` are answered one after the other, those of different ones side by side. */
  receive(message: string): void
  /** The client left: nothing more is sent. */
  left(): void
}

/** Answers `response.create` messages from recorded streams or turns, and other messages from what was recorded behind the same message. */
export function createReplayConnection(carrier: ConnectionCarrier, { clock, path, answerTo }: ConnectionOptions): ReplayConnection {
  const leaving = new AbortController()
  const lanes = new Map<unknown, Promise<void>>()

  async function turn(body: unknown): Promise<void> {
    if (leaving.signal.aborted) return
    const startedAt = clock.now()
    const lane = isObject(body) && typeof body['stream_id'] === 'string' ? body['stream_id'] : null
    const answer = answerFor(body)
    for await (const step of play(answer, { clock, startedAt, signal: leaving.signal })) {
      if (step.do === 'send') await carrier.send(inLane(new TextDecoder().decode(step.bytes), lane))
      else if (step.do === 'reset') carrier.close('reset')
      else if (step.do === 'end' && answer.close !== null && !answer.end.early) carrier.close('eof', answer.close.code, answer.close.reason)
      // A stream that ends early leaves a client nothing but the end of the connection to see it by.
      else if (step.do === 'end' && answer.end.early && answer.kind === 'recorded') carrier.close('eof')
    }
  }

  function answerFor(body: unknown): ReplayAnswer {
    const type = isObject(body) ? body['type'] : undefined
    if (typeof type !== 'string') {
      const message = 'A message must be a JSON object with a type, such as response.create.'
      return toAnswer(errorDraft('websocket', 400, { message, type: 'invalid_request_error', param: 'type', code: null }), {
        kind: 'error',
      })
    }
    if (type === 'response.create') return answerTo({ method: 'POST', path, body, carrier: 'websocket' })
    return answerTo({ method: 'WS', path: `/${type}`, body, carrier: 'websocket' })
  }

  return {
    receive(message) {
      const body = parse(message)
      const lane = isObject(body) ? body['stream_id'] : undefined
      const behind = (lanes.get(lane) ?? Promise.resolve()).then(() => turn(body))
      // A connection that breaks in the middle of a message is told by its own events.
      lanes.set(
        lane,
        behind.catch(() => undefined),
      )
    },
    left: () => leaving.abort(),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The message in the lane of its request: recorded as it was asked, it stays to the byte. */
function inLane(text: string, lane: string | null): string {
  const message = parse(text)
  if (!isObject(message) || (message['stream_id'] ?? null) === lane) return text
  if (lane === null) {
    const { stream_id: _lane, ...rest } = message
    return JSON.stringify(rest)
  }
  return JSON.stringify({ ...message, stream_id: lane })
}
