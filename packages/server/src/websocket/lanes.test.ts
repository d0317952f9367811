import fc from 'fast-check'
import { expect, test } from 'vitest'

import { createLanes, type LanesOptions } from './lanes.ts'

const limits = { atOnce: 16, named: 32, waiting: 1_000, bytes: 1_000, onIdle: () => undefined }

/** Lanes whose turns end when the test says so. */
function createControlled(options: Partial<LanesOptions> = {}) {
  const running = new Map<string, () => void>()
  const started: string[] = []
  let idle = 0
  const lanes = createLanes({ ...limits, onIdle: () => void (idle += 1), ...options })
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    lanes,
    running,
    started,
    idleCount: () => idle,
    add: (lane: string | null, name: string, bytes = 0) =>
      lanes.add(
        lane,
        () => {
          started.push(name)
          return new Promise((resolve) => running.set(name, resolve))
        },
        bytes,
      ),
    end: async (name: string) => {
      running.get(name)?.()
      running.delete(name)
      await settle()
    },
  }
}

test('turns of a lane follow each other, lanes run side by side', async () => {
  const { add, end, started, idleCount } = createControlled()
  add('a', 'a1')
  add('a', 'a2')
  add(null, 'd1')
  add('b', 'b1')
  expect(started).toEqual(['a1', 'd1', 'b1'])
  await end('a1')
  expect(started).toEqual(['a1', 'd1', 'b1', 'a2'])
  for (const name of ['d1', 'b1']) await end(name)
  expect(idleCount()).toBe(0)
  await end('a2')
  expect(idleCount()).toBe(1)
})

test('no more run at once than may, and whose lane was ready first goes first', async () => {
  const { add, end, started } = createControlled({ atOnce: 2 })
  for (const name of ['a1', 'b1', 'c1', 'a2', 'd1']) add(name.charAt(0), name)
  expect(started).toEqual(['a1', 'b1'])
  await end('a1')
  expect(started).toEqual(['a1', 'b1', 'c1'])
  await end('c1')
  await end('b1')
  expect(started).toEqual(['a1', 'b1', 'c1', 'd1', 'a2'])
})

test('a lane that was used stays used, and the default lane counts for none', async () => {
  const { add, end } = createControlled({ named: 2 })
  add('a', 'a1')
  await end('a1')
  add('b', 'b1')
  add(null, 'd1')
  expect(() => add('c', 'c1')).toThrow(expect.objectContaining({ code: 'websocket_stream_limit_reached', param: 'stream_id', status: 400 }))
  add('a', 'a2')
})

test('too many that wait are refused', () => {
  const { add } = createControlled({ waiting: 1 })
  add('a', 'a1')
  add('a', 'a2')
  expect(() => add('b', 'b1')).toThrow(expect.objectContaining({ code: 'rate_limit_exceeded', status: 429 }))
})

test('requests may hold so much memory together, and one alone any', async () => {
  const { add, end } = createControlled({ bytes: 100 })
  add('a', 'a1', 500)
  expect(() => add('b', 'b1', 1)).toThrow(expect.objectContaining({ code: 'rate_limit_exceeded' }))
  await end('a1')
  add('a', 'a2', 60)
  add('a', 'a3', 40)
  expect(() => add('b', 'b1', 1)).toThrow(expect.objectContaining({ code: 'rate_limit_exceeded' }))
  await end('a2')
  add('b', 'b1', 60)
})

test('what was cleared never runs', async () => {
  const { add, end, lanes, started } = createControlled()
  add('a', 'a1')
  add('a', 'a2')
  lanes.clear()
  await end('a1')
  expect(started).toEqual(['a1'])
  expect(lanes.idle).toBe(true)
})

test('whatever order turns come and end in: no lane overlaps, none overtakes, the limit holds, and everything runs', async () => {
  const turn = fc.record({ lane: fc.constantFrom('a', 'b', 'c', null), ends: fc.nat() })
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), async (turns, atOnce) => {
      const { add, end, running, started, lanes } = createControlled({ atOnce })
      const check = () => {
        const now = [...running.keys()].map((name) => name.split(':')[0])
        expect(new Set(now).size).toBe(now.length)
        expect(now.length).toBeLessThanOrEqual(atOnce)
      }
      for (const [index, { lane, ends }] of turns.entries()) {
        add(lane, `${lane}:${index}`)
        check()
        if (ends % 3 > 0 && running.size > 0) await end([...running.keys()][ends % running.size] ?? '')
        check()
      }
      while (running.size > 0) await end([...running.keys()].at(-1) ?? '')
      expect(lanes.idle).toBe(true)
      for (const lane of ['a', 'b', 'c', null]) {
        const expected = turns.flatMap((one, index) => (one.lane === lane ? [`${lane}:${index}`] : []))
        expect(started.filter((name) => name.startsWith(`${lane}:`))).toEqual(expected)
      }
    }),
    { numRuns: 100 },
  )
})
