import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { EngineRequest } from '../engines/engine.ts'
import { truncateContext } from './truncate-context.ts'

/** Every item counts as many tokens as its text has letters. */
const engine = {
  countInputTokens: async ({ items }: EngineRequest) =>
    items.reduce((sum, item) => sum + ('content' in item && typeof item.content === 'string' ? item.content.length : 1), 0),
}
const messages = (...lengths: number[]) => lengths.map((length) => ({ role: 'user', content: 'x'.repeat(length) }) as const)
const truncate = async (items: EngineRequest['items'], { contextSize = 100, maxOutputTokens = null as number | null } = {}) =>
  (await truncateContext({ items, maxOutputTokens } as EngineRequest, { engine, contextSize })).items

test('what fits is left as it is', async () => {
  const items = messages(30, 30, 15)
  expect(await truncate(items)).toEqual(items)
})

test('the oldest items go, as few as it takes', async () => {
  const items = messages(30, 30, 16, 20)
  expect(await truncate(items)).toEqual(items.slice(1))
})

test('room for the answer is a quarter of the context, or what the request says if that is less', async () => {
  const items = messages(10, 75)
  expect(await truncate(items)).toEqual(items.slice(1))
  expect(await truncate(items, { maxOutputTokens: 16 })).toEqual(items.slice(1))
  expect(await truncate(items, { maxOutputTokens: 15 })).toEqual(items)
})

test('the last item stays even if it does not fit', async () => {
  expect(await truncate(messages(10, 500))).toEqual(messages(500))
})

test('an output goes with its call, and a call stays for the last output', async () => {
  const call = { type: 'function_call', call_id: 'c', name: 'f', arguments: '' } as const
  const output = { type: 'function_call_output', call_id: 'c', output: '' } as const
  const [long, short] = messages(74, 73)
  // 74 + 1 + 1 + 1 is too much: dropping the message before the call is enough.
  expect(await truncate([...messages(5), call, output, long!])).toEqual([output, long].filter((item) => item !== output))
  expect(await truncate([long!, ...messages(9), call, output])).toEqual([...messages(9), call, output])
  expect(await truncate([call, ...messages(500), output])).toEqual([call, ...messages(500), output])
  expect(await truncate([...messages(5), call, output, short!])).toEqual([call, output, short])
})

test('it always finds the fewest', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }), async (lengths) => {
      const items = messages(...lengths)
      const dropped = items.length - (await truncate(items)).length
      const fits = (count: number) => lengths.slice(count).reduce((sum, length) => sum + length, 0) <= 75
      const fewest = lengths.findIndex((_, count) => fits(count))
      expect(dropped).toBe(fewest === -1 ? items.length - 1 : fewest)
    }),
  )
})

test('of far too many items, those that cannot fit are not even counted', async () => {
  let most = 0
  const counting = {
    countInputTokens: (request: EngineRequest) => {
      most = Math.max(most, request.items.length)
      return engine.countInputTokens(request)
    },
  }
  const items = Array.from({ length: 200_000 }, () => ({ role: 'user', content: 'xxx' }))
  const kept = await truncateContext({ items, maxOutputTokens: null } as unknown as EngineRequest, { engine: counting, contextSize: 100 })
  expect(kept.items).toHaveLength(25)
  expect(most).toBeLessThanOrEqual(75)
})
