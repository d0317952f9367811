import type { Duplex } from 'node:stream'

import type { RawData, WebSocket } from 'ws'

import type { AppContext } from '../app-context.ts'
import { toFaultLogEntry } from '../logger.ts'
import { ApiError } from '../run/api-error.ts'
import { createConnectionCache } from './connection-cache.ts'
import { toApiErrorOf, toErrorMessage } from './error-message.ts'
import { keepAlive } from './keep-alive.ts'
import { createLanes } from './lanes.ts'
import { createOutbox } from './outbox.ts'
import { type ReadMessage, readMessage } from './read-message.ts'
import { runTurn, type TurnContext } from './run-turn.ts'
import { createSteering } from './steering.ts'
import { toTurn } from './to-turn.ts'

export interface ConnectionOptions {
  socket: WebSocket
  /** What the socket writes to. */
  stream: Duplex
  context: AppContext
  /** Of the request that was upgraded; in the log with everything that goes wrong. */
  requestId: string
}

export interface Connection {
  /** No new requests from here on: they are refused with `error`. Once the last response has ended, the socket is closed as `going away`. */
  retire(error: ApiError): void
}

/** RFC 6455: the server is going away. Clients that can connect again do so after it. */
const GOING_AWAY = 1001
/** How long a peer may take to answer a close. */
const CLOSE_MS = 5_000

/** Serves the Responses API on an open socket until it closes. */
export function serveConnection({ socket, stream, context, requestId }: ConnectionOptions): Connection {
  const { limits, logger } = context
  const outbox = createOutbox({ socket, stream, stalledReaderTimeout: limits.stalledReaderTimeout })
  const gone = new AbortController()
  const runs = new Set<AbortController>()
  let closing: ApiError | null = null
  let lastWords: (() => void) | null = null

  const shared: TurnContext = {
    context,
    outbox,
    cache: createConnectionCache(),
    steering: createSteering(outbox, context),
    gone: gone.signal,
    runs,
    closing: () => closing,
    onFault: (error) => logger(toFaultLogEntry(error, requestId)),
  }

  const close = () => {
    if (socket.readyState !== socket.OPEN) return
    lastWords?.()
    socket.close(GOING_AWAY, closing?.message.slice(0, 120) ?? '')
    const timer = setTimeout(() => socket.terminate(), CLOSE_MS)
    socket.once('close', () => clearTimeout(timer))
  }
  const lanes = createLanes({
    atOnce: limits.websocketAtOnce,
    named: limits.websocketLanes,
    waiting: limits.websocketWaiting,
    bytes: limits.bodyBytes,
    onIdle: () => {
      if (closing !== null) close()
    },
  })
  const retire = (error: ApiError) => {
    if (closing !== null) return
    closing = error
    if (lanes.idle) close()
  }

  const add = (streamId: string | null, bytes: number, turn: () => Promise<void>) => {
    try {
      lanes.add(streamId, turn, bytes)
    } catch (error) {
      outbox.send(toErrorMessage(toApiErrorOf(error), streamId))
    }
  }
  const take = (message: ReadMessage, bytes: number) => {
    if (message.kind === 'steer') shared.steering.steer(message.message)
    else if (message.kind === 'bad-steer') shared.steering.refuseInvalid({ ...message, message: message.error.message })
    else if (message.kind === 'create') add(message.streamId, bytes, () => runTurn(toTurn(message), shared))
    else add(message.streamId, 0, async () => outbox.send(toErrorMessage(message.error, message.streamId)))
  }
  const receive = (data: RawData, isBinary: boolean) => {
    try {
      const text = toText(data, isBinary, limits.bodyBytes)
      take(readMessage(text), text.length)
    } catch (error) {
      if (!(error instanceof ApiError)) shared.onFault(error)
      outbox.send(toErrorMessage(toApiErrorOf(error), null))
    }
    // Who does not read the answers is not asked for more questions.
    if (outbox.full && !socket.isPaused) {
      socket.pause()
      void outbox.ready().then(() => socket.resume())
    }
  }

  const lifetime = setTimeout(() => {
    const error = lifetimeReached(limits.websocketLifetime)
    lastWords = () => outbox.send(toErrorMessage(error, null))
    retire(error)
    overtime = setTimeout(() => {
      for (const run of runs) run.abort(cutOff())
    }, limits.shutdownGrace)
  }, limits.websocketLifetime)
  let overtime: NodeJS.Timeout | undefined
  const stopPings = keepAlive(socket, { interval: limits.websocketPingInterval, isBusy: () => outbox.full })

  socket.on('message', receive)
  // A broken frame, or one that is too large: `ws` closes with the code that says which.
  socket.on('error', () => undefined)
  socket.once('close', () => {
    clearTimeout(lifetime)
    clearTimeout(overtime)
    stopPings()
    lanes.clear()
    gone.abort()
    for (const run of runs) run.abort()
  })
  return { retire }
}

function toText(data: RawData, isBinary: boolean, maxBytes: number): string {
  if (isBinary) throw new ApiError({ code: null, message: 'Binary messages are not supported. Send JSON as text.' })
  const bytes = data as Buffer
  if (bytes.length > maxBytes) throw new ApiError({ code: 'request_too_large', message: 'The message is too large.' })
  return bytes.toString()
}

function lifetimeReached(milliseconds: number): ApiError {
  const limit = milliseconds % 60_000 === 0 ? `${milliseconds / 60_000} minutes` : `${milliseconds / 1_000} seconds`
  const message = `Responses websocket connection limit reached (${limit}). Create a new websocket connection to continue.`
  return new ApiError({ code: 'websocket_connection_limit_reached', message })
}

function cutOff(): ApiError {
  return new ApiError({ code: 'server_is_overloaded', message: 'The connection reached its age limit before the response was finished.' })
}
