import type { RawData, WebSocket } from 'ws'
import type { ReplayAnswer } from './answer.ts'
import type { Replayer } from './create-replayer.ts'
import { createReplayConnection } from './replay-connection.ts'
import type { ReplayRequest } from './replay-request.ts'

export interface ServeSocketOptions {
  replayer: Replayer
  path: string
  answerTo: (request: ReplayRequest) => ReplayAnswer
}

/** Bytes that may wait in a socket before its answer waits for the reader. */
const MOST_WAITING = 64 * 1024

/** Replays over one open socket until either end closes it. */
export function serveSocket(socket: WebSocket, { replayer, path, answerTo }: ServeSocketOptions): void {
  const connection = createReplayConnection(
    {
      send: (message) =>
        new Promise((resolve, reject) => {
          const sent = (error?: Error | null): void => (error ? reject(error) : resolve())
          // Waiting for each write to be taken would cost a turn of the event loop for each message.
          if (socket.bufferedAmount > MOST_WAITING) socket.send(message, sent)
          else {
            socket.send(message)
            resolve()
          }
        }),
      close: (how, code = 1000, reason = '') => (how === 'reset' ? socket.terminate() : socket.close(code, reason)),
    },
    { clock: replayer.clock, path, answerTo },
  )
  socket.on('message', (data: RawData, isBinary) => {
    if (isBinary) socket.close(1003, 'messages are text')
    else connection.receive(textOf(data))
  })
  socket.on('close', () => connection.left())
  // A peer that breaks the protocol is closed by ws itself; the event has to be heard all the same.
  socket.on('error', () => connection.left())
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)).toString('utf8')
}
