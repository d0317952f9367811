import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { brotliCompressSync, constants, createGzip, gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { chunksOf } from '../golden/chunks.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import type { Golden } from '../golden/golden.ts'
import { captureState, goldenProblems } from '../golden/validate-golden.ts'
import { exchange, startProxy, startUpstream, wait } from '../testing/recording.ts'
import { createRecordingProxy } from './create-recording-proxy.ts'

const created = 'event: response.created\ndata: {"type":"response.created","sequence_number":0}\n\n'
const completed = 'event: response.completed\ndata: {"type":"response.completed","sequence_number":1}\n\n'
const sse = { 'content-type': 'text/event-stream; charset=utf-8' }
const post = (body: unknown) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
const bytesOf = (golden: Golden | undefined) =>
  golden === undefined ? Buffer.alloc(0) : Buffer.concat(chunksOf(golden).map(({ bytes }) => bytes))

test('any body in any chunking goes through as it is and is recorded as it was', async () => {
  const piece = fc.oneof(
    fc.constantFrom(created, completed, 'data: {"a":"é€😀"}\r\n\r\n', 'data: [DONE]\n\n', ': hi\n\n').map((text) => Buffer.from(text)),
    fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  )
  const cuts = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 9 })
  const bodies: Buffer[] = []
  let current: { body: Buffer; sizes: number[] } = { body: Buffer.alloc(0), sizes: [1] }
  const upstream = await startUpstream((_, answer) => {
    const { body, sizes } = current
    answer.writeHead(200, sse)
    for (let at = 0, nth = 0; at < body.length; nth++) {
      const size = sizes[nth % sizes.length] ?? 1
      answer.write(body.subarray(at, at + size))
      at += size
    }
    answer.end()
  })
  const proxy = await startProxy(upstream.url)
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 10 }), cuts, async (pieces, sizes) => {
      current = { body: Buffer.concat(pieces), sizes }
      const received = Buffer.from(await (await fetch(`${proxy.url}/v1/responses`, post({ stream: true }))).arrayBuffer())
      expect(received.toString('hex')).toBe(current.body.toString('hex'))
      bodies.push(received)
    }),
    { numRuns: 60 },
  )
  const goldens = await proxy.goldens()
  expect(goldens.map((golden) => bytesOf(golden).toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')))
  expect(goldens.flatMap(goldenProblems)).toEqual([])
  expect(goldens.map(({ header }) => header['index'])).toEqual(bodies.map((_, index) => index))
})

test('chunks arrive, and are recorded, one by one and when they came', async () => {
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, sse)
    answer.flushHeaders()
    void (async () => {
      for (const text of [created.slice(0, 30), created.slice(30), completed]) {
        await wait(30)
        answer.write(text)
      }
      answer.end()
    })()
  })
  const proxy = await startProxy(upstream.url)
  const response = await fetch(`${proxy.url}/v1/responses`, post({ input: 'x', temperature: 1 }))
  const seen: number[] = []
  for await (const bytes of response.body ?? []) seen.push(bytes.length)
  expect(seen).toEqual([30, created.length - 30, completed.length])
  const [golden] = await proxy.goldens()
  expect(golden?.lines.map((line) => line.chunks?.map(([offset]) => offset))).toEqual([[0, 30], [0]])
  const times = golden?.lines.flatMap((line) => line.chunks?.map(([, t]) => t ?? 0) ?? []) ?? []
  for (const [index, t] of times.entries()) expect(t).toBeGreaterThanOrEqual((index + 1) * 29)
  expect(golden?.header).toMatchObject({
    name: 'local/0001-post-responses-stream',
    provider: 'local',
    request: { method: 'POST', path: '/v1/responses', body: { input: 'x', temperature: 1 } },
    response: { status: 200, framing: 'sse', headers: { 'content-type': 'text/event-stream; charset=utf-8' } },
  })
  expect(golden === undefined ? null : captureState(golden).whole).toBe(true)
})

test('status, reason, headers in their order and doubles, and trailers go through', async () => {
  const head =
    'HTTP/1.1 418 Short And Stout\r\nX-B: 2\r\nSet-Cookie: a=1\r\nx-a: 1\r\nSet-Cookie: b=2\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n'
  const server = createTcpServer((socket) => {
    socket.once('data', () => socket.end(`${head}5\r\n{"a":\r\n2\r\n1}\r\n0\r\nX-Sum: 7\r\n\r\n`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const proxy = await startProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const { text } = await exchange(proxy.port, 'GET /v1/responses/resp_1 HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: close\r\n\r\n')
  expect(text).toMatch(/^HTTP\/1\.1 418 Short And Stout\r\nX-B: 2\r\nSet-Cookie: a=1\r\nx-a: 1\r\nSet-Cookie: b=2\r\n/)
  expect(text).toMatch(/5\r\n\{"a":\r\n2\r\n1\}\r\n0\r\n(?:X-Sum|x-sum): 7\r\n\r\n$/)
  const [golden] = await proxy.goldens()
  expect(golden?.header.name).toBe('local/0001-get-responses-id')
  expect(golden?.header.response).toMatchObject({ status: 418, framing: 'json', trailers: { 'x-sum': '7' } })
  expect(golden?.lines.map(({ body }) => body)).toEqual([{ a: 1 }])
})

test('what the client asked reaches the upstream: method, path, query, headers, body, host', async () => {
  const seen: object[] = []
  const upstream = await startUpstream((incoming, answer) => {
    const parts: Buffer[] = []
    incoming.on('data', (bytes: Buffer) => parts.push(bytes))
    incoming.on('end', () => {
      const { method, url, headers } = incoming
      seen.push({ method, url, host: headers.host, x: headers['x-one'], hop: headers['x-hop'], body: Buffer.concat(parts).toString() })
      if (method === 'DELETE') answer.writeHead(204).end()
      else if (method === 'HEAD') answer.writeHead(200, { 'content-length': '12', 'content-type': 'application/json' }).end()
      else answer.writeHead(200, { 'content-type': 'application/json' }).end('{"n": 1.0}\n')
    })
  })
  const proxy = await startProxy(`${upstream.url}/v1`)
  const headers = { 'x-one': '1', 'x-hop': '2', connection: 'x-hop' }
  for (const method of ['GET', 'HEAD', 'DELETE', 'PATCH']) {
    const sent = request(`${proxy.url}/v1/responses/resp_1?include=a%20b`, { method, headers })
    if (method === 'PATCH') sent.write('{"é":')
    sent.end(method === 'PATCH' ? '1}' : undefined)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    const body = Buffer.concat(await response.toArray()).toString()
    expect(body).toBe(method === 'GET' || method === 'PATCH' ? '{"n": 1.0}\n' : '')
  }
  const common = { url: '/v1/responses/resp_1?include=a%20b', host: `127.0.0.1:${upstream.port}`, x: '1', hop: undefined }
  expect(seen).toEqual([
    { method: 'GET', ...common, body: '' },
    { method: 'HEAD', ...common, body: '' },
    { method: 'DELETE', ...common, body: '' },
    { method: 'PATCH', ...common, body: '{"é":1}' },
  ])
  const goldens = await proxy.goldens()
  expect(goldens.map(({ header }) => header.name)).toEqual([
    'local/0001-get-responses-id',
    'local/0002-head-responses-id',
    'local/0003-delete-responses-id',
    'local/0004-patch-responses-id',
  ])
  expect(goldens.map(({ lines }) => lines.length)).toEqual([1, 0, 0, 1])
  expect(bytesOf(goldens[3]).toString()).toBe('{"n": 1.0}\n')
  expect(goldens[3]?.header.request?.body).toEqual({ é: 1 })
})

test('a compressed stream goes through as it is and is recorded readable, event by event', async () => {
  const upstream = await startUpstream((incoming, answer) => {
    if (incoming.url === '/json') {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'br' })
      answer.end(brotliCompressSync('{"ok":true}'))
      return
    }
    answer.writeHead(200, { ...sse, 'content-encoding': 'gzip' })
    const gzip = createGzip()
    gzip.pipe(answer)
    gzip.write(created)
    gzip.flush(constants.Z_SYNC_FLUSH, () => setTimeout(() => gzip.end(completed), 40))
  })
  const proxy = await startProxy(upstream.url)
  const raw = request(`${proxy.url}/v1/responses`, { headers: { 'accept-encoding': 'gzip' } })
  raw.end()
  const [response] = (await once(raw, 'response')) as [IncomingMessage]
  expect(response.headers['content-encoding']).toBe('gzip')
  expect(Buffer.concat(await response.toArray()).subarray(0, 2)).toEqual(gzipSync('').subarray(0, 2))
  expect(await (await fetch(`${proxy.url}/json`)).json()).toEqual({ ok: true })
  const [stream, json] = await proxy.goldens()
  expect(stream === undefined ? '' : goldenToSse(stream)).toBe(created + completed)
  expect((stream?.lines[1]?.t ?? 0) - (stream?.lines[0]?.t ?? 0)).toBeGreaterThan(30)
  expect(stream?.header.response['decoded']).toEqual(['gzip'])
  expect(json?.lines.map(({ body }) => body)).toEqual([{ ok: true }])
})

test('a client that leaves ends the request upstream, and the recording says so', async () => {
  let upstreamClosed = false
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, sse)
    answer.write(created)
    answer.on('close', () => (upstreamClosed = true))
  })
  const proxy = await startProxy(upstream.url)
  const abort = new AbortController()
  const response = await fetch(`${proxy.url}/v1/responses`, { ...post({}), signal: abort.signal })
  await response.body?.getReader().read()
  abort.abort()
  await expect.poll(() => upstreamClosed).toBe(true)
  const [golden] = await proxy.goldens()
  expect(golden?.header).toMatchObject({ cut: 'aborted by the client', cut_by: 'client' })
  expect(golden?.lines).toHaveLength(1)
})

test('a client that leaves before any answer is recorded as such', async () => {
  let upstreamClosed = false
  const upstream = await startUpstream((incoming) => void incoming.socket.on('close', () => (upstreamClosed = true)))
  const proxy = await startProxy(upstream.url)
  await expect(fetch(`${proxy.url}/v1/responses`, { ...post({ a: 1 }), signal: AbortSignal.timeout(80) })).rejects.toThrow('timeout')
  await expect.poll(() => upstreamClosed).toBe(true)
  const [golden] = await proxy.goldens()
  expect(golden?.header).toMatchObject({
    cut: 'aborted by the client before an answer came',
    request: { body: { a: 1 } },
    response: { status: null },
  })
  expect(golden?.lines).toEqual([])
})

test.each(['reset', 'end'] as const)(
  'a stream that the upstream breaks off (%s) breaks off for the client in the same way',
  async (how) => {
    const upstream = await startUpstream((_, answer) => {
      answer.writeHead(200, sse)
      answer.write(created + completed.slice(0, 40))
      setTimeout(() => (how === 'reset' ? answer.socket?.resetAndDestroy() : answer.socket?.end()), 50)
    })
    const proxy = await startProxy(upstream.url)
    const { text, error } = await exchange(proxy.port, 'POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}')
    expect(text).toContain(completed.slice(0, 40))
    expect(text).not.toMatch(/\r\n0\r\n\r\n$/)
    expect(error).toBe(how === 'reset' ? 'ECONNRESET' : null)
    const [golden] = await proxy.goldens()
    expect(golden?.header).toMatchObject({ cut_by: 'upstream', cut_how: how })
    expect(golden?.header.cut).toMatch(
      how === 'reset' ? /^the upstream broke the connection/ : /^the upstream closed the connection before the end/,
    )
    expect(golden === undefined ? '' : goldenToSse(golden)).toBe(created + completed.slice(0, 40))
  },
)

test('an upstream that closes without an answer closes the client, and is recorded', async () => {
  const upstream = await startUpstream((incoming) => void incoming.socket.destroy())
  const proxy = await startProxy(upstream.url)
  await expect(fetch(`${proxy.url}/v1/responses`, post({}))).rejects.toThrow('fetch failed')
  const [golden] = await proxy.goldens()
  expect(golden?.header).toMatchObject({ cut: expect.stringContaining('before it answered') as string, response: { status: null } })
})

test('an upstream that is not there is a 502 in the error shape that clients know, and no recording', async () => {
  const reasons: string[] = []
  const proxy = await startProxy('http://user:sekret-pass-1@127.0.0.1:9', { onUnreachable: (reason) => reasons.push(reason) })
  const response = await fetch(`${proxy.url}/v1/responses`, post({}))
  expect(response.status).toBe(502)
  expect(await response.json()).toEqual({
    error: {
      message: 'The recorder cannot reach http://127.0.0.1:9: nothing listens there; is the server running? (ECONNREFUSED)',
      type: 'server_error',
      param: null,
      code: 'upstream_unreachable',
    },
  })
  expect(reasons).toHaveLength(1)
  expect(await proxy.goldens()).toEqual([])
})

test('a client that does not read holds the upstream back', async () => {
  let written = 0
  const block = Buffer.alloc(64 * 1024, 'x')
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, sse)
    const more = (): void => {
      while (written < 512 * 1024 * 1024) {
        written += block.length
        if (!answer.write(block)) return void answer.once('drain', more)
      }
    }
    more()
  })
  const proxy = await startProxy(upstream.url)
  const sent = request(`${proxy.url}/v1/responses`)
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  await wait(500)
  const held = written
  await wait(300)
  expect(written).toBe(held)
  expect(held).toBeLessThan(64 * 1024 * 1024)
  response.destroy()
})

test('an upstream that does not read holds the client back', async () => {
  const upstream = await startUpstream((incoming) => void incoming.pause())
  const proxy = await startProxy(upstream.url)
  const sent = request(`${proxy.url}/v1/files`, { method: 'POST' })
  sent.on('error', () => undefined)
  const block = Buffer.alloc(64 * 1024, 'x')
  let written = 0
  const until = performance.now() + 800
  while (performance.now() < until && written < 512 * 1024 * 1024) {
    if (sent.write(block)) await new Promise(setImmediate)
    else await Promise.race([once(sent, 'drain'), wait(200)])
    written += sent.writableNeedDrain ? 0 : block.length
  }
  expect(written).toBeLessThan(64 * 1024 * 1024)
  sent.destroy()
})

test('exchanges that run at the same time are kept apart and in the order of their requests', async () => {
  const upstream = await startUpstream((incoming, answer) => {
    const number = Number(incoming.headers['x-number'])
    answer.writeHead(200, sse)
    answer.write(`data: {"type":"response.created","n":${number}}\n\n`)
    setTimeout(() => answer.end(`data: {"type":"response.completed","n":${number}}\n\n`), (20 - number) * 5)
  })
  const proxy = await startProxy(upstream.url)
  const sent: Promise<string>[] = []
  for (let number = 0; number < 20; number++) {
    sent.push(fetch(`${proxy.url}/v1/responses`, { headers: { 'x-number': String(number) } }).then((response) => response.text()))
    await wait(3)
  }
  await Promise.all(sent)
  const goldens = await proxy.goldens()
  expect(goldens.map(({ lines }) => lines.map((line) => (line.data as { n: number }).n))).toEqual(
    Array.from({ length: 20 }, (_, n) => [n, n]),
  )
  expect(new Set(goldens.map(({ header }) => header['session']))).toEqual(new Set([proxy.session]))
})

test('a later run continues the numbers of the folder', async () => {
  const upstream = await startUpstream((_, answer) => void answer.end('{}'))
  const first = await startProxy(upstream.url)
  await (await fetch(first.url)).text()
  await first.close()
  const second = await createRecordingProxy({ upstream: upstream.url, out: first.out })
  await (await fetch(`${second.url}/v1/models`)).text()
  await second.close()
  expect((await first.goldens()).map(({ header }) => header.name)).toEqual(['local/0001-get', 'local/0002-get-models'])
})

test('a connection that the upstream closes between two requests is no failure', async () => {
  const upstream = await startUpstream((_, answer) => void answer.end('{"ok":1}'))
  upstream.server.keepAliveTimeout = 5
  const proxy = await startProxy(upstream.url)
  for (let turn = 0; turn < 12; turn++) {
    expect(await (await fetch(`${proxy.url}/v1/responses`, post({ turn }))).json()).toEqual({ ok: 1 })
    await wait(4 + (turn % 4))
  }
})

test('a client of HTTP/1.0 and one that sends its requests all at once get whole answers', async () => {
  const upstream = await startUpstream((incoming, answer) => {
    answer.writeHead(200, sse)
    answer.write(created)
    setTimeout(() => answer.end(completed), incoming.url === '/1' ? 40 : 5)
  })
  const proxy = await startProxy(upstream.url)
  const old = await exchange(proxy.port, 'GET /0 HTTP/1.0\r\n\r\n')
  expect(old.text.split('\r\n\r\n')[1]).toBe(created + completed)
  const both = await exchange(proxy.port, 'GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  const hex = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
  expect(both.text.split('HTTP/1.1 200 OK').map((one) => one.split('\r\n\r\n').slice(1).join('\r\n\r\n'))).toEqual([
    '',
    `${hex(created)}${hex(completed)}0\r\n\r\n`,
    `${hex(created)}${hex(completed)}0\r\n\r\n`,
  ])
  const goldens = await proxy.goldens()
  expect(goldens.map((golden) => goldenToSse(golden))).toEqual([created + completed, created + completed, created + completed])
})

test('closing ends what runs, recorded as cut, and no half file stays', async () => {
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, sse)
    answer.write(created)
  })
  const proxy = await startProxy(upstream.url)
  const response = await fetch(`${proxy.url}/v1/responses`)
  await response.body?.getReader().read()
  const [golden] = await proxy.goldens()
  expect(golden?.header).toMatchObject({ cut: 'the recorder was stopped', cut_by: 'recorder', cut_how: 'end' })
  expect(Object.keys(await proxy.files())).toHaveLength(1)
})
