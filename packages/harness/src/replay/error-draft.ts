import type { ApiErrorObject } from '@goldwire/schemas'
import type { Draft } from './draft.ts'
import type { Carrier } from './piece.ts'

/** An error as the API tells it: a JSON body, or a message of an open connection. Due at once. */
export function errorDraft(carrier: Carrier, status: number, error: ApiErrorObject, headers: [string, string][] = []): Draft {
  const body = carrier === 'websocket' ? { type: 'error', status, error } : { error }
  return jsonDraft(carrier, status, JSON.stringify(body), headers)
}

/** One JSON text as an answer. */
export function jsonDraft(carrier: Carrier, status: number, text: string, headers: [string, string][] = []): Draft {
  const piece = {
    bytes: new TextEncoder().encode(text),
    at: 0,
    starts: null,
    events: 0,
    event: null,
    data: carrier === 'websocket' ? text : null,
  }
  return {
    carrier,
    status,
    headers: [['content-type', 'application/json'], ...headers],
    headersAt: null,
    pieces: [piece],
    end: { how: 'eof', at: null, early: false },
    chunking: 'frame',
  }
}
