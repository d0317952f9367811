import { serverMessageSchema, type ServerMessage } from '@goldwire/schemas'
import { type ClientOptions, WebSocket } from 'ws'

/** A raw WebSocket client that keeps every message it got. */
export interface SocketClient extends AsyncDisposable {
  socket: WebSocket
  /** All messages so far. */
  messages: ServerMessage[]
  /** An object is sent as JSON, a string or buffer as it is. */
  send(message: object | string | Buffer): void
  /** The first message, of those not waited for before, that fits; what comes before it is skipped. */
  next(fits: (message: ServerMessage) => boolean): Promise<ServerMessage>
  /** Settles with the close code. */
  closed: Promise<number>
}

/** Opens a connection to `/v1/responses`. Fails on any message that is not exactly one the schemas know. */
export async function openSocket(url: string, options: ClientOptions = {}): Promise<SocketClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/responses`, options)
  const messages: ServerMessage[] = []
  const wakers = new Set<() => void>()
  let seen = 0
  let failure: Error | null = null
  const wake = () => {
    for (const waker of wakers) waker()
    wakers.clear()
  }
  const closed = new Promise<number>((resolve) => {
    socket.once('close', (code) => {
      failure ??= new Error(`the socket closed with ${code}`)
      resolve(code)
      wake()
    })
  })
  socket.on('message', (data: Buffer, isBinary) => {
    try {
      if (isBinary) throw new Error('a binary message')
      const message = JSON.parse(data.toString()) as ServerMessage
      serverMessageSchema.parse(message)
      messages.push(message)
    } catch (cause) {
      failure = new Error(`not a message of the API: ${data.toString().slice(0, 500)}`, { cause })
    }
    wake()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)
  return {
    socket,
    messages,
    closed,
    send(message) {
      const isRaw = typeof message === 'string' || Buffer.isBuffer(message)
      socket.send(isRaw ? message : JSON.stringify(message))
    },
    async next(fits) {
      for (;;) {
        while (seen < messages.length) {
          const message = messages[seen]
          seen += 1
          if (message !== undefined && fits(message)) return message
        }
        if (failure !== null) throw failure
        // oxlint-disable-next-line no-await-in-loop -- one message after the other
        await new Promise<void>((resolve) => wakers.add(resolve))
      }
    },
    async [Symbol.asyncDispose]() {
      socket.terminate()
      await closed
    },
  }
}

/** A message of this type, and of this lane if one is named. */
export function typed(type: ServerMessage['type'], streamId?: string): (message: ServerMessage) => boolean {
  return (message) => message.type === type && (streamId === undefined || message.stream_id === streamId)
}
