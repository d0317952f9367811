/**
 * A client of its own process that reads event streams as cheaply as one can: raw bytes from a socket, looked at only when the stream has
 * ended. Started by the server bench with an IPC channel; reading in the server's process would measure the reader.
 */
import { connect } from 'node:net'

/** Asks for `streams` answers at once. */
export interface ClientOrder {
  port: number
  streams: number
  body: string
}

export interface ClientAnswer {
  /** From the first request's first byte to the last answer's last one. */
  seconds: number
  /** As `usage` tells them, all streams together. */
  tokens: number
  /** The terminal event's `status` of each stream. */
  statuses: string[]
  bytes: number
  chunks: number
}

interface Read {
  tail: string
  bytes: number
  chunks: number
}

function readStream({ port, body }: ClientOrder): Promise<Read> {
  return new Promise((resolve, reject) => {
    const kept: Buffer[] = []
    let bytes = 0
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.write(
        `POST /v1/responses HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      )
    })
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      bytes += chunk.length
      kept.push(chunk)
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const tail = Buffer.concat(kept.slice(-8)).toString('utf8')
      const status = kept[0]?.toString('latin1', 0, 12) ?? 'nothing'
      if (status === 'HTTP/1.1 200') resolve({ tail, bytes, chunks: kept.length })
      else reject(new Error(`the server answered ${status}: ${tail.slice(-300)}`))
    })
  })
}

async function serve(order: ClientOrder): Promise<ClientAnswer> {
  const started = performance.now()
  const reads = await Promise.all(Array.from({ length: order.streams }, () => readStream(order)))
  const seconds = (performance.now() - started) / 1000
  const tokens = reads.map(({ tail }) => Number(/"output_tokens":(\d+)(?!.*"output_tokens":)/s.exec(tail)?.[1] ?? Number.NaN))
  return {
    seconds,
    tokens: tokens.reduce((sum, count) => sum + count, 0),
    statuses: reads.map(({ tail }) => /event: response\.(completed|incomplete|failed)\n/.exec(tail)?.[1] ?? 'cut'),
    bytes: reads.reduce((sum, read) => sum + read.bytes, 0),
    chunks: reads.reduce((sum, read) => sum + read.chunks, 0),
  }
}

process.on('message', (order: ClientOrder) => {
  serve(order).then(
    (answer) => process.send?.({ answer }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
