import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'

import { ApiError } from '../run/api-error.ts'

/** What a WebSocket handshake must bring, told as the API tells it. @throws ApiError 426 | 400 */
export function checkHandshake(headers: IncomingHttpHeaders): void {
  const { 'sec-websocket-version': version, 'sec-websocket-key': key } = headers
  if (version !== '13') {
    const message = 'Invalid WebSocket handshake: version 13 is the only one there is.'
    throw new ApiError({ code: null, status: 426, message, headers: { 'sec-websocket-version': '13', upgrade: 'websocket' } })
  }
  if (!/^[+/0-9A-Za-z]{22}==$/.test(key ?? '')) {
    throw new ApiError({ code: null, message: 'Invalid WebSocket handshake: sec-websocket-key must be 16 bytes in base64.' })
  }
}

/**
 * Browsers let every page open a WebSocket to every server, this one on the visitor's machine included, and say only by `Origin` whose page
 * it is. A page of another site is refused. A page of this very host is let in (some libraries say so without being browsers), unless the
 * host is a name and there are no keys to know: a name can be made to point here by whoever owns it. So are pages of `origins`; `*` is all.
 *
 * @throws ApiError 403
 */
export function checkOrigin(headers: IncomingHttpHeaders, { hasKeys, origins }: { hasKeys: boolean; origins: readonly string[] }): void {
  const { origin, host } = headers
  if (origin === undefined || origins.includes('*') || origins.includes(origin)) return
  const page = URL.canParse(origin) ? new URL(origin) : null
  if (page !== null && page.host === host?.toLowerCase() && (hasKeys || isNumberOrLocal(page.hostname))) return
  throw new ApiError({ code: null, status: 403, message: 'WebSocket connections from pages of other sites are not allowed.' })
}

function isNumberOrLocal(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0
}
