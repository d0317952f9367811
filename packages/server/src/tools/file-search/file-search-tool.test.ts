import { expect, test } from 'vitest'

import { createStoredFiles } from '../../files/stored-files.ts'
import { createSeededBytes } from '../../run/random-bytes.ts'
import { createMemoryObjects } from '../../store/memory-objects.ts'
import { endedItem, runHostedCall } from '../../testing/run-hosted-call.ts'
import { createSourceList } from '../citations/source-list.ts'
import { createFileSearchTool } from './file-search-tool.ts'
import { createVectorStores } from './vector-stores.ts'

const now = () => 1_800_000_000_000

async function prepare(texts: Record<string, string>) {
  const objects = createMemoryObjects()
  const files = createStoredFiles({ objects, now })
  const stores = createVectorStores({ objects, files, now, random: createSeededBytes(1) })
  const { id } = await stores.create({})
  for (const [filename, text] of Object.entries(texts)) {
    const content = Buffer.from(text)
    const file = { object: 'file', id: `file-${filename}`, purpose: 'assistants', filename, bytes: content.length, created_at: 0 } as const
    await files.put({ ...file, expires_at: null, status: 'processed', status_details: null }, content)
    await stores.attach(id, file.id, { attributes: { name: filename } })
  }
  return { stores, id }
}

const texts = { 'cats.txt': 'A cat sleeps all day.', 'dogs.txt': 'A dog barks all night.' }

test('a search is told as recorded: results only where they are included', async () => {
  const { stores, id } = await prepare(texts)
  const open = (includeResults: boolean) =>
    createFileSearchTool(
      { type: 'file_search', vector_store_ids: [id] },
      { stores, sources: createSourceList(), includeResults, budget: 20_000, param: 'tools[0]' },
    )
  const plain = await runHostedCall(await open(false), 'file_search', { queries: ['cat', 'sleep'] })
  expect(plain.steps.map((step) => (step.type === 'phase' ? step.phase : step.type))).toEqual([
    'item.start',
    'searching',
    'completed',
    'item.end',
  ])
  expect(endedItem(plain)).toEqual({ queries: ['cat', 'sleep'], results: null })
  expect(plain.output).toContain('[1] cats.txt\nA cat sleeps all day.')
  const included = await runHostedCall(await open(true), 'file_search', { queries: 'cat' })
  expect(endedItem(included)).toEqual({
    queries: ['cat'],
    results: [
      {
        attributes: { name: 'cats.txt' },
        file_id: 'file-cats.txt',
        filename: 'cats.txt',
        score: 1,
        text: 'A cat sleeps all day.',
        vector_store_id: id,
      },
    ],
  })
})

test('filters, threshold and number of results hold', async () => {
  const { stores, id } = await prepare(texts)
  const search = async (options: object) => {
    const tool = { type: 'file_search' as const, vector_store_ids: [id], ...options }
    const hosted = await createFileSearchTool(tool, {
      stores,
      sources: createSourceList(),
      includeResults: true,
      budget: 20_000,
      param: 'tools[0]',
    })
    const run = await runHostedCall(hosted, 'file_search', { queries: ['all cat'] })
    return (endedItem(run)['results'] as { filename: string }[]).map(({ filename }) => filename)
  }
  expect(await search({})).toEqual(['cats.txt', 'dogs.txt'])
  expect(await search({ max_num_results: 1 })).toEqual(['cats.txt'])
  expect(await search({ ranking_options: { score_threshold: 0.9 } })).toEqual(['cats.txt'])
  expect(await search({ filters: { type: 'eq', key: 'name', value: 'dogs.txt' } })).toEqual(['dogs.txt'])
})

test('a call without queries, or whose store is gone, fails', async () => {
  const { stores, id } = await prepare(texts)
  const tool = await createFileSearchTool(
    { type: 'file_search', vector_store_ids: [id] },
    { stores, sources: createSourceList(), includeResults: false, budget: 20_000, param: 'tools[0]' },
  )
  expect(endedItem(await runHostedCall(tool, 'file_search', '{"queries":[""]}'))).toEqual({ queries: [], status: 'failed' })
  await stores.delete(id)
  expect(endedItem(await runHostedCall(tool, 'file_search', { queries: ['cat'] }))).toEqual({ queries: ['cat'], status: 'failed' })
})

test('a store that is not there, and weights for vectors, are refused', async () => {
  const { stores, id } = await prepare({})
  const open = (tool: object) =>
    createFileSearchTool(
      { type: 'file_search', vector_store_ids: [id], ...tool },
      { stores, sources: createSourceList(), includeResults: false, budget: 20_000, param: 'tools[0]' },
    )
  await expect(open({ vector_store_ids: ['vs_none'] })).rejects.toThrow("Vector store with id ['vs_none'] not found.")
  await expect(open({ ranking_options: { hybrid_search: { embedding_weight: 1, text_weight: 1 } } })).rejects.toThrow('hybrid_search')
})

test('the model is told no more than fits, the caller everything', async () => {
  const { stores, id } = await prepare({ 'long.txt': 'cat '.repeat(2_000) })
  const tool = await createFileSearchTool(
    { type: 'file_search', vector_store_ids: [id] },
    { stores, sources: createSourceList(), includeResults: true, budget: 500, param: 'tools[0]' },
  )
  const run = await runHostedCall(tool, 'file_search', { queries: ['cat'] })
  expect(run.output.length).toBeLessThan(600)
  expect(JSON.stringify(endedItem(run)).length).toBeGreaterThan(3_000)
})
