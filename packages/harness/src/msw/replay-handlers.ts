import { http, type HttpHandler, ws, type WebSocketHandler } from 'msw'
import type { Golden } from '../golden/golden.ts'
import { createReplayer, type Replayer, type ReplayOptions } from '../replay/create-replayer.ts'
import { createReplayConnection } from '../replay/replay-connection.ts'
import { type ReplayFetchOptions, respond } from '../replay/replay-fetch.ts'

export interface ReplayHandlersOptions extends ReplayOptions, ReplayFetchOptions {
  /** Requests below this URL are answered (`https://api.openai.com/v1`). @defaultValue any host's `/responses` and `/conversations` */
  baseUrl?: string
}

/** Where the API lives on any host. */
const ANYWHERE = /\/(?:responses|conversations)(?:\/[^?]*)?(?:\?.*)?$/

/**
 * Handlers for msw that answer from recordings: `setupServer(...replayHandlers(goldens))` in Node, `setupWorker(...)` in a browser. Pace,
 * chunks, cuts and faults are those of any replay. What no recording answers gets a 404 that says why.
 *
 * @throws ReplayError when an option cannot be understood
 */
export function replayHandlers(source: readonly Golden[] | Replayer, options: ReplayHandlersOptions = {}): [HttpHandler, WebSocketHandler] {
  const replayer = 'answer' in source ? source : createReplayer(source, options)
  const { baseUrl, onAnswer } = options
  const place = baseUrl === undefined ? ANYWHERE : below(baseUrl)
  const socketPlace = baseUrl === undefined ? ANYWHERE : below(baseUrl.replace(/^http/, 'ws'))
  return [
    http.all(place, ({ request }) => respond(replayer, request, options)),
    ws.link(socketPlace).addEventListener('connection', ({ client }) => {
      const connection = createReplayConnection(
        {
          send: async (message) => client.send(message),
          // A page cannot be told of a broken connection; 1011 is what a server says that cannot go on.
          close: (how, code = 1000, reason = '') => client.close(how === 'reset' ? 1011 : code, reason),
        },
        {
          clock: replayer.clock,
          path: client.url.pathname,
          answerTo: (request) => {
            const answer = replayer.answer(request)
            onAnswer?.(request, answer)
            return answer
          },
        },
      )
      client.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') connection.receive(data)
        else client.close(1003, 'messages are text')
      })
      client.addEventListener('close', () => connection.left())
    }),
  ]
}

function below(url: string): RegExp {
  return new RegExp(`^${url.replace(/\/+$/, '').replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}/`)
}
