import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** The server that is put right. */
export interface FixUpstream {
  /** For people: without user and password. */
  readonly label: string
  /**
   * Sends a request and waits for the head of the answer.
   * @throws Error when the upstream cannot be reached, or breaks off before it answers; an `AbortError` when `signal` is aborted
   */
  send(request: UpstreamRequest): Promise<UpstreamAnswer>
  close(): void
}

export interface UpstreamRequest {
  method: string
  path: string
  /** Flat: name, value, name, value. */
  headers: readonly string[]
  body: Uint8Array | Readable | null
  signal: AbortSignal
}

export interface UpstreamAnswer {
  status: number
  /** Flat: name, value, name, value. */
  headers: readonly string[]
  /** Decompressed. */
  body: Readable
}

/** @throws TypeError when it is no http or https URL */
export function createFixUpstream(url: string): FixUpstream {
  const base = URL.parse(url)
  if (base === null || !['http:', 'https:'].includes(base.protocol))
    throw new TypeError('it must be an http or https URL, like http://127.0.0.1:8080')
  const isSecure = base.protocol === 'https:'
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true })
  const prefix = base.pathname.replace(/\/+$/, '')
  const { username, password } = base
  const basic =
    username === '' ? null : `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`
  return {
    label: `${base.protocol}//${base.host}${prefix}`,
    send: function send({ method, path, headers, body, signal }, isAgain = false): Promise<UpstreamAnswer> {
      return new Promise((resolve, reject) => {
        const given = basic !== null && !hasHeader(headers, 'authorization') ? [...headers, 'Authorization', basic] : [...headers]
        const options = {
          method,
          path: joinPaths(prefix, path),
          headers: ['Host', base.host, ...given, ...(body instanceof Uint8Array ? ['Content-Length', String(body.byteLength)] : [])],
          agent: isAgain ? false : agent,
          hostname: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port === '' ? (isSecure ? 443 : 80) : Number(base.port),
          signal,
        }
        const outgoing: ClientRequest = isSecure ? httpsRequest(options) : httpRequest(options)
        outgoing.on('error', (error: NodeJS.ErrnoException) => {
          // a kept connection that the server had closed meanwhile: it never saw the request
          const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET' && !isAgain && (body === null || body instanceof Uint8Array)
          if (isStale) resolve(send({ method, path, headers, body, signal }, true))
          else reject(error)
        })
        outgoing.on('response', (answer) =>
          resolve({ status: answer.statusCode ?? 502, headers: answer.rawHeaders, body: decoded(answer) }),
        )
        if (body === null || body instanceof Uint8Array) outgoing.end(body ?? undefined)
        else body.on('error', () => outgoing.destroy()).pipe(outgoing)
      })
    },
    close: () => agent.destroy(),
  }
}

/** `/v1` of the upstream's URL and `/v1` of the client's path are the same. */
function joinPaths(prefix: string, path: string): string {
  const version = /\/v\d+$/.exec(prefix)?.[0]
  const isDoubled = version !== undefined && (path === version || path.startsWith(`${version}/`) || path.startsWith(`${version}?`))
  return `${isDoubled ? prefix.slice(0, -version.length) : prefix}${path}`
}

function decoded(answer: IncomingMessage): Readable {
  const coding = (answer.headers['content-encoding'] ?? '').trim().toLowerCase()
  const decoder =
    coding === 'gzip' || coding === 'x-gzip'
      ? createGunzip()
      : coding === 'br'
        ? createBrotliDecompress()
        : coding === 'deflate'
          ? createInflate()
          : null
  if (decoder === null) return answer
  answer.on('error', (error) => decoder.destroy(error))
  return answer.pipe(decoder)
}

export function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((key, at) => at % 2 === 0 && key.toLowerCase() === name)
}

/** Of one connection only (RFC 9110, 7.6.1), and what is written anew here. */
const ownHeaders = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'transfer-encoding',
  'proxy-authenticate',
  'proxy-authorization',
  'expect',
  'content-length',
]

/** Flat headers without those of one connection, and without `drop` (in lower case). */
export function passHeaders(raw: readonly string[], drop: readonly string[] = []): string[] {
  const left = new Set([...ownHeaders, ...drop])
  const passed: string[] = []
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at] ?? ''
    if (!left.has(name.toLowerCase())) passed.push(name, raw[at + 1] ?? '')
  }
  return passed
}
