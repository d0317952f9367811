import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { startProxy, startUpstream, wait } from '../testing/recording.ts'

async function startSocketServer(onSocket: (socket: WebSocket) => void): Promise<string> {
  const upstream = await startUpstream((_, answer) => void answer.writeHead(426).end())
  const server = new WebSocketServer({ server: upstream.server, path: '/v1/responses', perMessageDeflate: true })
  server.on('connection', onSocket)
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return upstream.url
}

const socketUrl = (url: string, path = '/v1/responses') => `${url.replace('http', 'ws')}${path}`

test('messages go through in both directions and are recorded as they were, with how it closed', async () => {
  const url = await startSocketServer((socket) => {
    socket.on('message', (bytes, binary) => {
      if (binary) return socket.send(Buffer.from([0xff, 0x00, 0x41]))
      socket.send('{"type":"response.created","n":1.0}')
      socket.send(`{\n"type":"echo","is":${JSON.stringify((bytes as Buffer).toString())}}`)
      socket.send('no json')
    })
  })
  const proxy = await startProxy(url)
  const client = new WebSocket(socketUrl(proxy.url))
  await once(client, 'open')
  expect(client.extensions).toBe('')
  const seen: string[] = []
  client.on('message', (bytes) => seen.push((bytes as Buffer).toString('latin1')))
  client.send('{"type":"response.create","x":"é"}')
  await expect.poll(() => seen.length).toBe(3)
  client.send(Buffer.from([1, 2]))
  await expect.poll(() => seen.length).toBe(4)
  expect(seen[3]).toBe('\u00ff\u0000A')
  client.close(4001, 'enough')
  await once(client, 'close')
  await wait(30)
  const [golden] = await proxy.goldens()
  expect(golden?.header.name).toBe('local/0001-websocket-responses')
  expect(golden?.header.response).toMatchObject({
    status: 101,
    framing: 'websocket',
    close: { code: 4001, reason: 'enough', by: 'client' },
  })
  expect(golden?.header.cut).toBeUndefined()
  expect(golden?.lines.map(({ t, ...line }) => ({ ...line, late: t === null || t > 5000 }))).toEqual([
    { dir: 'out', data: { type: 'response.create', x: 'é' }, late: false },
    { dir: 'in', data: { type: 'response.created', n: 1 }, late: false },
    {
      dir: 'in',
      data: { type: 'echo', is: '{"type":"response.create","x":"é"}' },
      raw: seen[1] && Buffer.from(seen[1], 'latin1').toString(),
      late: false,
    },
    { dir: 'in', text: 'no json', late: false },
    { dir: 'out', text: '\u0001\u0002', bytes: 'AQI=', late: false },
    { dir: 'in', text: '\uFFFD\u0000A', bytes: '/wBB', late: false },
  ])
  expect(Object.values(await proxy.files())[0]).toContain('"n":1.0')
})

test('a server that breaks the connection is recorded as cut, and the client sees it break', async () => {
  const url = await startSocketServer((socket) => {
    socket.send('{"type":"response.created"}')
    setTimeout(() => socket.terminate(), 40)
  })
  const proxy = await startProxy(url)
  const client = new WebSocket(socketUrl(proxy.url))
  client.on('error', () => undefined)
  const [code] = (await once(client, 'close')) as [number]
  expect(code).toBe(1006)
  await wait(30)
  const [golden] = await proxy.goldens()
  expect(golden?.header).toMatchObject({ cut: 'the upstream left without a close', cut_by: 'upstream' })
  expect(golden?.lines).toHaveLength(1)
})

test('a client that breaks the connection is recorded as cut', async () => {
  const url = await startSocketServer((socket) => socket.send('{"type":"response.created"}'))
  const proxy = await startProxy(url)
  const client = new WebSocket(socketUrl(proxy.url))
  await once(client, 'message')
  client.terminate()
  await wait(50)
  const [golden] = await proxy.goldens()
  expect(golden?.header).toMatchObject({ cut_by: 'client' })
})

test('a refused upgrade comes back as the answer it is', async () => {
  const proxy = await startProxy(await startSocketServer(() => undefined))
  const client = new WebSocket(socketUrl(proxy.url, '/v1/other'))
  const [error] = (await once(client, 'error')) as [Error]
  expect(error.message).toContain('400')
  const unreachable = await startProxy('http://127.0.0.1:9')
  const lost = new WebSocket(socketUrl(unreachable.url))
  const [refused] = (await once(lost, 'error')) as [Error]
  expect(refused.message).toContain('502')
})
