import { once } from 'node:events'

import { expect, test } from 'vitest'
import { WebSocket } from 'ws'

import { chunksOf } from '../golden/chunks.ts'
import type { Golden } from '../golden/golden.ts'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { createRecordingProxy } from '../record/create-recording-proxy.ts'
import { responseIdOf, streamGolden } from '../testing/replay-goldens.ts'
import { createReplayer, type ReplayOptions } from './create-replayer.ts'
import { startReplayServer } from './replay-server.ts'

const body = { model: 'm', input: 'Hi', stream: true, background: true }
const golden = streamGolden({ body, background: true, gap: 4, deltas: ['Hé', 'l', 'lo 👋', ' there'] })
const id = responseIdOf(golden)

/** What a recorder keeps of `use`, which talks to a replay of `goldens` through it. */
async function record(goldens: readonly Golden[], options: ReplayOptions, use: (url: string) => Promise<void>): Promise<Golden[]> {
  const recorded: Golden[] = []
  await using server = await startReplayServer(createReplayer(goldens, options))
  const proxy = await createRecordingProxy({ upstream: server.url, onGolden: (one) => recorded.push(one) })
  await use(proxy.url)
  await proxy.close()
  return recorded
}

const create = async (url: string): Promise<string> => {
  const answer = await fetch(`${url}/v1/responses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answer.text()
}
const cutsOf = (one: Golden | undefined) => (one === undefined ? [] : chunksOf(one).map(({ bytes }) => Buffer.from(bytes).toString('hex')))

test('what was recorded of a replay is replayed again with the same bytes in the same chunks', async () => {
  const use = async (url: string): Promise<void> => expect(await create(url)).toBe(goldenToSse(golden))
  const first = await record([golden], { chunk: 'random:9' }, use)
  const again = await record(first, {}, use)
  expect(cutsOf(first[0]).length).toBeGreaterThan(5)
  expect(cutsOf(again[0])).toEqual(cutsOf(first[0]))
})

test('a session that was recorded is replayed in its order: the create, its polls, its resumption, its deletion', async () => {
  const use = async (url: string): Promise<void> => {
    await create(url)
    for (const path of ['', '?stream=true&starting_after=3', '/input_items']) await (await fetch(`${url}/v1/responses/${id}${path}`)).text()
    await (await fetch(`${url}/v1/responses/${id}`, { method: 'DELETE' })).text()
    expect((await fetch(`${url}/v1/responses/${id}`)).status).toBe(404)
  }
  const first = await record([golden], {}, use)
  expect(first).toHaveLength(6)
  const replayer = createReplayer(first.toReversed())
  const paths = first.map(({ header: { request } }) => ({ method: request?.method ?? '', path: request?.path ?? '', body: request?.body }))
  expect(paths.map((request) => replayer.answer(request).golden)).toEqual(first.map(({ header }) => header.name))
})

test('a connection that broke, and an end that came late, are so again', async () => {
  const [broken] = await record([golden], { faults: ['reset-after:4'] }, async (url) => void (await create(url).catch(() => undefined)))
  expect(createReplayer(broken === undefined ? [] : [broken]).answer({ method: 'POST', path: '/v1/responses', body }).end.how).toBe('reset')
  const [late] = await record([golden], { faults: ['late-eof:80'] }, async (url) => void (await create(url)))
  const { chunks, end } = createReplayer(late === undefined ? [] : [late], { pace: 'recorded' }).answer({
    method: 'POST',
    path: '/v1/responses',
    body,
  })
  expect((end.at ?? 0) - (chunks.at(-1)?.at ?? 0)).toBeGreaterThan(40)
})

test('a connection that was recorded is replayed turn by turn', async () => {
  const talk = async (url: string): Promise<string[]> => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/responses`)
    const received: string[] = []
    socket.on('message', (data: Buffer) => {
      received.push(data.toString())
      if (received.length % golden.lines.length === 0) socket.emit('turn')
    })
    await once(socket, 'open')
    for (const lane of ['a', 'b']) {
      const turn = once(socket, 'turn')
      socket.send(JSON.stringify({ type: 'response.create', model: 'm', input: 'Hi', background: true, stream_id: lane }))
      await turn
    }
    socket.close()
    await once(socket, 'close')
    return received
  }
  let first: string[] = []
  let again: string[] = []
  const recorded = await record([golden], { pace: 'recorded' }, async (url) => void (first = await talk(url)))
  expect(recorded[0]?.header.response.framing).toBe('websocket')
  await record(recorded, { pace: 'recorded' }, async (url) => void (again = await talk(url)))
  expect(first).toHaveLength(golden.lines.length * 2)
  expect(again).toEqual(first)
})
