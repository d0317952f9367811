import type { ApiErrorObject } from '@goldwire/schemas'
import { errorDraft } from '../error-draft.ts'
import type { Draft } from '../draft.ts'
import { type FaultKind, wholeNumber } from './fault.ts'

const KINDS: { [status: number]: Pick<ApiErrorObject, 'type' | 'code' | 'message'> } = {
  400: { type: 'invalid_request_error', code: null, message: 'The request was refused (planted by replay).' },
  401: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided (planted by replay).' },
  403: { type: 'invalid_request_error', code: null, message: 'You have no access to this (planted by replay).' },
  404: { type: 'invalid_request_error', code: null, message: 'Not found (planted by replay).' },
  429: { type: 'requests', code: 'rate_limit_exceeded', message: 'Rate limit reached (planted by replay). Please try again in 1s.' },
  503: { type: 'server_error', code: 'server_is_overloaded', message: 'The server is overloaded (planted by replay).' },
}

/** Faults that answer with an error in place of what was recorded. */
export const statusFaults: readonly FaultKind[] = [
  {
    name: 'status',
    usage: ':CODE[,TIMES]',
    title: 'an error of this status answers the first TIMES requests (default 1), with retry-after and rate limits for a 429',
    read: (arg) => {
      const [code, times] = (arg ?? '').split(',')
      const status = wholeNumber(code, 400)
      return { times: wholeNumber(times, 1, 1), plant: (draft) => replace(draft, status) }
    },
  },
  {
    name: '5xx',
    usage: '[:TIMES]',
    title: 'a 500, 502, 503 or 504, drawn by the seed, answers the first TIMES requests (default 1)',
    read: (arg) => ({
      times: wholeNumber(arg, 1, 1),
      plant: (draft, random) => replace(draft, [500, 502, 503, 504][random.between(0, 3)] ?? 500),
    }),
  },
  {
    name: 'gateway',
    usage: '[:TIMES]',
    title: 'a 502 with an HTML page, as proxies send it, answers the first TIMES requests (default 1)',
    read: (arg) => ({
      times: wholeNumber(arg, 1, 1),
      plant: (draft) => {
        replace(draft, 502)
        if (draft.carrier === 'websocket') return
        draft.headers = [['content-type', 'text/html']]
        const page =
          '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>\r\n'
        draft.pieces = draft.pieces.map((piece) => ({ ...piece, bytes: new TextEncoder().encode(page), data: null }))
      },
    }),
  },
]

function replace(draft: Draft, status: number): void {
  const kind = KINDS[status] ?? { type: 'server_error', code: null, message: `The server had an error (planted by replay, ${status}).` }
  const rateLimited: [string, string][] = [
    ['retry-after', '1'],
    ['retry-after-ms', '1000'],
    ['x-ratelimit-limit-requests', '60'],
    ['x-ratelimit-remaining-requests', '0'],
    ['x-ratelimit-reset-requests', '1s'],
  ]
  const headers = status === 429 ? rateLimited : status === 503 ? [['retry-after', '1'] as [string, string]] : []
  Object.assign(draft, errorDraft(draft.carrier, status, { ...kind, param: null }, headers), { headersAt: draft.headersAt })
}
