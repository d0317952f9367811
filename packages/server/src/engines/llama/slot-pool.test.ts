import type { Token } from 'node-llama-cpp'
import { expect, test } from 'vitest'

import { createSlotPool } from './slot-pool.ts'

/** A sequence that holds these tokens. */
function sequence(name: string, held: number[]) {
  return {
    name,
    nextTokenIndex: held.length,
    compareContextTokens(tokens: Token[]) {
      const index = tokens.findIndex((token, at) => held[at] !== token)
      return { firstDifferentIndex: index === -1 ? tokens.length : index }
    },
  }
}
const tokens = (...numbers: number[]) => numbers as Token[]
const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)
const { signal } = new AbortController()

test('the slot with the longest shared beginning is taken, and says how long it is', async () => {
  const pool = createSlotPool([sequence('a', [1, 2]), sequence('b', [1, 2, 3, 4]), sequence('c', [])], { maxWaiting: 0 })
  const slot = await pool.acquire(tokens(1, 2, 3, 4, 5), signal)
  expect([slot.sequence.name, slot.common]).toEqual(['b', 4])
})

test('a few shared tokens do not cost a long conversation its slot', async () => {
  const pool = createSlotPool([sequence('long', range(1, 500)), sequence('empty', [])], { maxWaiting: 0 })
  pool.release(await pool.acquire(range(1, 600) as Token[], signal))
  expect((await pool.acquire(tokens(1, 2, 3, 900), signal)).sequence.name).toBe('empty')
})

test('a long shared prompt is worth a short answer behind it', async () => {
  const pool = createSlotPool([sequence('empty', []), sequence('prompt', range(1, 500))], { maxWaiting: 0 })
  expect((await pool.acquire([...range(1, 450), 900] as Token[], signal)).sequence.name).toBe('prompt')
})

test('without a shared beginning the slot unused for longest is taken', async () => {
  const pool = createSlotPool([sequence('a', [9, 9, 9]), sequence('b', [8, 8, 8])], { maxWaiting: 0 })
  const [a, b] = [await pool.acquire(tokens(1), signal), await pool.acquire(tokens(1), signal)]
  pool.release(b)
  pool.release(a)
  expect((await pool.acquire(tokens(2), signal)).sequence).toBe(b.sequence)
})

test('who waits is served in order, and nobody overtakes', async () => {
  const pool = createSlotPool([sequence('a', [])], { maxWaiting: 5 })
  const order: string[] = []
  const use = async (name: string) => {
    const slot = await pool.acquire(tokens(1), signal)
    order.push(name)
    await new Promise((resolve) => setImmediate(resolve))
    pool.release(slot)
  }
  const early = [use('first'), use('second'), use('third')]
  expect(pool.waiting).toBe(2)
  await early[0]
  await Promise.all([...early, use('fourth')])
  expect(order).toEqual(['first', 'second', 'third', 'fourth'])
})

test('a full queue turns away, and one that leaves makes room', async () => {
  const pool = createSlotPool([sequence('a', [])], { maxWaiting: 1 })
  const slot = await pool.acquire(tokens(1), signal)
  const leaving = new AbortController()
  const left = pool.acquire(tokens(1), leaving.signal)
  await expect(pool.acquire(tokens(1), signal)).rejects.toMatchObject({ status: 503, code: 'server_is_overloaded' })
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  expect(pool.waiting).toBe(0)
  const next = pool.acquire(tokens(1), signal)
  pool.release(slot)
  expect((await next).sequence).toBe(slot.sequence)
})
