import { once } from 'node:events'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { startProxy, startUpstream, wait } from '../testing/recording.ts'

/** Each planted in one place; none may be found in any byte that was written. */
const planted = {
  authorization: 'sk-proj-Auth0123456789abcdefABCDEF',
  cookie: 'CookieValue0123456789abcdefXYZ',
  unknownHeader: 'Hdr0123456789abcdefghijKLMNOP',
  organization: 'org-Abcdef0123456789abcdef',
  query: 'QueryKey0123456789abcdef',
  userInfo: 'UserInfoPassw0rd',
  upstreamPassword: 'Upstr3amPassword',
  bodyText: 'sk-Body0123456789abcdefABCDEF',
  bodyMember: 'Member-Value-0123456789-Abc',
  mcp: 'McpHeaderToken0123456789ABC',
  multipart: 'sk-Part0123456789abcdefABCDEF',
  setCookie: 'SetCookie0123456789abcdefXYZ',
  trailer: 'sk-Trailer0123456789abcdefABC',
  streamed: 'sk-Streamed0123456789abcdefABC',
  escaped: 'sk-Escaped0123456789abcdefABC',
  arguments: 'ghp_Args0123456789abcdefghijABCDEFGHIJ',
  errorMessage: 'sk-Error0123456789abcdefABCDEF',
  plainText: 'sk-Plain0123456789abcdefABCDEF',
  compressed: 'sk-Zipped0123456789abcdefABCDE',
  invalid: 'sk-Binary0123456789abcdefABCDE',
  socketOut: 'sk-SockOut0123456789abcdefABC',
  socketIn: 'sk-SockIn0123456789abcdefABCD',
  socketHeader: 'sk-SockHdr0123456789abcdefABC',
  close: 'sk-Close0123456789abcdefABCDE',
}

function deltas(type: string, text: string, size: number): string {
  const parts = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []
  return parts.map((delta) => `event: ${type}\ndata: ${JSON.stringify({ type, item_id: 'i1', output_index: 0, delta })}\n\n`).join('')
}

const hexEscaped = (text: string) => Array.from(text, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

test('no secret planted anywhere reaches a file, a temporary file or what is printed, and lengths stay', async () => {
  const stream = Buffer.concat([
    Buffer.from(deltas('response.output_text.delta', `Your key is ${planted.streamed}, keep it. You sent ${planted.authorization}.`, 3)),
    Buffer.from(deltas('response.function_call_arguments.delta', JSON.stringify({ k: JSON.stringify({ token: planted.arguments }) }), 4)),
    Buffer.from(`data: {"type":"x","s":"${hexEscaped(planted.escaped)}","again":"${planted.escaped}"}\r\n\r\n`),
    Buffer.from(`: comment ${planted.plainText}\n\n`),
    Buffer.from([0xff]),
    Buffer.from(` ${planted.invalid}\n\n`),
    Buffer.from(`event: error\ndata: {"type":"error","message":"Incorrect API key provided: ${planted.errorMessage}."}\n\n`),
  ])
  const upstream = await startUpstream((incoming, answer) => {
    const path = incoming.url ?? ''
    incoming.resume()
    if (path.includes('/plain'))
      return void answer.writeHead(500, { 'content-type': 'text/plain' }).end(`no ${planted.plainText}\nnot that`)
    if (path.includes('/zip'))
      return void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(`{"k":"${planted.compressed}"}`))
    answer.writeHead(200, {
      'content-type': 'text/event-stream',
      'set-cookie': `__cf=${planted.setCookie}; path=/`,
      'openai-organization': planted.organization,
      trailer: 'x-t',
    })
    for (let at = 0; at < stream.length; at += 7) answer.write(stream.subarray(at, at + 7))
    answer.addTrailers({ 'x-t': planted.trailer })
    // The connection breaks: what is half is written too.
    if (path.includes('/cut')) setTimeout(() => answer.socket?.resetAndDestroy(), 20)
    else answer.end()
  })
  const sockets = new WebSocketServer({ server: upstream.server })
  onTestFinished(() => sockets.close())
  sockets.on('connection', (socket) => {
    socket.send(`{"type":"error","error":{"message":"bad ${planted.socketIn}"}}`)
    for (const delta of planted.socketIn) socket.send(JSON.stringify({ type: 'd', item_id: 'a', delta }))
  })
  const printed: string[] = []
  const proxy = await startProxy(upstream.url.replace('//', `//me:${planted.upstreamPassword}@`), {
    onRecorded: (recording) => printed.push(JSON.stringify(recording)),
    onUnreachable: (reason) => printed.push(reason),
  })
  printed.push(proxy.upstream, proxy.url)
  const headers = {
    authorization: `Bearer ${planted.authorization}`,
    cookie: `session=${planted.cookie}; a=b`,
    'x-corp-auth': planted.unknownHeader,
    'openai-organization': planted.organization,
  }
  const body = JSON.stringify({
    input: `remember ${planted.bodyText}`,
    metadata: { api_key: planted.bodyMember },
    tools: [{ type: 'mcp', server_url: `https://u:${planted.userInfo}@host/`, headers: { 'X-Token': planted.mcp } }],
  })
  const url = `${proxy.url}/v1/responses`
  const json = { ...headers, 'content-type': 'application/json' }
  await (await fetch(`${url}?api-key=${planted.query}`, { method: 'POST', headers: json, body })).text()
  await fetch(`${url}/cut`, { method: 'POST', headers: json, body })
    .then(async (response) => response.text())
    .catch(() => undefined)
  const form = new FormData()
  form.append('purpose', planted.multipart)
  form.append('file', new Blob([Uint8Array.of(0xff, 0xfe), planted.multipart]))
  await (await fetch(`${url}/plain`, { method: 'POST', body: form })).text()
  await (await fetch(`${url}/zip`)).text()
  const socket = new WebSocket(url.replace('http', 'ws'), { headers: { authorization: `Bearer ${planted.socketHeader}` } })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'response.create', input: planted.socketOut }))
  socket.send(Buffer.from(`\u0001${planted.socketOut}`))
  await wait(50)
  socket.close(4000, planted.close)
  await once(socket, 'close')
  await wait(30)

  const goldens = await proxy.goldens()
  expect(goldens).toHaveLength(5)
  const files = await proxy.files()
  const everything = [...Object.keys(files), ...Object.values(files), ...printed].join('\n')
  const texts = [
    everything,
    ...goldens.flatMap(({ lines }) => lines.map(({ bytes = '' }) => Buffer.from(bytes, 'base64').toString('latin1'))),
  ]
  // Text that was sent in pieces, put together again.
  texts.push(...goldens.map(({ lines }) => lines.map(({ data }) => (data as { delta?: string } | undefined)?.delta ?? '').join('')))
  for (const [place, secret] of Object.entries(planted)) {
    for (const writing of [secret, encodeURIComponent(secret), hexEscaped(secret), Buffer.from(secret).toString('base64').slice(4, -4)]) {
      expect(
        texts.some((text) => text.includes(writing)),
        `${place} as ${writing}`,
      ).toBe(false)
    }
  }
  const [first] = goldens
  const sent = first?.lines.map(({ chunks }) => chunks?.length ?? 0).reduce((sum, count) => sum + count, 0)
  expect(sent).toBe(Math.ceil(stream.length / 7))
  expect(first?.header.request?.path).toHaveLength(`/v1/responses?api-key=${planted.query}`.length)
})
