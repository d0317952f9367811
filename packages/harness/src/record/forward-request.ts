import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Writable } from 'node:stream'
import type { Recording } from './create-recorder.ts'
import { forwardHeaders, toHeaderMap } from './forward-headers.ts'
import { keepBody, type KeptBody } from './keep-body.ts'
import type { Cut, RecordedAnswer, RecordedRequest } from './recorded-header.ts'
import { sendUnreachable } from './send-unreachable.ts'
import { takeRawBody } from './tap-connection.ts'
import type { Upstream } from './upstream.ts'

export interface ForwardOptions {
  upstream: Upstream
  recording: Recording
  onUnreachable: (reason: string) => void
}

/**
 * Passes one request on and its answer back, byte for byte, neither faster than the other side reads, and records both. An answer that breaks
 * off breaks off here in the same way; a client that leaves ends the request.
 */
export function forwardRequest(incoming: IncomingMessage, outgoing: ServerResponse, options: ForwardOptions): void {
  const { upstream, recording, onUnreachable } = options
  const method = incoming.method ?? 'GET'
  const path = incoming.url ?? '/'
  const body = keepBody()
  let answer: RecordedAnswer | null = null
  let sent: ClientRequest | null = null
  let over = false

  const request = (): RecordedRequest => ({
    method,
    path,
    headers: toHeaderMap(incoming.rawHeaders),
    body: body.bytes(),
    bodyBytes: body.size,
  })
  const finish = (cut: Cut | null): void => {
    if (over) return
    over = true
    recording.end(request(), answer ?? { status: null, headers: null, framing: 'json' }, cut)
  }

  outgoing.on('close', () => {
    if (over) return
    finish({ reason: answer === null ? 'aborted by the client before an answer came' : 'aborted by the client', by: 'client', how: 'end' })
    sent?.destroy()
  })
  incoming.on('error', () => undefined)
  outgoing.on('error', () => undefined)

  function send(again: boolean): void {
    const headers = forwardHeaders(incoming.rawHeaders, ['host'])
    const one = upstream.request({ method, path, headers, ...(again && { agent: false as const }) })
    sent = one
    const connected = watchConnection(one)
    one.on('response', (response) => {
      answer = answerOf(response)
      relay(response, outgoing, { recording, answer, finish })
    })
    one.on('information', ({ statusCode, rawHeaders }) => {
      if (statusCode === 103) outgoing.writeEarlyHints(toHeaderMap(rawHeaders))
    })
    // A 101 that nobody asked for.
    one.on('upgrade', (_response, socket) => socket.destroy())
    one.on('error', (error: NodeJS.ErrnoException) => {
      if (over || answer !== null) return
      // The server closed a connection that was kept for reuse just when it was used again; nothing was answered, so it is asked on a new one.
      if (!again && one.reusedSocket && error.code === 'ECONNRESET' && body.whole()) return send(true)
      const reason = `${error.code ?? ''} ${error.message}`.trim()
      if (connected()) {
        finish({
          reason: `the upstream closed the connection before it answered (${error.code ?? error.message})`,
          by: 'upstream',
          how: 'reset',
        })
        incoming.socket.resetAndDestroy()
        return
      }
      over = true
      recording.drop()
      onUnreachable(reason)
      sendUnreachable(outgoing, upstream.label, error)
    })
    if (again) one.end(body.bytes())
    else upload(incoming, one, body)
  }
  send(false)
}

function answerOf(response: IncomingMessage): RecordedAnswer {
  const headers = toHeaderMap(response.rawHeaders)
  return { status: response.statusCode ?? 0, headers, framing: /event-stream/i.test(String(headers['content-type'])) ? 'sse' : 'json' }
}

/** Whether the connection, and TLS over it, ever stood: what goes wrong after that is an answer of sorts. */
function watchConnection(request: ClientRequest): () => boolean {
  let stood = false
  request.once('socket', (socket: Socket & { encrypted?: boolean }) => {
    if (!socket.connecting) stood = true
    else socket.once(socket.encrypted === true ? 'secureConnect' : 'connect', () => (stood = true))
  })
  return () => stood
}

function upload(incoming: IncomingMessage, sent: ClientRequest, body: KeptBody): void {
  incoming.on('data', (bytes: Buffer) => {
    body.add(bytes)
    if (!sent.destroyed && !sent.write(bytes)) {
      incoming.pause()
      sent.once('drain', () => incoming.resume())
    }
  })
  incoming.on('end', () => {
    body.complete()
    if (Object.keys(incoming.trailers).length > 0) sent.addTrailers(incoming.trailers)
    sent.end()
  })
}

interface RelayOptions {
  recording: Recording
  answer: RecordedAnswer
  finish: (cut: Cut | null) => void
}

function relay(response: IncomingMessage, outgoing: ServerResponse, { recording, answer, finish }: RelayOptions): void {
  const { socket } = response
  let closedInOrder = false
  const onEnd = (): void => void (closedInOrder = true)
  socket.once('end', onEnd)
  response.once('close', () => socket.off('end', onEnd))

  outgoing.sendDate = false
  // HTTP/1.0 knows no chunks: such a client reads to the end of the connection.
  const drop = outgoing.req.httpVersion === '1.0' ? ['transfer-encoding'] : []
  outgoing.writeHead(response.statusCode ?? 502, response.statusMessage, forwardHeaders(response.rawHeaders, drop))
  // The head goes out now: a server may send it long before its first event, and clients act on it.
  outgoing.flushHeaders()

  const relayed = { response, outgoing, recording }
  if (!relayRaw(relayed, finish)) relayParsed(relayed)
  response.on('end', () => {
    const trailers = toHeaderMap(response.rawTrailers)
    if (Object.keys(trailers).length > 0) {
      answer.trailers = trailers
      outgoing.addTrailers(trailers)
    }
    finish(null)
    outgoing.end()
  })
  response.on('error', (error: NodeJS.ErrnoException) => {
    const how = closedInOrder || socket.readableEnded ? 'end' : 'reset'
    const reason =
      how === 'end'
        ? 'the upstream closed the connection before the end'
        : `the upstream broke the connection (${error.code ?? error.message})`
    finish({ reason, by: 'upstream', how })
    breakOff(outgoing, how)
  })
}

interface Relayed {
  response: IncomingMessage
  outgoing: ServerResponse
  recording: Recording
}

/** Holds `from` back while the client, or what is kept of the answer, does not keep up. */
function createBrake(from: { pause(): void; resume(): void }, recording: Recording): { check(written: boolean, to: Writable): void } {
  let full = false
  let blocked = false
  const go = (): void => {
    if (!full && !blocked) from.resume()
  }
  const emptied = (): void => {
    full = false
    go()
  }
  return {
    check(written, to) {
      if (!written && !blocked) {
        blocked = true
        from.pause()
        to.once('drain', () => {
          blocked = false
          go()
        })
      }
      const room = recording.room()
      if (room !== null && !full) {
        full = true
        from.pause()
        void room.then(emptied)
      }
    },
  }
}

function relayParsed({ response, outgoing, recording }: Relayed): void {
  const brake = createBrake(response, recording)
  response.on('data', (bytes: Buffer) => {
    recording.add('body', bytes)
    brake.check(outgoing.write(bytes), outgoing)
  })
}

/**
 * Passes the chunks of an answer on as the bytes they are, from socket to socket: what Node's HTTP client and server do for each chunk costs
 * more than all else together. The head went through them, and so does the last chunk with its trailers. False when this answer cannot go so:
 * it is not in chunks on both sides, or it waits behind another.
 */
function relayRaw({ response, outgoing, recording }: Relayed, finish: (cut: Cut) => void): boolean {
  const { socket } = outgoing
  const bodiless = outgoing.req.method === 'HEAD' || response.statusCode === 204 || response.statusCode === 304
  const inChunks = /(?:^|,)\s*chunked\s*$/i.test(response.headers['transfer-encoding'] ?? '')
  if (socket === null || bodiless || !inChunks || !outgoing.chunkedEncoding) return false
  const brake = createBrake(response.socket, recording)
  const taken = takeRawBody(response.socket, {
    onBytes(bytes, done) {
      recording.add('chunked', bytes)
      if (socket.destroyed) return done()
      brake.check(
        socket.write(bytes, () => done()),
        socket,
      )
    },
    onBad() {
      finish({ reason: 'the upstream broke the chunks of its answer', by: 'upstream', how: 'reset' })
      breakOff(outgoing, 'reset')
    },
  })
  // Its end is told only when somebody reads it.
  if (taken) response.resume()
  return taken
}

/** Ends an answer in the middle as the upstream did: with a reset, or by closing in good order without the last chunk. */
function breakOff(outgoing: ServerResponse, how: Cut['how']): void {
  const { socket } = outgoing
  if (socket === null || socket === undefined) return
  if (how === 'reset') socket.resetAndDestroy()
  else socket.end()
}
