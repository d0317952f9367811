import type { Response, StreamEvent } from '@goldwire/schemas'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'

import { plainBase, runSteps, stampAll } from '../testing/run-steps.ts'
import { saying } from '../testing/test-app.ts'
import { storeKinds, type StorePlace } from '../testing/test-stores.ts'
import { hasEnded, keepResponse, type ResponseLog, type Store, type StoredItem } from './store.ts'

const message = (id: string, text = 'x') => ({ id, type: 'message', role: 'user', content: text }) as unknown as StoredItem

interface Told {
  created: Response
  events: StreamEvent[]
  final: Response
}

/** The events of a whole answer with this many deltas. */
function tell(id: string, { background = true, deltas = 3, text = (index: number) => `word ${index} 🌍\n\u2028"` } = {}): Told {
  const steps = saying(...Array.from({ length: deltas }, (_, index) => text(index)))
  const events = stampAll(runSteps(steps, { base: { ...plainBase, id, background } }), { obfuscated: false })
  const [first, last] = [events[0], events.at(-1)]
  if (first?.type !== 'response.created' || last?.type !== 'response.completed') throw new Error('not a whole answer')
  return { created: first.response, events, final: last.response }
}

async function collect(events: AsyncIterable<readonly StreamEvent[]>): Promise<StreamEvent[]> {
  const all: StreamEvent[] = []
  for await (const batch of events) all.push(...batch)
  return all
}

const read = (store: Store, id: string, startingAfter = -1) => collect(store.events(id, { startingAfter }))

/** Begins a background response and keeps its first `count` events. */
async function half(store: Store, told: Told, count = 6, input: StoredItem[] = []): Promise<ResponseLog> {
  const log = store.begin({ created: told.created, input })
  for (const event of told.events.slice(0, count)) log.append(event)
  await log.flushed()
  return log
}

async function finish(log: ResponseLog, { events, final }: Told, from: number): Promise<boolean> {
  for (const event of events.slice(from)) log.append(event)
  return log.finish(final)
}

const { available, missing } = storeKinds()

test.skipIf(missing.length > 0)(`every kind of store is tested here${missing.map((one) => `; missing: ${one}`).join('')}`, () => {
  expect(available.map((kind) => kind.name)).toEqual(['memory', 'SQLite', 'Postgres'])
})

describe.each(available)('$name', (kind) => {
  let place: StorePlace
  let store: Store
  beforeAll(async () => {
    place = await kind.createPlace()
    store = await place.open()
  })
  afterAll(async () => {
    await store.close()
    await kind.close()
  })

  test('a response is kept until it is deleted, key by key as it was', async () => {
    const told = tell('resp_whole', { background: false })
    const input = [message('msg_asked')]
    await keepResponse(store, { response: told.final, input, events: told.events })
    const kept = await store.get('resp_whole')
    expect(JSON.stringify(kept)).toBe(JSON.stringify({ response: told.final, input }))
    expect(await read(store, 'resp_whole')).toEqual(told.events)
    expect(await store.delete('resp_whole')).toBe(true)
    expect(await store.get('resp_whole')).toBeNull()
    expect(await read(store, 'resp_whole')).toEqual([])
    expect(await store.delete('resp_whole')).toBe(false)
  })

  test('a response that is not in the background cannot be seen before its end, and leaves nothing when it is abandoned', async () => {
    const told = tell('resp_foreground', { background: false })
    const log = await half(store, told)
    expect(await store.get('resp_foreground')).toBeNull()
    expect(await read(store, 'resp_foreground')).toEqual([])
    await log.abandon()
    expect(await log.finish(told.final)).toBe(false)
    expect(await store.get('resp_foreground')).toBeNull()
    expect(await store.delete('resp_never')).toBe(false)
  })

  test('a background response can be seen as far as it has come', async () => {
    const told = tell('resp_seen')
    const log = await half(store, told, 2, [message('msg_seen')])
    expect((await store.get('resp_seen'))?.response).toEqual({ ...told.created, status: 'queued' })
    expect(await store.findItem('msg_seen')).toMatchObject({ id: 'msg_seen' })
    log.append(told.events[2] as StreamEvent)
    await log.flushed()
    expect((await store.get('resp_seen'))?.response.status).toBe('in_progress')
    expect(await finish(log, told, 3)).toBe(true)
    expect((await store.get('resp_seen'))?.response).toEqual(told.final)
    expect(await read(store, 'resp_seen')).toEqual(told.events)
  })

  test('readers follow a running response, each from where it likes, to the same end', async () => {
    const told = tell('resp_followed', { deltas: 40 })
    const log = await half(store, told, 4)
    const starts = [-1, 0, 3, 10, told.events.length - 2, told.events.length - 1, 10_000]
    const readers = starts.map((start) => read(store, 'resp_followed', start))
    for (const event of told.events.slice(4)) {
      log.append(event)
      if (event.sequence_number % 7 === 0) await log.flushed()
      if (event.sequence_number % 11 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await log.finish(told.final)
    for (const [index, events] of (await Promise.all(readers)).entries()) {
      expect(events).toEqual(told.events.slice((starts[index] ?? 0) + 1))
    }
  })

  test('a reader that leaves is let go', async () => {
    const told = tell('resp_left')
    const log = await half(store, told)
    const leaving = new AbortController()
    const seen: number[] = []
    const reading = (async () => {
      for await (const batch of store.events('resp_left', { startingAfter: -1, signal: leaving.signal })) seen.push(batch.length)
    })()
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    leaving.abort()
    await reading
    expect(await finish(log, told, 6)).toBe(true)
  })

  test('cancelling aborts the run, ends its readers without a word, and means the same the second time', async () => {
    const told = tell('resp_cancelled')
    const log = await half(store, told)
    const reading = read(store, 'resp_cancelled')
    const cancelled = await store.cancel('resp_cancelled')
    expect(cancelled?.response).toEqual({ ...told.created, status: 'cancelled' })
    expect(log.signal.aborted).toBe(true)
    expect(await finish(log, told, 6)).toBe(false)
    expect(await reading).toEqual(told.events.slice(0, 6))
    expect(await store.cancel('resp_cancelled')).toEqual(cancelled)
    expect(await store.get('resp_cancelled')).toEqual(cancelled)
    expect(await store.cancel('resp_never')).toBeNull()
  })

  test('what has ended is not cancelled any more', async () => {
    const told = tell('resp_late')
    expect(await finish(await half(store, told), told, 6)).toBe(true)
    expect((await store.cancel('resp_late'))?.response).toEqual(told.final)
    expect(await read(store, 'resp_late')).toEqual(told.events)
  })

  test('deleting a running response aborts it, and it does not come back', async () => {
    const told = tell('resp_gone')
    const log = await half(store, told)
    const reading = read(store, 'resp_gone')
    expect(await store.delete('resp_gone')).toBe(true)
    expect(log.signal.aborted).toBe(true)
    expect(await finish(log, told, 6)).toBe(false)
    expect(await store.get('resp_gone')).toBeNull()
    expect((await reading).length).toBeLessThanOrEqual(6)
  })

  test('a background run that is given up is told as failed', async () => {
    const told = tell('resp_given_up')
    const log = await half(store, told)
    await log.abandon()
    const events = await read(store, 'resp_given_up')
    expect(events.slice(0, 6)).toEqual(told.events.slice(0, 6))
    expect(events.slice(6).map(({ type, sequence_number: number }) => [type, number])).toEqual([
      ['error', 6],
      ['response.failed', 7],
    ])
    expect((await store.get('resp_given_up'))?.response).toMatchObject({ status: 'failed', error: { code: 'server_error' } })
  })

  test('items are found by id among inputs and outputs, as long as one kept response has them', async () => {
    const [one, two] = [tell('resp_a', { background: false }), tell('resp_b')]
    const outputId = (one.final.output[0] as { id: string }).id
    await keepResponse(store, { response: one.final, input: [message('msg_a')], events: one.events })
    await finish(await half(store, two, 6, [message('msg_b'), message('msg_b')]), two, 6)
    expect(await store.findItem('msg_a')).toEqual(message('msg_a'))
    expect(await store.findItem('msg_b')).toEqual(message('msg_b'))
    expect(await store.findItem(outputId)).toMatchObject({ id: outputId, type: 'message' })
    await store.delete('resp_a')
    expect(await store.findItem('msg_a')).toBeNull()
  })

  test('many responses written at the same time keep their events apart and in order', async () => {
    const all = Array.from({ length: 20 }, (_, index) => tell(`resp_many_${index}`, { deltas: 50, text: (delta) => `${index}:${delta} ` }))
    await Promise.all(
      all.map(async (told) => {
        const log = store.begin({ created: told.created, input: [] })
        for (const event of told.events) {
          log.append(event)
          if (event.sequence_number % 5 === 0) await new Promise((resolve) => setImmediate(resolve))
        }
        expect(await log.finish(told.final)).toBe(true)
      }),
    )
    for (const told of all) expect(await read(store, told.created.id)).toEqual(told.events)
  })

  test('whatever the texts and however they are cut into writes, a reader gets what was appended after its place', async () => {
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        fc.integer({ min: -1, max: 40 }),
        async (texts, flushes, start) => {
          const told = tell(`resp_any_${++count}`, { deltas: texts.length, text: (index) => texts[index] ?? '' })
          const log = store.begin({ created: told.created, input: [] })
          for (const [index, event] of told.events.entries()) {
            log.append(event)
            if (flushes[index % flushes.length] === true) await log.flushed()
          }
          await log.finish(told.final)
          expect(await read(store, told.created.id, start)).toEqual(JSON.parse(JSON.stringify(told.events.slice(start + 1))))
        },
      ),
      { numRuns: 25 },
    )
  })

  test.skipIf(!kind.isLasting)(
    'what is opened anew has what was finished, tells what was running as failed, and knows no other',
    async () => {
      const second = await kind.createPlace()
      const before = await second.open()
      const [done, running, cut] = [tell('resp_done'), tell('resp_running'), tell('resp_cut', { background: false })]
      await finish(await half(before, done), done, 6)
      await half(before, running)
      await half(before, cut)
      await before.close()
      const after = await second.open()
      onTestFinished(() => after.close())
      expect((await after.get('resp_done'))?.response).toEqual(done.final)
      expect(await after.get('resp_cut')).toBeNull()
      const failed = (await after.get('resp_running'))?.response
      expect(failed).toMatchObject({ status: 'failed', error: { code: 'server_error' }, output: [], usage: null })
      const events = await read(after, 'resp_running')
      expect(events.slice(0, 6)).toEqual(running.events.slice(0, 6))
      expect(events.slice(6)).toMatchObject([
        { type: 'error', sequence_number: 6 },
        { type: 'response.failed', sequence_number: 7, response: failed },
      ])
    },
  )

  test.skipIf(!kind.isShared)('servers that share a database follow and cancel what the other one runs', async () => {
    const other = await place.open()
    onTestFinished(() => other.close())
    const told = tell('resp_shared', { deltas: 30 })
    const log = await half(store, told)
    expect((await other.get('resp_shared'))?.response.status).toBe('in_progress')
    const following = read(other, 'resp_shared', 2)
    for (const event of told.events.slice(6)) {
      log.append(event)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await log.finish(told.final)
    expect(await following).toEqual(told.events.slice(3))

    const second = tell('resp_shared_cancelled')
    const running = await half(store, second)
    const start = performance.now()
    expect((await other.cancel('resp_shared_cancelled'))?.response.status).toBe('cancelled')
    while (!running.signal.aborted && performance.now() - start < 5_000) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(performance.now() - start).toBeLessThan(1_000)
    expect(await finish(running, second, 6)).toBe(false)
    expect(hasEnded((await store.get('resp_shared_cancelled'))?.response ?? second.created)).toBe(true)
  })
})
