import { expect, test } from 'vitest'

import { createTestClock, streamGolden } from '../testing/replay-goldens.ts'
import { createClock } from './clock.ts'
import { createReplayer } from './create-replayer.ts'
import { parsePace } from './pace.ts'
import { play } from './play.ts'

const request = { method: 'POST', path: '/v1/responses', body: { model: 'm', input: 'Hi', stream: true } }
const times = (pace: string, gap: number | null = 10) =>
  createReplayer([streamGolden({ gap })], { pace })
    .answer(request)
    .chunks.map(({ at }) => at)

test('each pace gives its times', () => {
  expect(new Set(times('instant'))).toEqual(new Set([0]))
  expect(times('recorded').slice(0, 3)).toEqual([10, 20, 30])
  expect(times('x10').slice(0, 3)).toEqual([1, 2, 3])
  expect(times('x0.5').slice(0, 3)).toEqual([20, 40, 60])
  expect(times('20/s', null).slice(0, 3)).toEqual([0, 50, 100])
})

test('times never run backwards, and what has none comes with what is before it', () => {
  const timetable = parsePace('recorded').timetable()
  expect([5, null, 3, 8].map((t, index) => timetable(t, index))).toEqual([5, 5, 5, 8])
})

test.each(['fast', 'x', 'x0', 'x-1', '0/s', ''])('pace %j is refused with what there is', (pace) => {
  expect(() => parsePace(pace)).toThrow('xN (x10, x0.5)')
})

test('a slow reader makes a stream late, but what follows is not delayed by it', async () => {
  const clock = createTestClock()
  const replayer = createReplayer([streamGolden({ gap: 100 })], { pace: 'recorded', clock })
  const startedAt = clock.now()
  const sentAt: number[] = []
  for await (const step of play(replayer.answer(request), { clock, startedAt })) {
    if (step.do !== 'send') continue
    sentAt.push(clock.now() - startedAt)
    if (sentAt.length === 2) clock.advance(250)
  }
  expect(sentAt.slice(0, 6)).toEqual([100, 200, 450, 450, 500, 600])
})

test('the clock waits for a point in time, not for a while, and wakes up at once when it is told to stop', async () => {
  const clock = createClock()
  const start = clock.now()
  for (let at = 5; at <= 50; at += 5) {
    await clock.until(start + at)
    expect(clock.now() - start).toBeGreaterThanOrEqual(at)
  }
  const stop = new AbortController()
  const waiting = clock.until(start + 60_000, stop.signal)
  stop.abort()
  await waiting
  expect(clock.now() - start).toBeLessThan(30_000)
})
