import type { IncomingMessage } from 'node:http'
import type { Duplex, Writable } from 'node:stream'
import * as ws from 'ws'
import type { Recording } from './create-recorder.ts'
import { forwardHeaders, pairs, toHeaderMap } from './forward-headers.ts'
import type { Cut, RecordedAnswer, RecordedRequest } from './recorded-header.ts'
import { explainUnreachable } from './send-unreachable.ts'
import type { Upstream } from './upstream.ts'

export interface TunnelOptions {
  upstream: Upstream
  recording: Recording
  onUnreachable: (reason: string) => void
}

/**
 * Passes a WebSocket through as the bytes it is: masks, pings, fragments and close codes stay as they were. What the messages say is read
 * beside it. Only compression is not offered on, as a recorder must read the messages.
 */
export function tunnelWebSocket(incoming: IncomingMessage, client: Duplex, head: Buffer, options: TunnelOptions): void {
  const { upstream, recording, onUnreachable } = options
  const path = incoming.url ?? '/'
  const request: RecordedRequest = { method: 'GET', path, headers: toHeaderMap(incoming.rawHeaders), body: Buffer.alloc(0), bodyBytes: 0 }
  const headers = [
    ...forwardHeaders(incoming.rawHeaders, ['host', 'sec-websocket-extensions']),
    'Connection',
    'Upgrade',
    'Upgrade',
    'websocket',
  ]
  const sent = upstream.request({ method: 'GET', path, headers, agent: false })
  client.on('error', () => undefined)
  const left = (): void => {
    recording.drop()
    sent.destroy()
  }
  client.once('close', left)

  sent.on('error', (error: NodeJS.ErrnoException) => {
    client.off('close', left)
    recording.drop()
    onUnreachable(`${error.code ?? ''} ${error.message}`.trim())
    const message = explainUnreachable(upstream.label, { message: error.message, ...(error.code !== undefined && { code: error.code }) })
    const body = JSON.stringify({ error: { message, type: 'server_error', param: null, code: 'upstream_unreachable' } })
    client.end(
      `HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    )
  })
  sent.on('response', (response) => {
    // Refused: an ordinary answer, such as a 401.
    client.off('close', left)
    client.write(headOf(response, 'close'))
    const answer: RecordedAnswer = { status: response.statusCode ?? 0, headers: toHeaderMap(response.rawHeaders), framing: 'json' }
    response.on('data', (bytes: Buffer) => {
      recording.add('body', bytes)
      client.write(bytes)
    })
    response.on('end', () => {
      recording.end(request, answer, null)
      client.end()
    })
    response.on('error', () => {
      recording.end(request, answer, { reason: 'the upstream broke the connection', by: 'upstream', how: 'reset' })
      client.destroy()
    })
  })
  sent.on('upgrade', (response, server, serverHead) => {
    client.off('close', left)
    client.write(headOf(response, 'Upgrade'))
    const answer: RecordedAnswer = { status: 101, headers: toHeaderMap(response.rawHeaders), framing: 'websocket' }
    joinSockets({ client, server, head, serverHead, recording, end: (close, cut) => recording.end(request, { ...answer, close }, cut) })
  })
  sent.end()
}

interface Joined {
  client: Duplex
  server: Duplex
  head: Buffer
  serverHead: Buffer
  recording: Recording
  end: (close: (RecordedAnswer['close'] & {}) | null, cut: Cut | null) => void
}

function joinSockets({ client, server, head, serverHead, recording, end }: Joined): void {
  let close: NonNullable<RecordedAnswer['close']> | null = null
  let broken: Cut | null = null
  const onClose = (by: 'client' | 'server') => (code: number, reason: Buffer) => (close ??= { code, reason: reason.toString(), by })
  const fromClient = createReader(true, (bytes, binary) => recording.add(binary ? 'out-binary' : 'out-text', bytes), onClose('client'))
  const fromServer = createReader(false, (bytes, binary) => recording.add(binary ? 'in-binary' : 'in-text', bytes), onClose('server'))
  const over = (): void => {
    // The readers work a tick behind the wire.
    setImmediate(() =>
      end(close, close === null ? (broken ?? { reason: 'the connection ended without a close', by: 'upstream', how: 'end' }) : null),
    )
  }
  pump(client, server, head, fromClient, recording)
  pump(server, client, serverHead, fromServer, recording)
  client.once('end', () => (broken ??= { reason: 'the client left without a close', by: 'client', how: 'end' }))
  server.once('end', () => (broken ??= { reason: 'the upstream left without a close', by: 'upstream', how: 'end' }))
  client.on('error', () => (broken ??= { reason: 'the client broke the connection', by: 'client', how: 'reset' }))
  server.on('error', () => (broken ??= { reason: 'the upstream broke the connection', by: 'upstream', how: 'reset' }))
  client.once('close', () => server.destroy())
  server.once('close', () => {
    if (broken?.by === 'upstream' && broken.how === 'reset') client.destroy()
    else client.end()
    over()
  })
}

function pump(from: Duplex, to: Duplex, head: Buffer, reader: Writable, recording: Recording): void {
  let waits = 0
  const wait = (until: (go: () => void) => void): void => {
    waits++
    from.pause()
    until(() => {
      waits--
      if (waits === 0) from.resume()
    })
  }
  const pass = (bytes: Buffer): void => {
    // A reader unmasks where the bytes lie, and those are on their way.
    reader.write(Buffer.from(bytes))
    if (!to.destroyed && !to.write(bytes)) wait((go) => to.once('drain', go))
    const room = recording.room()
    if (room !== null) wait((go) => void room.then(go))
  }
  if (head.length > 0) pass(head)
  from.on('data', pass)
  from.on('end', () => to.end())
}

/** The part of `ws` that reads frames; it is exported, but not in its published types. */
interface ReceiverClass {
  new (options: { isServer: boolean; maxPayload: number; skipUTF8Validation: boolean }): Writable
}

function createReader(
  isServer: boolean,
  onMessage: (bytes: Buffer, binary: boolean) => void,
  onClose: (code: number, reason: Buffer) => void,
): Writable {
  const { Receiver } = ws as unknown as { Receiver: ReceiverClass }
  const reader = new Receiver({ isServer, maxPayload: 0, skipUTF8Validation: true })
  reader.on('message', (bytes: Buffer, binary: boolean) => onMessage(bytes, binary))
  reader.on('conclude', onClose)
  // What is no WebSocket frame passes through unread; the recording then ends without a close.
  reader.on('error', () => undefined)
  return reader
}

function headOf(response: IncomingMessage, connection: string): string {
  const headers = forwardHeaders(response.rawHeaders, ['transfer-encoding'])
  if (connection === 'Upgrade') headers.push('Upgrade', 'websocket')
  headers.push('Connection', connection)
  const lines = pairs(headers).map(([name, value]) => `${name}: ${value}`)
  return `HTTP/1.1 ${response.statusCode} ${response.statusMessage}\r\n${lines.join('\r\n')}\r\n\r\n`
}
