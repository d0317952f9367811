import { lookup as lookupName } from 'node:dns'
import { type IncomingMessage, request as requestHttp, type RequestOptions } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'

import { bareHost, type HostPolicy } from './host-policy.ts'

export interface GuardedFetchOptions {
  hosts: HostPolicy
  /** A body that grows beyond this is cut off with an error. @defaultValue 32 MiB */
  maxBytes?: number
  /** How names are resolved; the system's way unless given. */
  lookup?: typeof lookupName
}

/** A connection that the host policy does not allow. */
export class ForbiddenHostError extends Error {
  override readonly name = 'ForbiddenHostError'
}

/**
 * A `fetch` that only reaches hosts that are allowed. The address is checked in the moment of connecting, and it is the one connected to: a name
 * that resolves differently a moment later (DNS rebinding) gains nothing. Redirects are not followed but returned, so that whoever follows one
 * comes through the same gate again. Takes texts and bytes as bodies.
 */
export function createGuardedFetch({
  hosts,
  maxBytes = 32 * 1024 * 1024,
  lookup = lookupName,
}: GuardedFetchOptions): (input: string | URL, init?: RequestInit) => Promise<Response> {
  return (input, init = {}) => {
    const url = new URL(input)
    const address = bareHost(url)
    if (!hosts.allows(url) || (isIP(address) !== 0 && !hosts.allowsAddress(url, address))) {
      return Promise.reject(new ForbiddenHostError(`This server may not connect to ${url.host}.`))
    }
    const options: RequestOptions = {
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      lookup: guardedLookup(url, hosts, lookup),
      agent: false,
      ...(init.signal && { signal: init.signal }),
    }
    return new Promise((resolve, reject) => {
      const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (incoming) => {
        try {
          resolve(toResponse(incoming, maxBytes))
        } catch (error) {
          incoming.destroy()
          reject(error)
        }
      })
      outgoing.on('error', reject)
      outgoing.end(init.body === null || init.body === undefined ? undefined : toBytes(init.body))
    })
  }
}

function guardedLookup(url: URL, hosts: HostPolicy, lookup: typeof lookupName): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const allowed = addresses.filter(({ address }) => hosts.allowsAddress(url, address))
      const [first] = allowed
      if (first === undefined) {
        return callback(new ForbiddenHostError(`This server may not connect to ${url.host}: its address is a private one.`), [])
      }
      if (options.all === true) return callback(null, allowed)
      return callback(null, first.address, first.family)
    })
  }
}

const bodiless: ReadonlySet<number> = new Set([101, 204, 205, 304])

function toResponse(incoming: IncomingMessage, maxBytes: number): Response {
  const status = incoming.statusCode ?? 502
  const headers = new Headers()
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
  }
  const given = { status, statusText: incoming.statusMessage ?? '', headers }
  if (bodiless.has(status)) {
    incoming.resume()
    return new Response(null, given)
  }
  return new Response(readBounded(incoming, maxBytes), given)
}

/** Not `Readable.toWeb`: what comes after it was cancelled, it throws where nobody can catch it. */
function readBounded(incoming: IncomingMessage, maxBytes: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Buffer<ArrayBuffer>>
  // Perhaps nobody reads the body, and then nobody is told of its errors.
  incoming.on('error', () => undefined)
  let total = 0
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next()
      if (next.done === true) return controller.close()
      total += next.value.length
      if (total > maxBytes) {
        incoming.destroy()
        throw new RangeError(`The answer is longer than ${maxBytes} bytes.`)
      }
      controller.enqueue(next.value)
    },
    cancel: () => void incoming.destroy(),
  })
}

function toBytes(body: NonNullable<RequestInit['body']>): string | Uint8Array {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return body
  throw new TypeError('Failed to send: the body must be text or bytes.')
}
