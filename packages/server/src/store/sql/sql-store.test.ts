import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type { StreamEvent } from '@goldwire/schemas'
import { afterAll, expect, onTestFinished, test } from 'vitest'

import { plainBase, runSteps, stampAll } from '../../testing/run-steps.ts'
import { saying } from '../../testing/test-app.ts'
import { postgresKind } from '../../testing/test-stores.ts'
import { openSqliteStore } from '../open-sql-stores.ts'
import type { Store } from '../store.ts'
import { migrate, type Migration } from './migrations.ts'
import type { SqlDatabase, SqlRunner } from './sql-database.ts'
import { createNoPeers } from './sql-peers.ts'
import { openSqlStore } from './sql-store.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

const newFile = () => join(mkdtempSync(join(tmpdir(), 'goldwire-sql-')), 'responses.db')

function tell(id: string, { deltas = 5, background = true } = {}) {
  const words = Array.from({ length: deltas }, (_, index) => `word ${index} `)
  const events = stampAll(runSteps(saying(...words), { base: { ...plainBase, id, background } }), { obfuscated: false })
  const [first, last] = [events[0], events.at(-1)]
  if (first?.type !== 'response.created' || last?.type !== 'response.completed') throw new Error('not a whole answer')
  return { created: first.response, events, final: last.response }
}

async function read(store: Store, id: string): Promise<StreamEvent[]> {
  const all: StreamEvent[] = []
  for await (const batch of store.events(id, { startingAfter: -1 })) all.push(...batch)
  return all
}

/** A database that fails while it is told to, before or after it has done what it was asked. */
function createFlaky(database: SqlDatabase) {
  const state = { fails: false as false | 'before' | 'after' }
  const flaky = async <T>(work: () => Promise<T>): Promise<T> => {
    if (state.fails === 'before') throw new Error('the database is gone')
    const result = await work()
    if (state.fails === 'after') throw new Error('the answer got lost')
    return result
  }
  const wrapped: SqlDatabase = {
    dialect: database.dialect,
    all: (sql, parameters) => flaky(() => database.all(sql, parameters)),
    run: (sql, parameters) => flaky(() => database.run(sql, parameters)),
    transaction: (work: (transaction: SqlRunner) => Promise<never>) => flaky(() => database.transaction(work)),
    close: () => database.close(),
  }
  return { state, database: wrapped }
}

async function openFlaky() {
  const { state, database } = createFlaky(openSqliteDatabase(newFile()))
  const store = await openSqlStore({ database, peers: createNoPeers(7), now: Date.now, sweepMs: 60_000, onFault: () => {} })
  onTestFinished(async () => {
    state.fails = false
    await store.close()
  })
  return { state, store }
}

test.each(['before', 'after'] as const)(
  'a database that fails for a while (%s it has written) makes no gap and nothing twice',
  async (when) => {
    const { state, store } = await openFlaky()
    const told = tell('resp_flaky')
    const log = store.begin({ created: told.created, input: [] })
    for (const event of told.events.slice(0, 4)) log.append(event)
    await log.flushed()
    state.fails = when
    for (const event of told.events.slice(4, 8)) log.append(event)
    await expect(log.flushed()).rejects.toThrow(/gone|lost/)
    state.fails = false
    for (const event of told.events.slice(8)) log.append(event)
    expect(await log.finish(told.final)).toBe(true)
    expect(await read(store, 'resp_flaky')).toEqual(told.events)
    expect((await store.get('resp_flaky'))?.response).toEqual(told.final)
  },
)

test.each(['before', 'after'] as const)('an end that could not be written (%s) is told, tried again, and then whole', async (when) => {
  const { state, store } = await openFlaky()
  for (const background of [true, false]) {
    const told = tell(`resp_end_${background}`, { background })
    const log = store.begin({ created: told.created, input: [] })
    for (const event of told.events) log.append(event)
    await log.flushed()
    state.fails = when
    await expect(log.finish(told.final)).rejects.toThrow(/gone|lost/)
    state.fails = false
    await expect.poll(async () => (await store.get(told.created.id))?.response.status, { timeout: 3_000 }).toBe('completed')
    expect(await read(store, told.created.id)).toEqual(told.events)
  }
})

test('a database that stays away makes a failed response of one that was running, not half a whole one', async () => {
  const file = newFile()
  const { state, database } = createFlaky(openSqliteDatabase(file))
  const store = await openSqlStore({ database, peers: createNoPeers(7), now: Date.now, sweepMs: 60_000, onFault: () => {} })
  const told = tell('resp_away')
  const log = store.begin({ created: told.created, input: [] })
  for (const event of told.events.slice(0, 5)) log.append(event)
  await log.flushed()
  state.fails = 'before'
  for (const event of told.events.slice(5)) log.append(event)
  await expect(log.finish(told.final)).rejects.toThrow('gone')
  await store.close()
  const again = await openSqliteStore(file)
  onTestFinished(() => again.close())
  expect((await again.get('resp_away'))?.response).toMatchObject({ status: 'failed', error: { code: 'server_error' }, output: [] })
  expect((await read(again, 'resp_away')).slice(0, 5)).toEqual(told.events.slice(0, 5))
})

test('one server holds a file, and the next one has it when the first is gone', async () => {
  const file = newFile()
  const first = await openSqliteStore(file)
  await expect(openSqliteStore(file)).rejects.toThrow('database is locked')
  await first.close()
  const second = await openSqliteStore(file)
  await second.close()
  expect(new DatabaseSync(file).prepare('SELECT COUNT(*) AS count FROM goldwire_migrations').get()).toMatchObject({
    count: expect.any(Number),
  })
})

test('tables are made once, and new steps are added to old ones', async () => {
  const database = openSqliteDatabase(':memory:')
  onTestFinished(() => database.close())
  const steps: Migration[] = [{ name: 'one', statements: ['CREATE TABLE one (id TEXT)'] }]
  await migrate(database, steps)
  await migrate(database, steps)
  await migrate(database, [...steps, { name: 'two', statements: ['ALTER TABLE one ADD COLUMN more TEXT'] }])
  expect(await database.all('SELECT number, name FROM goldwire_migrations ORDER BY number')).toMatchObject([
    { number: 0, name: 'one' },
    { number: 1, name: 'two' },
  ])
  const broken = [...steps, { name: 'two', statements: [] }, { name: 'three', statements: ['CREATE TABLE three (id TEXT)', 'NONSENSE'] }]
  await expect(migrate(database, broken)).rejects.toThrow('NONSENSE')
  expect(await database.all("SELECT name FROM sqlite_master WHERE name = 'three'")).toEqual([])
})

const postgres = postgresKind()
afterAll(() => postgres?.close())

test.skipIf(postgres === null)(
  'connections to Postgres that are cut while responses run are made anew, and nothing is lost (needs Postgres)',
  async () => {
    const place = await postgres?.createPlace()
    const server = await postgres?.server()
    const store = await place?.open()
    if (store === undefined || server === undefined) throw new Error('there is no Postgres')
    onTestFinished(() => store.close())
    const told = tell('resp_reconnected', { deltas: 60 })
    const log = store.begin({ created: told.created, input: [] })
    const following: StreamEvent[] = []
    for (const [index, event] of told.events.entries()) {
      log.append(event)
      if (index % 20 === 10) await server.cutConnections()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const isKept = await log.finish(told.final).catch(() => null)
    expect(isKept).not.toBe(false)
    await expect.poll(async () => (await store.get('resp_reconnected'))?.response.status, { timeout: 5_000 }).toBe('completed')
    following.push(...(await read(store, 'resp_reconnected')))
    expect(following).toEqual(told.events)
  },
)

test.skipIf(postgres === null)('several servers may make the tables of one database at the same time (needs Postgres)', async () => {
  const place = await postgres?.createPlace()
  if (place === undefined) throw new Error('there is no Postgres')
  const stores = await Promise.all(Array.from({ length: 4 }, () => place.open()))
  for (const store of stores) {
    expect(await store.get('resp_none')).toBeNull()
    await store.close()
  }
})
