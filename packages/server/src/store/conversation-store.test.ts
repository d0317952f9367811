import { afterAll, expect, onTestFinished, test } from 'vitest'

import { postgresKind } from '../testing/test-stores.ts'
import { createMemoryConversations, type MemoryConversations } from './memory-conversations.ts'
import { migrate } from './sql/migrations.ts'
import { createSqlConversations, type SqlConversations } from './sql/sql-conversations.ts'
import { openSqliteDatabase } from './sql/sqlite-database.ts'
import type { SqlDatabase } from './sql/sql-database.ts'
import type { StoredItem } from './store.ts'

const postgres = postgresKind()
afterAll(() => postgres?.close())

async function onSql(database: SqlDatabase): Promise<SqlConversations> {
  onTestFinished(() => database.close())
  await migrate(database)
  return createSqlConversations(database)
}

const stores: [string, () => Promise<MemoryConversations | SqlConversations>, boolean][] = [
  ['memory', async () => createMemoryConversations({ maxBytes: 1_000_000 }), true],
  ['SQLite', () => onSql(openSqliteDatabase(':memory:')), true],
  [
    'Postgres (needs Postgres)',
    async () => {
      // Imported only where it is used: pg looks for native bindings as soon as it is loaded.
      const { openPostgresDatabase } = await import('./sql/postgres-database.ts')
      const place = await postgres?.createPlace()
      return onSql(openPostgresDatabase(place?.setting ?? '', { onFault: () => undefined }))
    },
    postgres !== null,
  ],
]

let made = 0
const newConversation = () => ({
  id: `conv_${process.pid}_${Date.now()}_${made++}`,
  object: 'conversation' as const,
  created_at: 1_700_000_000,
  metadata: {},
})
const item = (id: string) => ({ id, type: 'message', role: 'user', status: 'completed', content: [] }) as unknown as StoredItem
const ids = (items: readonly StoredItem[] | null | undefined) => items?.map(({ id }) => id)
const count = (n: number) => Array.from({ length: n }, (_, index) => item(`msg_${index}`))

for (const [name, open, isThere] of stores) {
  test.skipIf(!isThere)(`${name}: a conversation is there until it is deleted, and its metadata is replaced as a whole`, async () => {
    const store = await open()
    const conversation = newConversation()
    await store.create(conversation, [])
    expect(await store.get(conversation.id)).toEqual(conversation)
    expect(await store.setMetadata(conversation.id, { a: 'b' })).toEqual({ ...conversation, metadata: { a: 'b' } })
    expect(await store.get(conversation.id)).toEqual({ ...conversation, metadata: { a: 'b' } })
    expect(await store.delete(conversation.id)).toBe(true)
    expect(await store.delete(conversation.id)).toBe(false)
    expect(await store.get(conversation.id)).toBeNull()
    expect(await store.setMetadata(conversation.id, {})).toBeNull()
    expect(await store.append(conversation.id, [item('msg_1')])).toBe(false)
    expect(await store.items(conversation.id)).toBeNull()
    expect(await store.page(conversation.id, { limit: 1, order: 'asc' })).toBeNull()
    expect(await store.page(conversation.id, { limit: 1, order: 'asc', after: 'msg_1' })).toBeNull()
  })

  test.skipIf(!isThere)(`${name}: the items of a deleted conversation can still be found by their ids`, async () => {
    const store = await open()
    const conversation = newConversation()
    const kept = item(`msg_${conversation.id}`)
    await store.create(conversation, [kept])
    await store.delete(conversation.id)
    expect(await store.findItem(kept.id)).toEqual(kept)
    expect(await store.findItem('msg_of_nobody')).toBeNull()
  })

  test.skipIf(!isThere)(`${name}: items stay in the order in which they were added, many at once too`, async () => {
    const store = await open()
    const { id } = newConversation()
    await store.create({ ...newConversation(), id }, count(250))
    expect(await store.append(id, [item('msg_x'), item('msg_y')])).toBe(true)
    expect(ids(await store.items(id))).toEqual([...count(250).map((one) => one.id), 'msg_x', 'msg_y'])
    expect(await store.item(id, 'msg_x')).toEqual(item('msg_x'))
    expect(await store.item(id, 'msg_z')).toBeNull()
    expect(await store.deleteItem(id, 'msg_x')).toBe(true)
    expect(await store.deleteItem(id, 'msg_x')).toBe(false)
    expect(await store.item(id, 'msg_x')).toBeNull()
    await store.append(id, [item('msg_z')])
    expect(ids(await store.items(id))?.slice(-3)).toEqual(['msg_249', 'msg_y', 'msg_z'])
  })

  test.skipIf(!isThere)(`${name}: pages go either way and know whether there is more`, async () => {
    const store = await open()
    const { id } = newConversation()
    await store.create({ ...newConversation(), id }, [])
    expect(await store.page(id, { limit: 2, order: 'desc' })).toEqual({ items: [], hasMore: false, knowsAfter: true })
    expect(await store.page(id, { limit: 2, order: 'desc', after: 'msg_1' })).toMatchObject({ knowsAfter: false })
    await store.append(id, count(5))
    for (const [order, expected] of [
      ['asc', [['msg_0', 'msg_1'], ['msg_2', 'msg_3'], ['msg_4']]],
      ['desc', [['msg_4', 'msg_3'], ['msg_2', 'msg_1'], ['msg_0']]],
    ] as const) {
      const pages: (string[] | undefined)[] = []
      let after: string | undefined
      for (let hasMore = true; hasMore;) {
        const page = await store.page(id, { limit: 2, order, after })
        pages.push(ids(page?.items))
        after = page?.items.at(-1)?.id
        hasMore = page?.hasMore === true
      }
      expect(pages).toEqual(expected)
    }
    expect(await store.page(id, { limit: 2, order: 'asc', after: 'msg_4' })).toEqual({ items: [], hasMore: false, knowsAfter: true })
  })

  test.skipIf(!isThere)(`${name}: what is added at the same time is not mixed`, async () => {
    const store = await open()
    const { id } = newConversation()
    await store.create({ ...newConversation(), id }, [])
    const turns = Array.from({ length: 20 }, (_, turn) => [item(`msg_${turn}_in`), item(`msg_${turn}_out`)])
    await Promise.all(turns.map((turn) => store.append(id, turn)))
    const all = ids(await store.items(id)) ?? []
    expect(all).toHaveLength(40)
    for (let index = 0; index < 40; index += 2) expect(all[index + 1]).toBe(all[index]?.replace('in', 'out'))
  })
}

test('memory: conversations nobody used for the longest make room', async () => {
  const store = createMemoryConversations({ maxBytes: 4_000 })
  const large = (id: string) => ({ ...item(id), content: [{ type: 'input_text', text: 'x'.repeat(900) }] }) as unknown as StoredItem
  const [first, second, third] = [newConversation(), newConversation(), newConversation()]
  await store.create(first, [large('msg_1')])
  await store.create(second, [large('msg_2')])
  await store.get(first.id)
  await store.create(third, [large('msg_3')])
  expect(await store.get(second.id)).toBeNull()
  expect(await store.get(first.id)).not.toBeNull()
  await store.append(first.id, [large('msg_4'), large('msg_5'), large('msg_6')])
  expect(ids(await store.items(first.id))).toEqual(['msg_1', 'msg_4', 'msg_5', 'msg_6'])
  expect(await store.get(third.id)).toBeNull()
})
