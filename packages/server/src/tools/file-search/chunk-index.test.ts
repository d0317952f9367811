import { expect, test } from 'vitest'

import { createChunkIndex } from './chunk-index.ts'

async function indexOf(...texts: string[]) {
  const index = createChunkIndex()
  await index.add(texts.map((text, at) => ({ fileId: `file-${at}`, filename: `${at}.txt`, text })))
  return index
}
const all = { accepts: () => true }

test('the chunk with the rarer words of the query comes first', async () => {
  const index = await indexOf('the cat and the dog', 'the dog and the dog', 'a zebra in the dark')
  expect(index.search('the zebra', all)[0]?.text).toBe('a zebra in the dark')
})

test('scores go from the share of words that were found down to 0', async () => {
  const index = await indexOf('red apple', 'red car', 'blue sky')
  const found = index.search('red apple', all)
  expect(found[0]?.score).toBe(1)
  expect(found[1]?.score).toBeLessThan(1)
  expect(index.search('red unicorn', all)[0]?.score).toBe(0.5)
  expect(index.search('unicorn', all)).toEqual([])
})

test('accents and capitals make no difference, and words begin alike', async () => {
  const index = await indexOf('The CAFÉ sells crêpes')
  expect(index.search('cafe', all)).toHaveLength(1)
  expect(index.search('crepe', all)).toHaveLength(1)
})

test('words are found in scripts without spaces', async () => {
  const index = await indexOf('猫は一日に十六時間眠る', '犬は郵便屋に吠える')
  expect(index.search('猫', all).map(({ fileId }) => fileId)).toEqual(['file-0'])
})

test('a removed file is found no more, and a filter hides files', async () => {
  const index = await indexOf('apple one', 'apple two')
  expect(index.search('apple', { accepts: (id) => id === 'file-1' }).map(({ fileId }) => fileId)).toEqual(['file-1'])
  index.remove('file-1')
  expect(index.search('apple', all).map(({ fileId }) => fileId)).toEqual(['file-0'])
})
