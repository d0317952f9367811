import type { StreamEvent } from '@goldwire/schemas'
import { afterAll, expect, onTestFinished, test } from 'vitest'

import { createMemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { findRedis, startRedis, type TestRedis } from '../testing/redis.ts'
import { plainBase, runSteps, stampAll } from '../testing/run-steps.ts'
import { saying } from '../testing/test-app.ts'
import { createRedisBuckets } from './redis-buckets.ts'
import { openRedisLink } from './redis-link.ts'
import { createRedisLocks } from './redis-locks.ts'
import { shareEvents } from './share-events.ts'

const program = findRedis()
const suffix = program === null ? '(skipped: there is no redis-server here)' : '(needs Redis)'
let started: Promise<TestRedis> | null = null
afterAll(async () => (await started)?.[Symbol.asyncDispose]())

const unexpected = (error: unknown): never => {
  throw error
}

async function openLink() {
  if (program === null) throw new Error('there is no Redis')
  const link = await openRedisLink((await (started ??= startRedis(program))).url, { onFault: unexpected })
  onTestFinished(() => link.close())
  return link
}

/** A store on which nothing can be followed: what a reader sees came through Redis. `asked` is where readers turned to it. */
function createBlindStore(): { store: Store; asked: number[] } {
  const asked: number[] = []
  const store: Store = {
    ...createMemoryStore(),
    async *events(_id, { startingAfter }) {
      asked.push(startingAfter)
      yield await Promise.resolve([])
    },
  }
  return { store, asked }
}

function tell(id: string) {
  const words = Array.from({ length: 600 }, (_, index) => `word ${index} `)
  const events = stampAll(runSteps(saying(...words), { base: { ...plainBase, id, background: true } }), { obfuscated: false })
  const [first, last] = [events[0], events.at(-1)]
  if (first?.type !== 'response.created' || last?.type !== 'response.completed') throw new Error('not a whole answer')
  return { created: first.response, events, final: last.response }
}

async function read(store: Store, id: string, startingAfter = -1): Promise<StreamEvent[]> {
  const all: StreamEvent[] = []
  for await (const batch of store.events(id, { startingAfter })) all.push(...batch)
  return all
}

test.skipIf(program === null)(`events that one server keeps are read on another through Redis, live and to the end ${suffix}`, async () => {
  const [writer, reader] = [createBlindStore(), createBlindStore()]
  const [writing, reading] = [await openLink(), await openLink()]
  const told = tell('resp_live')
  const log = shareEvents(writer.store, { link: writing, onFault: unexpected }).begin({ created: told.created, input: [] })
  const other = shareEvents(reader.store, { link: reading, onFault: unexpected })
  log.append(told.events[0] as StreamEvent)
  await log.flushed()
  await expect.poll(() => writing.commands.exists('goldwire:events:resp_live')).toBe(1)
  const following = Promise.all([read(other, 'resp_live'), read(other, 'resp_live', 300)])
  for (const event of told.events.slice(1)) {
    log.append(event)
    if (event.sequence_number % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await log.finish(told.final)
  const [all, later] = await following
  expect(all).toEqual(told.events)
  expect(later).toEqual(told.events.slice(301))
  const last = told.events.length - 1
  expect(reader.asked).toEqual([last, last])
  expect(await writing.commands.pttl('goldwire:events:resp_live')).toBeLessThanOrEqual(60_000)
})

test.skipIf(program === null)(`an end that Redis does not know is looked for in the store ${suffix}`, async () => {
  const { store, asked } = createBlindStore()
  const link = await openLink()
  const told = tell('resp_dead')
  const shared = shareEvents(store, { link, onFault: unexpected })
  const log = shared.begin({ created: told.created, input: [] })
  for (const event of told.events.slice(0, 4)) log.append(event)
  await expect.poll(() => link.commands.xlen('goldwire:events:resp_dead')).toBe(4)
  const start = performance.now()
  expect(await read(shared, 'resp_dead')).toEqual(told.events.slice(0, 4))
  expect(performance.now() - start).toBeLessThan(3_000)
  expect(asked).toEqual([3])
})

test.skipIf(program === null)(`a lock is one server's, lives while its holder does, and is given back ${suffix}`, async () => {
  const { commands } = await openLink()
  let count = 0
  const locks = createRedisLocks(commands, { createToken: () => `token ${++count}`, onFault: unexpected, leaseMs: 90 })
  const release = await locks.acquire('thing')
  expect(await locks.acquire('thing')).toBeNull()
  await new Promise((resolve) => setTimeout(resolve, 250))
  expect(await locks.acquire('thing')).toBeNull()
  release?.()
  await expect.poll(async () => (await locks.acquire('thing')) !== null).toBe(true)
  // A holder that died: its lock runs out.
  await commands.set('goldwire:lock:other', 'of somebody', 'PX', 90)
  expect(await locks.acquire('other')).toBeNull()
  await expect.poll(async () => (await locks.acquire('other')) !== null).toBe(true)
})

test.skipIf(program === null)(`buckets take from all or from none, fill again, and bear debts ${suffix}`, async () => {
  const buckets = createRedisBuckets((await openLink()).commands)
  const requests = { type: 'requests', abbreviation: 'RPM', limit: 2 } as const
  const tokens = { type: 'tokens', abbreviation: 'TPM', limit: 60_000 } as const
  const take = (need: number) =>
    buckets.take('caller', [
      { ...requests, need: 1 },
      { ...tokens, need },
    ])
  expect((await take(50_000)).refused).toBeNull()
  expect((await take(50_000)).refused).toBe(1)
  const { refused, levels } = await take(1_000)
  expect(refused).toBeNull()
  expect(levels[0]).toBeCloseTo(0, 0)
  expect((await take(1)).refused).toBe(0)
  await buckets.adjust('caller', tokens, 20_000)
  const debt = await buckets.take('caller', [{ ...tokens, need: 0 }])
  expect(debt.levels[0]).toBeLessThan(0)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const later = await buckets.take('caller', [{ ...tokens, need: 0 }])
  expect((later.levels[0] ?? 0) - (debt.levels[0] ?? 0)).toBeGreaterThan(90)
})
