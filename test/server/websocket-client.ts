import type { ServerMessage } from '@goldwire/schemas'
import OpenAI from 'openai'
import { ResponsesWS } from 'openai/resources/responses/ws'

/** The official client's WebSocket with every message it got, errors included. */
export interface WebsocketClient extends AsyncDisposable {
  messages: ServerMessage[]
  send(message: object): void
  /** Waits until the messages are as they should be. */
  until(isSo: (messages: readonly ServerMessage[]) => boolean): Promise<void>
}

export async function connect(url: string): Promise<WebsocketClient> {
  const socket = new ResponsesWS(new OpenAI({ baseURL: `${url}/v1`, apiKey: 'any' }))
  const messages: ServerMessage[] = []
  const wakers = new Set<() => void>()
  let isClosed = false
  const wake = () => {
    for (const waker of wakers) waker()
    wakers.clear()
  }
  socket.on('event', (event) => {
    messages.push(event as unknown as ServerMessage)
    wake()
  })
  socket.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      isClosed = true
      wake()
      resolve()
    })
  })
  await new Promise<void>((resolve) => socket.socket.on('open', () => resolve()))
  return {
    messages,
    send: (message) => socket.send(message as OpenAI.Responses.ResponsesClientEvent),
    async until(isSo) {
      while (!isSo(messages)) {
        if (isClosed) throw new Error('The connection closed.')
        // oxlint-disable-next-line no-await-in-loop -- one message after the other
        await new Promise<void>((resolve) => wakers.add(resolve))
      }
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await closed
    },
  }
}

/** How many responses ended, and requests were refused. */
export function endedCount(messages: readonly ServerMessage[]): number {
  return messages.filter(
    (message) =>
      message.type === 'response.completed' ||
      message.type === 'response.incomplete' ||
      message.type === 'response.failed' ||
      (message.type === 'error' && message.status !== undefined),
  ).length
}
