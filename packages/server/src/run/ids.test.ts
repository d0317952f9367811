import { expect, test } from 'vitest'

import { createId, createIds } from './ids.ts'
import { createRandomBytes, createSeededBytes, randomAlphanumerics } from './random-bytes.ts'

const second = 0x69000000
const now = () => second * 1000

test('items share their first 16 digits with the response, and all tell the second they were made in', () => {
  const ids = createIds({ random: createRandomBytes(), now })
  const [shared] = /(?<=^resp_)[0-9a-f]{16}(?=0169000000[0-9a-f]{4}81[0-9a-f]{18}$)/.exec(ids.responseId) ?? []
  expect(shared).toBeDefined()
  for (const prefix of ['msg', 'rs', 'fc', 'ws']) {
    expect(ids.item(prefix)).toMatch(new RegExp(`^${prefix}_${shared}0169000000[0-9a-f]{4}81[0-9a-f]{18}$`))
  }
  expect(ids.item('msg')).not.toBe(ids.item('msg'))
})

test('a response that has its id already lends its digits', () => {
  const responseId = `resp_${'ab'.repeat(25)}`
  expect(createIds({ random: createRandomBytes(), now, responseId }).item('msg')).toMatch(/^msg_(?:ab){8}01/)
  expect(createIds({ random: createRandomBytes(), now, responseId: 'mine' }).item('msg')).toMatch(/^msg_[0-9a-f]{50}$/)
})

test('calls are 24 alphanumerics, other ids 50 digits', () => {
  expect(createIds({ random: createRandomBytes(), now }).call()).toMatch(/^call_[A-Za-z0-9]{24}$/)
  expect(createId('conv', { random: createRandomBytes(), now })).toMatch(/^conv_[0-9a-f]{50}$/)
})

test('the same seed gives the same ids, another one others', () => {
  const make = (seed: number) => {
    const ids = createIds({ random: createSeededBytes(seed), now })
    return [ids.responseId, ids.item('msg'), ids.call()]
  }
  expect(make(1)).toEqual(make(1))
  expect(make(1)).not.toEqual(make(2))
})

test('every character comes up about equally often', () => {
  const counts = new Map<string, number>()
  for (const character of randomAlphanumerics(createSeededBytes(3), 62_000)) counts.set(character, (counts.get(character) ?? 0) + 1)
  expect(counts.size).toBe(62)
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200)
})

test('bytes of the pool are handed out once', () => {
  const random = createRandomBytes()
  const seen = new Set(Array.from({ length: 2000 }, () => Buffer.from(random(8)).toString('hex')))
  expect(seen.size).toBe(2000)
  expect(random(5000)).toHaveLength(5000)
})
