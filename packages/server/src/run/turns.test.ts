import { expect, test } from 'vitest'

import { createTurns } from './turns.ts'

const never = new AbortController().signal
const soon = () => new Promise((resolve) => setImmediate(resolve))

test('a few go at a time, the others in the order in which they came', async () => {
  const turns = createTurns({ atOnce: 2, waiting: 10 })
  const order: number[] = []
  const backs = await Promise.all([turns.take(never), turns.take(never)])
  const waiting = [1, 2, 3].map((number) =>
    turns.take(never).then((back) => {
      order.push(number)
      return back
    }),
  )
  await soon()
  expect(order).toEqual([])
  backs[0]?.()
  // A turn given back twice is still one turn.
  backs[0]?.()
  await soon()
  expect(order).toEqual([1])
  backs[1]?.()
  ;(await waiting[0])?.()
  await soon()
  expect(order).toEqual([1, 2, 3])
})

test('who leaves the line takes no turn, and the line has an end', async () => {
  const turns = createTurns({ atOnce: 1, waiting: 1 })
  const back = await turns.take(never)
  expect(turns.hasRoom).toBe(true)
  const leaving = new AbortController()
  const left = turns.take(leaving.signal)
  expect(turns.hasRoom).toBe(false)
  leaving.abort()
  ;(await left)()
  expect(turns.hasRoom).toBe(true)
  const next = turns.take(never)
  back()
  ;(await next)()
  // The turn that came back is there for the next.
  expect(await turns.take(never)).toBeTypeOf('function')
})
