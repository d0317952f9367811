import { expect, test } from 'vitest'
import { madeStream, message } from '../mutations/sound-streams.ts'
import { createLinter } from './linter.ts'

const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ')
const events = () => madeStream([message(words)])

/** Lints the stream with the arrival time that `at` gives each event. */
function rulesWith(at: (type: string, index: number) => number, endedAt: number | null = null): string[] {
  const linter = createLinter({ endedAt })
  events().forEach((data, index) => linter.frame({ t: at(String(data['type']), index), event: String(data['type']), data }))
  return linter.end().map(({ rule }) => rule.slice(0, 5))
}

const isOpening = (type: string) => type === 'response.created' || type === 'response.in_progress'

test('a stream that comes bit by bit is no burst, after whatever silence', () => {
  expect(rulesWith((_, index) => 100 + index * 10)).toEqual([])
  expect(rulesWith((type, index) => (isOpening(type) ? 100 : 30_000 + index * 8))).toEqual([])
})

test('silence, and then all at once, is a burst', () => {
  expect(rulesWith((type, index) => (isOpening(type) ? 100 : 6000 + index / 100))).toEqual(['GW015'])
  // Held back from the first event on.
  expect(rulesWith((_, index) => 6000 + index / 100)).toEqual(['GW015'])
  expect(rulesWith((type, index) => (isOpening(type) ? 100 : 600 + index / 100))).toEqual([])
})

test('a response that is created only with its first token is told', () => {
  expect(rulesWith((_, index) => 5000 + (index < 5 ? index : index * 20))).toEqual(['GW021'])
  expect(rulesWith((_, index) => 500 + (index < 5 ? index : index * 20))).toEqual([])
})

test('a body that stays open after the terminal event is told', () => {
  const last = 100 + (events().length - 1) * 10
  expect(rulesWith((_, index) => 100 + index * 10, last + 5000)).toEqual(['GW022'])
  expect(rulesWith((_, index) => 100 + index * 10, last + 50)).toEqual([])
  expect(rulesWith((_, index) => 100 + index * 10)).toEqual([])
})
