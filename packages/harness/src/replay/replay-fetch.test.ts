import { expect, test } from 'vitest'

import { chunksToLines } from '../golden/chunks-to-lines.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { bodyGolden, streamGolden } from '../testing/replay-goldens.ts'
import { createReplayer, type ReplayOptions } from './create-replayer.ts'
import { createReplayFetch } from './replay-fetch.ts'

const golden = streamGolden({ deltas: ['Hé', 'l', 'lo'] })
const url = 'https://api.openai.com/v1/responses'
const init = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'm', input: 'Hi', stream: true }),
}
const fetchOf = (options: ReplayOptions = {}, recorded = golden) => createReplayFetch(createReplayer([recorded], options))

test('a recording is fetched to the byte, in its chunks', async () => {
  const chunks = [...goldenToSse(golden)].map((character, index) => ({ bytes: new TextEncoder().encode(character), t: index }))
  const response = await fetchOf({}, { ...golden, lines: chunksToLines(chunks) })(url, init)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8'])
  const received: string[] = []
  for await (const chunk of response.body ?? []) received.push(new TextDecoder().decode(chunk))
  expect(received).toEqual([...goldenToSse(golden)])
})

test('it takes whatever fetch takes', async () => {
  const fetched = await fetchOf()(new Request(url, init))
  expect(await fetched.text()).toBe(goldenToSse(golden))
  const body = bodyGolden({ method: 'GET', path: '/v1/conversations/conv_1' }, { id: 'conv_1' })
  expect(await (await fetchOf({}, body)(new URL('https://x.example/v1/conversations/conv_1'))).json()).toEqual({ id: 'conv_1' })
})

test('what does not match is a 404 that explains itself', async () => {
  const response = await fetchOf()(url, { ...init, body: '{"input":"Other","stream":true}' })
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { error: { message: expect.stringContaining('The nearest is test/stream') as string } },
  ])
})

test('a connection that was destroyed is a TypeError behind the bytes that came before', async () => {
  const response = await fetchOf({ faults: ['reset-after:2'] })(url, init)
  let text = ''
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk)
  })()
  await expect(reading).rejects.toThrow(TypeError)
  expect(text.split('\n\n').filter((frame) => frame !== '')).toHaveLength(2)
})

test('a reader that aborts gets its reason, before the head, in the middle and where nothing more comes', async () => {
  const before = AbortSignal.abort(new Error('no more'))
  await expect(fetchOf()(url, { ...init, signal: before })).rejects.toThrow('no more')
  const waiting = new AbortController()
  const slow = fetchOf({ faults: ['slow-headers:60000'] })(url, { ...init, signal: waiting.signal })
  setTimeout(() => waiting.abort(new Error('too slow')), 10)
  await expect(slow).rejects.toThrow('too slow')
  const stalled = new AbortController()
  const response = await fetchOf({ faults: ['stall-after:1'] })(url, { ...init, signal: stalled.signal })
  setTimeout(() => stalled.abort(new Error('enough')), 10)
  await expect(response.text()).rejects.toThrow('enough')
})

test('a reader that cancels ends the answer', async () => {
  const response = await fetchOf({ faults: ['stall-after:1'] })(url, init)
  const reader = response.body?.getReader()
  await reader?.read()
  await expect(reader?.cancel()).resolves.toBeUndefined()
})

test('nothing is sent before the reader wants it', async () => {
  const replayer = createReplayer([golden])
  let delivered = 0
  const spied = {
    ...replayer,
    answer: (request: Parameters<typeof replayer.answer>[0]) => ({
      ...replayer.answer(request),
      deliver: (count: number) => void (delivered = count),
    }),
  }
  const response = await createReplayFetch(spied)(url, init)
  const reader = response.body?.getReader()
  await reader?.read()
  await reader?.read()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(delivered).toBe(2)
  await reader?.cancel()
})
