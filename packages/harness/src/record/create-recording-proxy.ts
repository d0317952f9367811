import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { GoldenError } from '../golden/golden-error.ts'
import { createRecorder, type RecorderOptions } from './create-recorder.ts'
import { forwardRequest } from './forward-request.ts'
import { providerOf } from './recording-name.ts'
import { tunnelWebSocket } from './tunnel-websocket.ts'
import { createUpstream } from './upstream.ts'

export interface RecordingProxyOptions extends Omit<RecorderOptions, 'provider'> {
  /** Where requests go: `https://api.openai.com`, with `/v1` or not. */
  upstream: string
  /** 0 takes a free one. @defaultValue 0 */
  port?: number
  /** @defaultValue 127.0.0.1: whoever reaches a recorder reaches its upstream */
  host?: string
  /** Folder below `out`, and first part of the recordings' names. @defaultValue from the upstream's host */
  provider?: string
  /** The upstream could not be reached for a request; the client has its 502. */
  onUnreachable?: (reason: string) => void
}

export interface RecordingProxy {
  /** `http://HOST:PORT` */
  url: string
  /** The upstream, without user and password. */
  upstream: string
  session: string
  /** Takes no more requests, breaks off what still runs (recorded as cut), and waits until all recordings are written. */
  close(): Promise<void>
}

/**
 * Starts a proxy that records: any client may use it in place of the upstream. Bytes, status, headers and trailers go through unchanged in
 * both directions, SSE, JSON and WebSocket alike; each exchange becomes a golden when it is over.
 *
 * @throws TypeError when the upstream is no URL; an error of listening when the port is taken; GoldenError when `out` cannot be written to
 */
export async function createRecordingProxy(options: RecordingProxyOptions): Promise<RecordingProxy> {
  const { port = 0, host = '127.0.0.1', onUnreachable = () => undefined } = options
  const upstream = createUpstream(options.upstream)
  const provider = options.provider ?? providerOf(options.upstream)
  if (options.out !== undefined) await makeFolder(options.out)
  const recorder = createRecorder({ ...options, provider })
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000, highWaterMark: 256 * 1024, noDelay: true })
  const tunnels = new Set<Duplex>()
  server.on('request', (incoming, outgoing) => forwardRequest(incoming, outgoing, { upstream, recording: recorder.begin(), onUnreachable }))
  server.on('upgrade', (incoming, socket, head) => {
    tunnels.add(socket)
    socket.once('close', () => tunnels.delete(socket))
    tunnelWebSocket(incoming, socket, head, { upstream, recording: recorder.begin(), onUnreachable })
  })
  // A request of CONNECT would make this an open door.
  server.on('connect', (_incoming, socket) => socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n'))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address() as AddressInfo
  let closing: Promise<void> | null = null

  async function close(): Promise<void> {
    recorder.stop()
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    for (const socket of tunnels) socket.destroy()
    await closed
    // Sockets tell of their end a tick later.
    await new Promise((resolve) => setTimeout(resolve, 20))
    upstream.close()
    await recorder.close()
  }

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    upstream: upstream.label,
    session: recorder.session,
    close: () => (closing ??= close()),
  }
}

/** Now, and not when the first exchange is over and lost. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (cause) {
    throw new GoldenError(`no recordings can be written there (${cause instanceof Error ? cause.message : String(cause)})`, {
      file: folder,
      cause,
    })
  }
}
