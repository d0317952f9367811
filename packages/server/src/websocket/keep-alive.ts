import type { WebSocket } from 'ws'

export interface KeepAliveOptions {
  /** Milliseconds between two pings. */
  interval: number
  /** The peer has much to take before it can hear a ping; somebody else watches that. */
  isBusy: () => boolean
}

/** Asks the peer now and then whether it is there, and cuts the connection when it has said nothing since the last time. Returns what ends it. */
export function keepAlive(socket: WebSocket, { interval, isBusy }: KeepAliveOptions): () => void {
  let heard = true
  const hear = () => {
    heard = true
  }
  socket.on('pong', hear)
  socket.on('ping', hear)
  socket.on('message', hear)
  const timer = setInterval(() => {
    if (isBusy()) return
    if (!heard) {
      socket.terminate()
      return
    }
    heard = false
    socket.ping()
  }, interval)
  return () => clearInterval(timer)
}
