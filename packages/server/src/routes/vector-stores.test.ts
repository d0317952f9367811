import OpenAI, { toFile } from 'openai'
import { expect, test } from 'vitest'

import { createTestApp, listen } from '../testing/test-app.ts'

async function withClient(
  run: (client: OpenAI, upload: (name: string, text: string) => Promise<string>) => Promise<void>,
  now?: () => number,
) {
  await using server = await listen(createTestApp(now === undefined ? {} : { now }))
  const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0 })
  const upload = async (name: string, text: string) =>
    (await client.files.create({ file: await toFile(Buffer.from(text), name), purpose: 'assistants' })).id
  await run(client, upload)
}

test('a store is created, updated, listed and deleted', async () => {
  await withClient(async (client) => {
    const store = await client.vectorStores.create({ name: 'Animals', metadata: { a: 'b' } })
    expect(store).toMatchObject({
      object: 'vector_store',
      name: 'Animals',
      usage_bytes: 0,
      file_counts: { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 },
      status: 'completed',
      expires_after: null,
      expires_at: null,
      metadata: { a: 'b' },
    })
    expect(store.id).toMatch(/^vs_[0-9a-f]{32}$/)
    const updated = await client.vectorStores.update(store.id, { name: 'Beasts', expires_after: { anchor: 'last_active_at', days: 2 } })
    expect(updated).toMatchObject({ name: 'Beasts', metadata: { a: 'b' }, expires_at: store.last_active_at! + 2 * 86_400 })
    expect((await client.vectorStores.list()).data).toEqual([updated])
    expect(await client.vectorStores.delete(store.id)).toEqual({ id: store.id, object: 'vector_store.deleted', deleted: true })
    await expect(client.vectorStores.retrieve(store.id)).rejects.toMatchObject({ status: 404 })
  })
})

test('files are attached, searched and detached', async () => {
  await withClient(async (client, upload) => {
    const store = await client.vectorStores.create({})
    const cats = await upload('cats.md', '# Cats\n\nA cat sleeps sixteen hours a day.')
    const dogs = await upload('dogs.json', '{"dog": "barks at the postman"}')
    const attached = await client.vectorStores.files.createAndPoll(store.id, { file_id: cats, attributes: { kind: 'feline', year: 2020 } })
    expect(attached).toMatchObject({
      object: 'vector_store.file',
      id: cats,
      vector_store_id: store.id,
      status: 'completed',
      last_error: null,
      chunking_strategy: { type: 'static', static: { max_chunk_size_tokens: 800, chunk_overlap_tokens: 400 } },
      attributes: { kind: 'feline', year: 2020 },
    })
    await client.vectorStores.files.createAndPoll(store.id, { file_id: dogs })
    expect(await client.vectorStores.retrieve(store.id)).toMatchObject({ file_counts: { completed: 2, total: 2 } })
    const found = await client.vectorStores.search(store.id, { query: 'how long do cats sleep?' })
    expect(found.data[0]).toMatchObject({
      file_id: cats,
      filename: 'cats.md',
      content: [{ type: 'text' }],
      attributes: { kind: 'feline', year: 2020 },
    })
    expect(found.data[0]?.score).toBeGreaterThan(0)
    expect(found.data[0]?.score).toBeLessThanOrEqual(1)
    const filters = {
      type: 'and',
      filters: [
        { type: 'eq', key: 'kind', value: 'feline' },
        { type: 'gt', key: 'year', value: 2021 },
      ],
    } as const
    expect(
      (await client.vectorStores.search(store.id, { query: 'cat', filters: { ...filters, filters: [...filters.filters] } })).data,
    ).toEqual([])
    await client.vectorStores.files.update(cats, { vector_store_id: store.id, attributes: { kind: 'feline', year: 2022 } })
    expect(
      (await client.vectorStores.search(store.id, { query: 'cat', filters: { ...filters, filters: [...filters.filters] } })).data,
    ).toHaveLength(1)
    const content = await client.vectorStores.files.content(cats, { vector_store_id: store.id })
    expect(content.data[0]?.text).toContain('sixteen hours')
    await client.vectorStores.files.delete(cats, { vector_store_id: store.id })
    expect((await client.vectorStores.search(store.id, { query: 'cat' })).data).toEqual([])
    expect((await client.vectorStores.files.list(store.id)).data.map(({ id }) => id)).toEqual([dogs])
    await client.files.delete(dogs)
    expect((await client.vectorStores.search(store.id, { query: 'postman' })).data).toEqual([])
  })
})

test('a batch attaches many, and says which failed', async () => {
  await withClient(async (client, upload) => {
    const store = await client.vectorStores.create({})
    const good = await upload('a.txt', 'apples')
    const bad = await upload('b.pdf', '%PDF')
    const batch = await client.vectorStores.fileBatches.createAndPoll(store.id, { file_ids: [good, bad] })
    expect(batch).toMatchObject({
      object: 'vector_store.files_batch',
      status: 'completed',
      file_counts: { completed: 1, failed: 1, total: 2 },
    })
    const failed = await client.vectorStores.fileBatches.listFiles(batch.id, { vector_store_id: store.id, filter: 'failed' })
    expect(failed.data).toMatchObject([{ id: bad, last_error: { code: 'unsupported_file' } }])
    const uploaded = await client.vectorStores.fileBatches.uploadAndPoll(store.id, { files: [await toFile(Buffer.from('pears'), 'c.txt')] })
    expect(uploaded.file_counts.completed).toBe(1)
  })
})

test('a file that is no text is refused, and so is one that is not there', async () => {
  await withClient(async (client, upload) => {
    const store = await client.vectorStores.create({})
    const pdf = await upload('a.pdf', '%PDF')
    await expect(client.vectorStores.files.create(store.id, { file_id: pdf })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_file',
    })
    await expect(client.vectorStores.files.create(store.id, { file_id: 'file-none' })).rejects.toMatchObject({
      status: 404,
      param: 'file_id',
    })
    await expect(client.vectorStores.files.create('vs_none', { file_id: pdf })).rejects.toMatchObject({ status: 404 })
    await expect(client.vectorStores.create({ file_ids: ['file-none'] })).rejects.toMatchObject({ status: 400, param: 'file_ids' })
    const chunking_strategy = { type: 'static', static: { max_chunk_size_tokens: 100, chunk_overlap_tokens: 60 } } as const
    await expect(client.vectorStores.files.create(store.id, { file_id: pdf, chunking_strategy })).rejects.toMatchObject({ status: 400 })
  })
})

test('a store that nobody uses expires', async () => {
  let now = 1_800_000_000_000
  await withClient(
    async (client, upload) => {
      const file_ids = [await upload('a.txt', 'apples')]
      const store = await client.vectorStores.create({ file_ids, expires_after: { anchor: 'last_active_at', days: 1 } })
      now += 86_399_000
      expect((await client.vectorStores.search(store.id, { query: 'apples' })).data).toHaveLength(1)
      now += 86_400_000
      expect((await client.vectorStores.retrieve(store.id)).status).toBe('expired')
      await expect(client.vectorStores.search(store.id, { query: 'apples' })).rejects.toMatchObject({ status: 400 })
    },
    () => now,
  )
})
