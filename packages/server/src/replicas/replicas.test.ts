import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import type { Response, StreamEvent } from '@goldwire/schemas'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'

import { findRedis, startRedis } from '../testing/redis.ts'
import type { ReplicaSettings } from '../testing/replica-server.ts'
import { postgresKind } from '../testing/test-stores.ts'

const program = fileURLToPath(new URL('../testing/replica-server.ts', import.meta.url))
const postgres = postgresKind()
const redis = findRedis()
afterAll(() => postgres?.close())
// Each test starts processes of its own, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

const headers = { 'content-type': 'application/json', authorization: 'Bearer key' }

interface Replica {
  url: string
  child: ChildProcess
}

async function startReplica(settings: ReplicaSettings): Promise<Replica> {
  const child = spawn(process.execPath, ['--conditions=source', '--no-warnings', program, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: String(line).trim(), child }
}

/** Servers beside each other, each a process, on a database (and a Redis) of their own. */
async function startReplicas(count: number, { hasRedis, ...settings }: Partial<ReplicaSettings> & { hasRedis: boolean }) {
  const place = await postgres?.createPlace()
  if (place === undefined) throw new Error('there is no Postgres')
  const events = hasRedis && redis !== null ? await startRedis(redis) : null
  if (events !== null) onTestFinished(() => events[Symbol.asyncDispose]())
  const all = { store: place.setting, words: 60, delayMs: 20, ...(events !== null && { events: events.url }), ...settings }
  return { replicas: await Promise.all(Array.from({ length: count }, () => startReplica(all))), redis: events }
}

const post = (url: string, body: object) =>
  fetch(`${url}/v1/responses`, { method: 'POST', headers, body: JSON.stringify({ model: 'scripted', input: 'Hi', ...body }) })

async function begin({ url }: Replica, body: object = {}): Promise<Response> {
  return (await (await post(url, { background: true, ...body })).json()) as Response
}

async function get({ url }: Replica, id: string): Promise<Response> {
  return (await (await fetch(`${url}/v1/responses/${id}`, { headers })).json()) as Response
}

/** Follows a response to the end of its stream; `times` tells when each event came. */
async function follow({ url }: Replica, id: string, after = -1): Promise<{ events: StreamEvent[]; times: number[] }> {
  const query = after === -1 ? '' : `&starting_after=${after}`
  const answer = await fetch(`${url}/v1/responses/${id}?stream=true${query}`, { headers })
  expect(answer.status).toBe(200)
  const [events, times]: [StreamEvent[], number[]] = [[], []]
  let text = ''
  for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString()
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data: ')) continue
      events.push(JSON.parse(line.slice(6)) as StreamEvent)
      times.push(performance.now())
    }
  }
  return { events, times }
}

const numbers = (events: readonly StreamEvent[]) => events.map((event) => event.sequence_number)
const upTo = (count: number, from = 0) => Array.from({ length: count - from }, (_, index) => from + index)

const kinds = [
  { name: 'Postgres and Redis', hasRedis: true, isThere: postgres !== null && redis !== null },
  { name: 'Postgres alone', hasRedis: false, isThere: postgres !== null },
]

for (const { name, hasRedis, isThere } of kinds) {
  const suffix = isThere ? `(${name})` : `(skipped: ${name} cannot be had here)`

  test.skipIf(!isThere)(`what one of three servers runs is followed, polled and cancelled on the others ${suffix}`, async () => {
    const { replicas } = await startReplicas(3, { hasRedis })
    const [a, b, c] = replicas as [Replica, Replica, Replica]
    const { id } = await begin(a)
    const [whole, resumed, own] = await Promise.all([follow(b, id), follow(c, id, 10), follow(a, id)])
    expect(numbers(whole.events)).toEqual(upTo(whole.events.length))
    expect(whole.events.at(-1)?.type).toBe('response.completed')
    expect(resumed.events).toEqual(whole.events.slice(11))
    expect(own.events).toEqual(whole.events)
    // Live, not all at the end: the engine takes 1.2 s for it.
    expect((whole.times.at(-1) ?? 0) - (whole.times[2] ?? 0)).toBeGreaterThan(500)
    expect((await get(c, id)).status).toBe('completed')
    expect((await follow(c, id)).events).toEqual(whole.events)

    const other = await begin(b)
    const following = follow(c, other.id)
    await expect.poll(async () => (await get(a, other.id)).status).toBe('in_progress')
    const cancelled = await fetch(`${a.url}/v1/responses/${other.id}/cancel`, { method: 'POST', headers })
    expect(await cancelled.json()).toMatchObject({ id: other.id, status: 'cancelled' })
    const { events } = await following
    expect(numbers(events)).toEqual(upTo(events.length))
    expect(events.length).toBeLessThan(60)
    expect((await get(b, other.id)).status).toBe('cancelled')
  })

  test.skipIf(!isThere)(`a server that is killed leaves failed responses, and readers on the others are told ${suffix}`, async () => {
    const { replicas } = await startReplicas(3, { hasRedis, words: 400 })
    const [a, b, c] = replicas as [Replica, Replica, Replica]
    const responses = await Promise.all(Array.from({ length: 4 }, () => begin(a)))
    const readers = responses.map(({ id }, index) => follow(index % 2 === 0 ? b : c, id))
    await expect.poll(async () => (await get(b, responses[3]?.id ?? '')).status).toBe('in_progress')
    await new Promise((resolve) => setTimeout(resolve, 300))
    const start = performance.now()
    a.child.kill('SIGKILL')
    const read = await Promise.all(readers)
    // A sweep comes every two seconds; a reader looks for himself after one second of silence.
    expect(performance.now() - start).toBeLessThan(6_000)
    for (const [index, { events }] of read.entries()) {
      expect(numbers(events)).toEqual(upTo(events.length))
      expect(events.slice(-2).map(({ type }) => type)).toEqual(['error', 'response.failed'])
      expect(await get(c, responses[index]?.id ?? '')).toMatchObject({ status: 'failed', error: { code: 'server_error' } })
    }
  })

  test.skipIf(!isThere)(`a conversation is locked on all servers, and free again when its holder has died ${suffix}`, async () => {
    const { replicas } = await startReplicas(2, { hasRedis, words: 300 })
    const [a, b] = replicas as [Replica, Replica]
    const made = await fetch(`${a.url}/v1/conversations`, { method: 'POST', headers, body: '{}' })
    const { id: conversation } = (await made.json()) as { id: string }
    await begin(a, { conversation })
    const refused = await post(b.url, { conversation })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({ error: { code: 'conversation_locked' } })
    a.child.kill('SIGKILL')
    const again = async () => (await post(b.url, { conversation, background: true })).status
    await expect.poll(again, { timeout: 15_000, interval: 500 }).toBe(200)
  })
}

const both = postgres !== null && redis !== null
const place = both ? '(Postgres and Redis)' : '(skipped: Postgres and Redis cannot be had here)'

test.skipIf(!both)(`what a caller uses on one server counts on all ${place}`, async () => {
  const { replicas } = await startReplicas(3, { hasRedis: true, words: 1, delayMs: 0, requestsPerMinute: 6 })
  const answers: globalThis.Response[] = []
  for (let turn = 0; turn < 8; turn++) answers.push(await post(replicas[turn % 3]?.url ?? '', {}))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429])
  expect(answers[5]?.headers.get('x-ratelimit-remaining-requests')).toBe('0')
  expect(answers[6]?.headers.get('retry-after')).not.toBeNull()
})

test.skipIf(!both)(`a Redis that dies takes nothing away from readers ${place}`, async () => {
  const { replicas, redis: events } = await startReplicas(2, { hasRedis: true, words: 100 })
  const [a, b] = replicas as [Replica, Replica]
  const { id } = await begin(a)
  const reader = follow(b, id)
  await new Promise((resolve) => setTimeout(resolve, 500))
  await events?.kill()
  const { events: read } = await reader
  expect(numbers(read)).toEqual(upTo(read.length))
  expect(read.at(-1)?.type).toBe('response.completed')
})
