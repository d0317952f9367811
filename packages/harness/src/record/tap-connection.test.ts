import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { chunksOf } from '../golden/chunks.ts'
import { exchange, startProxy, startUpstream, wait } from '../testing/recording.ts'

/** A server of bare TCP that answers each request (none has a body) with what `answer` writes. */
async function startBare(answer: (socket: Socket, nth: number) => void): Promise<{ url: string; connections: () => number }> {
  let requests = 0
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', () => answer(socket, requests++))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, connections: () => connections }
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`

test('chunks reach the client as the bytes they were, extensions and all, wherever the connection cuts them', async () => {
  const chunk = fc.record({
    data: fc.uint8Array({ minLength: 1, maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    extension: fc.constantFrom('', '', ';a=1', ';b="c"'),
  })
  let pieces: Buffer[] = []
  const upstream = await startBare((socket) => {
    void (async () => {
      for (const piece of pieces) {
        socket.write(piece)
        await new Promise(setImmediate)
      }
    })()
  })
  const proxy = await startProxy(upstream.url)
  const bodies: string[] = []
  await fc.assert(
    fc.asyncProperty(
      fc.array(chunk, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', '', ''),
      fc.array(fc.nat(500), { maxLength: 6 }),
      async (chunks, early, cuts) => {
        const body = Buffer.concat(
          chunks.flatMap(({ data, extension }) => [Buffer.from(`${data.length.toString(16)}${extension}\r\n`), data, Buffer.from('\r\n')]),
        )
        const whole = Buffer.concat([Buffer.from(early + head), body, Buffer.from('0\r\n\r\n')])
        const places = [0, ...cuts.map((cut) => cut % whole.length).sort((a, b) => a - b), whole.length]
        pieces = places.slice(1).map((to, index) => whole.subarray(places[index], to))
        const { text } = await exchange(proxy.port, ask('/v1/responses'))
        const received = text.slice(text.indexOf('\r\n\r\n', text.indexOf('HTTP/1.1 200')) + 4)
        expect(received).toBe(`${body.toString('latin1')}0\r\n\r\n`)
        bodies.push(Buffer.concat(chunks.map(({ data }) => data)).toString('hex'))
      },
    ),
    { numRuns: 60 },
  )
  // The client gave each connection up; the proxy's own to the upstream served all.
  expect(upstream.connections()).toBe(1)
  const goldens = await proxy.goldens()
  const recorded = goldens.map((golden) => Buffer.concat(chunksOf(golden).map(({ bytes }) => bytes)).toString('hex'))
  expect(recorded).toEqual(bodies)
})

test('what is no chunk breaks the answer off, after what came before it, and is recorded as cut', async () => {
  const upstream = await startBare((socket) => socket.write(`${head}8\r\ndata: 1\n\r\nno size\r\n`))
  const proxy = await startProxy(upstream.url)
  const { text, error } = await exchange(proxy.port, ask('/v1/responses'))
  expect(error).toBe('ECONNRESET')
  expect(text.endsWith('8\r\ndata: 1\n\r\n')).toBe(true)
  const [golden] = await proxy.goldens()
  expect(golden?.header).toMatchObject({ cut: 'the upstream broke the chunks of its answer', cut_by: 'upstream', cut_how: 'reset' })
  expect(golden?.lines.map(({ raw, data }) => [raw, data])).toEqual([['data: 1\n', 1]])
})

test('an answer without a body leaves the connection fit for the next', async () => {
  const answers = [
    head,
    'HTTP/1.1 204 No Content\r\n\r\n',
    'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n',
    `${head}1\r\nx\r\n0\r\n\r\n`,
  ]
  const upstream = await startBare((socket, nth) => socket.write(answers[nth] ?? ''))
  const proxy = await startProxy(upstream.url)
  const bodies: string[] = []
  for (const method of ['HEAD', 'GET', 'GET', 'GET']) {
    const sent = request(`${proxy.url}/v1/responses`, { method })
    sent.end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    bodies.push(Buffer.concat(await response.toArray()).toString())
  }
  expect(bodies).toEqual(['', '', '', 'x'])
  expect(upstream.connections()).toBe(1)
})

test('a client that reads in fits and starts gets every byte of a long stream, and so does the recording', async () => {
  const frames = Array.from({ length: 40_000 }, (_, n) => `data: {"n":${n},"text":"${String(n % 10).repeat(500 + (n % 97))}"}\n\n`)
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    void (async () => {
      for (const frame of frames) if (!answer.write(frame)) await once(answer, 'drain')
      answer.end()
    })()
  })
  const proxy = await startProxy(upstream.url)
  const sent = request(`${proxy.url}/v1/responses`)
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const parts: Buffer[] = []
  let reads = 0
  await wait(300)
  for await (const part of response) {
    parts.push(part as Buffer)
    if (++reads % 10_000 === 0) await wait(200)
  }
  const whole = frames.join('')
  expect(Buffer.concat(parts).equals(Buffer.from(whole))).toBe(true)
  const [golden] = await proxy.goldens()
  expect(golden?.header.cut).toBeUndefined()
  expect(Buffer.concat(golden === undefined ? [] : chunksOf(golden).map(({ bytes }) => bytes)).equals(Buffer.from(whole))).toBe(true)
})
