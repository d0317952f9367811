import { gzipSync } from 'node:zlib'
import { OpenAI } from 'openai'
import { expect, test } from 'vitest'
import { chunksOf } from '../golden/chunks.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import type { Golden } from '../golden/golden.ts'
import { startUpstream, wait } from '../testing/recording.ts'
import { createRecordingFetch } from './create-recording-fetch.ts'

const created = 'event: response.created\ndata: {"type":"response.created","sequence_number":0,"n":1.0}\n\n'
const completed = 'event: response.completed\ndata: {"type":"response.completed","sequence_number":1}\n\n'

function record(): { fetch: ReturnType<typeof createRecordingFetch>; goldens: () => Promise<Golden[]> } {
  const goldens: Golden[] = []
  const fetch = createRecordingFetch({ onGolden: (golden) => goldens.push(golden), provider: 'test' })
  return {
    fetch,
    async goldens() {
      await wait(20)
      await fetch.settled()
      return goldens
    },
  }
}

test('the client reads what it would read without it, and the golden holds it with its chunks', async () => {
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream', 'x-a': '1' })
    answer.write(created.slice(0, 20))
    setTimeout(() => answer.end(created.slice(20) + completed), 30)
  })
  const { fetch, goldens } = record()
  const body = '{"stream":true,"n":1.0}'
  const response = await fetch(`${upstream.url}/v1/responses?x=1`, {
    method: 'POST',
    body,
    headers: { authorization: 'Bearer sk-abcdefgh0123456789XYZ' },
  })
  expect([response.status, response.url, response.headers.get('x-a')]).toEqual([200, `${upstream.url}/v1/responses?x=1`, '1'])
  expect(await response.text()).toBe(created + completed)
  const [golden] = await goldens()
  expect(golden === undefined ? '' : goldenToSse(golden)).toBe(created + completed)
  expect(golden === undefined ? [] : chunksOf(golden).map(({ bytes }) => bytes.length)).toEqual([
    20,
    created.length - 20 + completed.length,
  ])
  expect(golden?.header.request).toMatchObject({ method: 'POST', path: '/v1/responses?x=1', body: { stream: true, n: 1 } })
  expect(JSON.stringify(golden)).not.toContain('sk-abcdefgh')
})

test('the official client streams through it', async () => {
  const upstream = await startUpstream((incoming, answer) => {
    incoming.resume()
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(created + completed)
  })
  const { fetch, goldens } = record()
  const client = new OpenAI({ apiKey: 'sk-local-key-0123456789ABCDEF', baseURL: `${upstream.url}/v1`, fetch })
  const types: string[] = []
  for await (const event of await client.responses.create({ model: 'm', input: 'hi', stream: true })) types.push(event.type)
  expect(types).toEqual(['response.created', 'response.completed'])
  const [golden] = await goldens()
  expect(golden?.header.request?.body).toEqual({ model: 'm', input: 'hi', stream: true })
})

test('a client that stops reading cancels the request, and the golden says so', async () => {
  let closed = false
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(created)
    answer.on('close', () => (closed = true))
  })
  const { fetch, goldens } = record()
  const reader = (await fetch(upstream.url)).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  await expect.poll(() => closed).toBe(true)
  const [golden] = await goldens()
  expect(golden?.header).toMatchObject({ cut: 'aborted by the client', cut_by: 'client' })
})

test('a stream that breaks rejects for the client and is recorded as cut; an answer that never comes is no golden', async () => {
  const upstream = await startUpstream((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(created)
    setTimeout(() => answer.socket?.destroy(), 20)
  })
  const { fetch, goldens } = record()
  await expect((await fetch(upstream.url)).text()).rejects.toThrow('terminated')
  await expect(fetch('http://127.0.0.1:9/')).rejects.toThrow('fetch failed')
  const all = await goldens()
  expect(all).toHaveLength(1)
  expect(all[0]?.header).toMatchObject({ cut_by: 'upstream' })
  expect(all[0]?.lines).toHaveLength(1)
})

test('what fetch decompressed is recorded as it was read', async () => {
  const upstream = await startUpstream((_, answer) => void answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')))
  const { fetch, goldens } = record()
  expect(await (await fetch(upstream.url)).json()).toEqual({ a: 1 })
  const [golden] = await goldens()
  expect(golden?.lines.map(({ body }) => body)).toEqual([{ a: 1 }])
  expect(golden?.header.response['decoded']).toEqual(['gzip'])
})
