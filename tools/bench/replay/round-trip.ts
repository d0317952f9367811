import { type Golden, goldenToFrames } from '@goldwire/harness'
import { createReplayer } from '@goldwire/harness/replay'
import { startReplayServer } from '@goldwire/harness/replay-server'
import { createFrameParser } from '@goldwire/schemas'
import { WebSocket } from 'ws'

import { askFor } from './captures.ts'
import { bytesOf, receive } from './receive.ts'

/** How one capture came through a socket. */
export interface RoundTrip {
  name: string
  events: number
  /** Events that came as recorded, to the byte, in their place. */
  sameEvents: number
  sameBytes: boolean
  /** Status, content type and kind of end as recorded. */
  sameFrame: boolean
}

/** Replays a capture through a real socket at once and compares what arrives with what was recorded. */
export async function roundTrip(golden: Golden): Promise<RoundTrip> {
  await using server = await startReplayServer(createReplayer([golden]))
  return await (golden.header.response.framing === 'websocket' ? overWebSocket(golden, server.url) : overHttp(golden, server.url))
}

async function overHttp(golden: Golden, url: string): Promise<RoundTrip> {
  const { name, response } = golden.header
  const expected = goldenToFrames(golden).map(({ text }) => text)
  const received = await receive(url, askFor(golden))
  const bytes = bytesOf(received)
  const frames = response.framing === 'json' ? [bytes.toString('utf8')] : framesOf(bytes)
  const recordedType =
    response.headers === null ? undefined : Object.entries(response.headers).find(([key]) => key.toLowerCase() === 'content-type')?.[1]
  const sameType = recordedType === undefined || [recordedType].flat()[0] === received.contentType
  return {
    name,
    events: expected.length,
    sameEvents: expected.filter((text, index) => frames[index] === text).length,
    sameBytes: bytes.equals(Buffer.from(expected.join(''), 'utf8')),
    sameFrame: (response.status === null || response.status === received.status) && sameType && received.clean,
  }
}

function framesOf(bytes: Buffer): string[] {
  const frames: string[] = []
  const parser = createFrameParser({ onFrame: ({ raw }) => frames.push(raw), maxFrameBytes: Number.MAX_SAFE_INTEGER })
  parser.feed(bytes)
  parser.end()
  return frames
}

async function overWebSocket(golden: Golden, url: string): Promise<RoundTrip> {
  const expected = goldenToFrames(golden)
    .filter(({ dir }) => dir !== 'out')
    .map(({ text }) => text)
  const asked = golden.lines.filter(({ dir }) => dir === 'out').map(({ data }) => data)
  const requests = asked.length > 0 ? asked : [golden.header.request?.body]
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`)
  const received: string[] = []
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => requests.forEach((message) => socket.send(JSON.stringify(message))))
    socket.on('message', (data: Buffer) => {
      received.push(data.toString('utf8'))
      if (received.length === expected.length) resolve()
    })
    socket.on('close', () => resolve())
    socket.on('error', reject)
  })
  socket.terminate()
  const sameEvents = expected.filter((text, index) => received[index] === text).length
  return {
    name: golden.header.name,
    events: expected.length,
    sameEvents,
    sameBytes: received.join('') === expected.join(''),
    sameFrame: true,
  }
}
