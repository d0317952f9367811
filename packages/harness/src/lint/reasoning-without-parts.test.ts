import { expect, test } from 'vitest'

import { eventsOf } from '../golden/events-of.ts'
import { baseGoldens } from '../mutations/base-goldens.ts'
import { lintStream } from './lint-stream.ts'

function rawReasoning() {
  const type = 'response.reasoning_text.delta'
  const made = baseGoldens().find((golden) => eventsOf(golden).some((event) => event.type === type))
  if (made === undefined) throw new Error('no golden has raw reasoning')
  return eventsOf(made)
}

const rulesOf = (events: readonly unknown[]) =>
  lintStream(events)
    .filter((each) => each.severity === 'error' && each.message.includes('reasoning'))
    .map((each) => each.rule.split(' ')[0])

test('raw reasoning whose text is neither announced nor closed is told as both', () => {
  const events = rawReasoning()
  const reasoning = new Set(events.flatMap((event) => (event.type === 'response.reasoning_text.delta' ? [event['item_id']] : [])))
  expect(reasoning.size).toBeGreaterThan(0)
  expect(rulesOf(events)).toEqual([])
  const lost = new Set(['response.content_part.added', 'response.content_part.done', 'response.reasoning_text.done'])
  const bare = events.filter((event) => !(lost.has(event.type) && reasoning.has(event['item_id'])))
  const numbered = bare.map((event, index) => ({ ...event, sequence_number: index }))
  expect(rulesOf(numbered)).toEqual(['GW603', 'GW806'])
})
