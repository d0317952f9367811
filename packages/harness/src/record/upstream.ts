import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { ClientRequest, ClientRequestArgs, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type BufferPool, createBufferPool, createTap } from './tap-connection.ts'

/** Bytes of one read. Every open connection holds one buffer. */
const readBytes = 64 * 1024
const freeBuffers = 16

/** The server that a proxy stands before. */
export interface Upstream {
  /** For people: without user and password. */
  label: string
  /** Begins a request for the path that the client asked for. */
  request(options: { method: string; path: string; headers: string[]; agent?: false }): ClientRequest
  close(): void
}

/**
 * @param url where the server listens; with `/v1` at its end or not, as the clients' paths bring it along
 * @throws TypeError when it is no http or https URL
 */
export function createUpstream(url: string): Upstream {
  const base = URL.parse(url)
  if (base === null || !['http:', 'https:'].includes(base.protocol)) {
    throw new TypeError(`the upstream must be an http or https URL, like https://api.openai.com`)
  }
  const secure = base.protocol === 'https:'
  const agent = secure ? new TappedHttpsAgent() : new TappedHttpAgent()
  const prefix = base.pathname.replace(/\/+$/, '')
  const { username, password } = base
  const credentials = username === '' ? null : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    label: `${base.protocol}//${base.host}${prefix}`,
    request({ method, path, headers, agent: ownAgent }) {
      const all = ['Host', base.host, ...headers]
      if (credentials !== null && !headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'authorization')) {
        all.push('Authorization', `Basic ${Buffer.from(credentials).toString('base64')}`)
      }
      const options: RequestOptions = {
        method,
        path: joinPaths(prefix, path),
        headers: all,
        agent: ownAgent ?? agent,
        hostname: base.hostname.replace(/^\[|\]$/g, ''),
        port: base.port === '' ? (secure ? 443 : 80) : Number(base.port),
        setDefaultHeaders: false,
        ...(secure && { servername: base.hostname }),
      }
      return secure ? httpsRequest(options) : httpRequest(options)
    },
    close: () => agent.destroy(),
  }
}

/** `/v1` of the upstream's URL and `/v1` of the client's path are the same. */
function joinPaths(prefix: string, path: string): string {
  const version = /\/v\d+$/.exec(prefix)?.[0]
  const doubled = version !== undefined && (path === version || path.startsWith(`${version}/`) || path.startsWith(`${version}?`))
  return `${doubled ? prefix.slice(0, -version.length) : prefix}${path}`
}

type Created = ((error: Error | null, stream: Duplex) => void) | undefined

class TappedHttpAgent extends HttpAgent {
  readonly #buffers = createBufferPool(readBytes, freeBuffers)

  constructor() {
    super({ keepAlive: true, scheduling: 'lifo' })
  }

  override createConnection(options: ClientRequestArgs, created?: Created): Duplex | null | undefined {
    return connectTapped(options, this.#buffers, (tapped) => super.createConnection(tapped, created))
  }
}

class TappedHttpsAgent extends HttpsAgent {
  readonly #buffers = createBufferPool(readBytes, freeBuffers)

  constructor() {
    super({ keepAlive: true, scheduling: 'lifo' })
  }

  override createConnection(options: ClientRequestArgs, created?: Created): Duplex | null | undefined {
    return connectTapped(options, this.#buffers, (tapped) => super.createConnection(tapped, created))
  }
}

function connectTapped(
  options: ClientRequestArgs,
  buffers: BufferPool,
  connect: (options: ClientRequestArgs) => Duplex | null | undefined,
): Duplex | null | undefined {
  const tap = createTap(buffers)
  const tapped = { ...options, onread: tap.onread }
  const socket = connect(tapped)
  if (socket !== null && socket !== undefined) tap.attach(socket as Socket)
  return socket
}
