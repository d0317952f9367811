import type { Duplex } from 'node:stream'

import type { WebSocket } from 'ws'

export interface OutboxOptions {
  socket: WebSocket
  /** What the socket writes to. */
  stream: Duplex
  /** Milliseconds a reader may leave what is there untaken. */
  stalledReaderTimeout: number
}

/** The sending side of a connection. */
export interface Outbox {
  /** Sends one message as one text frame. Says nothing when the socket is not open any more. */
  send(message: object): void
  /** More was sent than the reader has taken. */
  readonly full: boolean
  /** Waits until the reader has taken what was sent. False when it has gone, or has taken nothing for too long: then the socket is cut. */
  ready(): Promise<boolean>
}

export function createOutbox({ socket, stream, stalledReaderTimeout }: OutboxOptions): Outbox {
  // One wait for all lanes: each with listeners of its own would be dozens on one stream.
  let draining: Promise<boolean> | null = null
  const isOpen = () => socket.readyState === socket.OPEN

  const drained = () =>
    new Promise<boolean>((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        stream.off('drain', finish)
        stream.off('close', finish)
        draining = null
        resolve(isOpen())
      }
      const timer = setTimeout(() => {
        socket.terminate()
        finish()
      }, stalledReaderTimeout)
      stream.once('drain', finish)
      stream.once('close', finish)
    })

  return {
    send(message) {
      if (isOpen()) socket.send(JSON.stringify(message))
    },
    get full() {
      return stream.writableNeedDrain
    },
    async ready() {
      if (!isOpen()) return false
      if (!stream.writableNeedDrain) return true
      return (draining ??= drained())
    },
  }
}
