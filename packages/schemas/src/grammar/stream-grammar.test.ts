import { expect, test } from 'vitest'

import { matchSequence } from './automaton.ts'
import { streamGrammar } from './stream-grammar.ts'

const fits = (text: string, automaton = streamGrammar.automaton): string => {
  const types = text.split(' ').map((type) => (type === 'item' || type === 'error' ? type : `response.${type}`))
  const match = matchSequence(automaton, types)
  return match.ok ? match.as : `refused at ${match.at}`
}

test.each([
  'created in_progress completed',
  'created in_progress item item item completed',
  'created in_progress item incomplete',
  'created queued in_progress item completed',
  'created in_progress error failed',
  'created in_progress item error',
  'created in_progress item failed',
  'created failed',
  'created queued error failed',
])('%s is a regular stream', (text) => {
  expect(fits(text)).toBe('regular')
})

test.each([
  ['created item completed', 'no-in-progress'],
  ['error failed', 'error-only'],
  ['created queued queued in_progress completed', 'repeated-progress'],
])('%s is the variation %s', (text, variation) => {
  expect(fits(text)).toBe(variation)
})

test.each([
  ['created in_progress item', 3],
  ['created in_progress item completed completed', 4],
  ['created in_progress completed item', 3],
  ['in_progress created completed', 0],
  ['created created in_progress completed', 1],
  ['created in_progress failed error', 3],
  ['created in_progress queued item completed', 2],
  ['item completed', 0],
])('%s breaks at event %i', (text, at) => {
  expect(fits(text)).toBe(`refused at ${at}`)
})

test.each(['in_progress item completed', 'queued in_progress completed', 'item item failed', 'completed', 'created in_progress completed'])(
  '%s may follow starting_after',
  (text) => {
    expect(fits(text, streamGrammar.resumed.automaton)).toBe('regular')
  },
)

test('a resumed stream still ends, and keeps its order', () => {
  expect(fits('item item', streamGrammar.resumed.automaton)).toBe('refused at 2')
  expect(fits('item in_progress completed', streamGrammar.resumed.automaton)).toBe('refused at 1')
})
