/**
 * The processes of the proxy bench, one role each (first argument): `upstream`, a bare TCP `relay`, the recording `proxy`, and the `client`.
 * The first three send their port when they listen; the client answers orders.
 */
import * as diagnostics from 'node:diagnostics_channel'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, createServer, request } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createRecordingProxy } from '@goldwire/harness/record'

/** What the client is told to fetch. */
export interface ClientOrder {
  port: number
  path: string
  times: number
}

/** For each request: milliseconds to the first byte of the body, and to the end; bytes of the body. */
export interface ClientAnswer {
  requests: { first: number; all: number; bytes: number }[]
}

const [role, upstreamPort] = process.argv.slice(2)
const send = (message: object): void => void process.send?.(message)
const listen = (server: Server): void => void server.listen(0, '127.0.0.1', () => send({ port: (server.address() as AddressInfo).port }))

const cpuNow = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
/** When the last answer was over: what a recorder does then is no part of the streaming. */
let cpuAtEnd: number | undefined
diagnostics.subscribe('http.server.response.finish', () => (cpuAtEnd = cpuNow()))
process.on('message', (message) => {
  if (message === 'cpu') send({ cpu: { now: cpuNow(), ...(cpuAtEnd !== undefined && { atEnd: cpuAtEnd }) } })
})

if (role === 'upstream') runUpstream()
else if (role === 'relay') runRelay(Number(upstreamPort))
else if (role === 'proxy') await runProxy(Number(upstreamPort))
else if (role === 'client') runClient()
else throw new Error(`there is no role ${role}`)

function runUpstream(): void {
  const server = createServer({ noDelay: true, keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const query = new URL(incoming.url ?? '/', 'http://x').searchParams
    const total = Number(query.get('bytes'))
    const block = Buffer.from(frames(Number(query.get('write'))))
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
    let written = 0
    const more = (): void => {
      while (written < total) {
        written += block.length
        if (!outgoing.write(block)) return void outgoing.once('drain', more)
      }
      outgoing.end()
    }
    more()
  })
  listen(server)
}

/** Whole delta events of about 240 bytes, as many as make up one write. */
function frames(bytes: number): string {
  const event = (delta: string): string => {
    const data = {
      type: 'response.output_text.delta',
      item_id: 'msg_0123456789abcdef',
      output_index: 0,
      content_index: 0,
      delta,
      logprobs: [],
    }
    return `event: response.output_text.delta\ndata: ${JSON.stringify({ ...data, sequence_number: 7, obfuscation: 'abcdefgh' })}\n\n`
  }
  const one = event(' word')
  return one.repeat(Math.max(1, Math.round(bytes / one.length)))
}

function runRelay(port: number): void {
  const server = createTcpServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
    client.pipe(upstream).pipe(client)
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
  })
  listen(server)
}

async function runProxy(port: number): Promise<void> {
  const out = await mkdtemp(join(tmpdir(), 'proxy-bench-'))
  let most = 0
  let mostHeap = 0
  setInterval(() => {
    const { rss, heapUsed, external } = process.memoryUsage()
    most = Math.max(most, rss)
    mostHeap = Math.max(mostHeap, heapUsed + external)
  }, 20).unref()
  const proxy = await createRecordingProxy({
    upstream: `http://127.0.0.1:${port}`,
    out,
    onRecorded: ({ file, bytes, lines }) => {
      send({ recorded: { bytes, lines } })
      if (file !== null) void rm(file, { force: true })
    },
  })
  process.on('message', (message: 'memory' | 'close' | 'cpu') => {
    if (message === 'cpu') return
    if (message === 'close')
      void proxy
        .close()
        .then(() => rm(out, { recursive: true, force: true }))
        .then(() => process.exit(0))
    globalThis.gc?.()
    const { rss, heapUsed, external } = process.memoryUsage()
    send({ memory: { rss, heap: heapUsed + external, most, mostHeap } })
    most = 0
    mostHeap = 0
  })
  send({ port: Number(new URL(proxy.url).port) })
}

function runClient(): void {
  const agent = new Agent({ keepAlive: true })
  process.on('message', (order: ClientOrder | 'cpu') => {
    if (order === 'cpu') return
    void (async () => {
      const requests: ClientAnswer['requests'] = []
      for (let time = 0; time < order.times; time++) requests.push(await fetchOnce(order, agent))
      send({ answer: { requests } satisfies ClientAnswer })
    })()
  })
}

function fetchOnce({ port, path }: ClientOrder, agent: Agent): Promise<ClientAnswer['requests'][number]> {
  return new Promise((resolve, reject) => {
    const start = performance.now()
    let first = 0
    let bytes = 0
    const sent = request({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.on('data', (chunk: Buffer) => {
        if (bytes === 0) first = performance.now() - start
        bytes += chunk.length
      })
      response.on('end', () => resolve({ first, all: performance.now() - start, bytes }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end()
  })
}
