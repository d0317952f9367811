/**
 * Keeps streams open in the background and measures, one after the other, how long a new request waits for its first event: from the request's
 * first byte to the answer's first chunk with `response.created` in it. A process of its own, started by the first-event bench.
 */
import { connect, type Socket } from 'node:net'

export interface FirstEventOrder {
  port: number
  streams: number
  probes: number
  background: string
  probe: string
}

/** Milliseconds, one a probe. */
export type FirstEventAnswer = number[]

function ask(port: number, body: string, onData: (chunk: Buffer) => void): Socket {
  const socket = connect({ port, host: '127.0.0.1' }, () => {
    socket.write(
      `POST /v1/responses HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
  socket.setNoDelay(true)
  socket.on('data', onData)
  socket.on('error', () => socket.destroy())
  return socket
}

/** Connecting is not the server's work: the clock starts when the request is written. */
function probe({ port, probe: body }: FirstEventOrder): Promise<number> {
  return new Promise((resolve, reject) => {
    let began = 0
    let seen = ''
    const socket = ask(port, body, (chunk) => {
      if (seen.includes('response.created')) return
      seen += chunk.toString('latin1')
      if (!seen.includes('response.created')) return
      resolve(performance.now() - began)
    })
    socket.prependOnceListener('connect', () => {
      began = performance.now()
    })
    socket.once('close', () => reject(new Error(`closed before the first event: ${seen.slice(0, 200)}`)))
  })
}

async function serve(order: FirstEventOrder): Promise<FirstEventAnswer> {
  const alive = new Set<number>()
  const open = Array.from({ length: order.streams }, (_, index) => ask(order.port, order.background, () => alive.add(index)))
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const times: number[] = []
  for (let index = 0; index < order.probes; index++) times.push(await probe(order))
  const living = open.filter((socket, index) => alive.has(index) && !socket.destroyed).length
  for (const socket of open) socket.destroy()
  if (living < order.streams) throw new Error(`only ${living} of ${order.streams} background streams were alive to the end`)
  return times
}

process.on('message', (order: FirstEventOrder) => {
  serve(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
