import { expect, test } from 'vitest'

import type { Step } from '../../engines/step.ts'
import { runItems, stop } from '../../testing/run-steps.ts'

const at = { item_id: 'rs_0', output_index: 0 }
const start: Step = { type: 'item.start', item: { type: 'reasoning' } }
const summary = (value: string) => ({ type: 'summary_text', text: value })
const raw = (value: string) => ({ type: 'reasoning_text', text: value })

test('reasoning that is not shown is announced and done, without a status', () => {
  expect(runItems([start, { type: 'item.end' }])).toEqual([
    { type: 'response.output_item.added', item: { id: 'rs_0', type: 'reasoning', content: [], summary: [] }, output_index: 0 },
    { type: 'response.output_item.done', item: { id: 'rs_0', type: 'reasoning', content: [], summary: [] }, output_index: 0 },
  ])
})

test('a summary is sent part by part', () => {
  const steps: Step[] = [
    start,
    { type: 'part.start', part: 'summary_text' },
    { type: 'delta', delta: 'One' },
    { type: 'part.end' },
    { type: 'part.start', part: 'summary_text' },
    { type: 'delta', delta: 'Two' },
    { type: 'part.end' },
    { type: 'item.end' },
  ]
  expect(runItems(steps).slice(1)).toEqual([
    { type: 'response.reasoning_summary_part.added', ...at, part: summary(''), summary_index: 0 },
    { type: 'response.reasoning_summary_text.delta', delta: 'One', ...at, summary_index: 0 },
    { type: 'response.reasoning_summary_text.done', ...at, summary_index: 0, text: 'One' },
    { type: 'response.reasoning_summary_part.done', ...at, part: summary('One'), summary_index: 0 },
    { type: 'response.reasoning_summary_part.added', ...at, part: summary(''), summary_index: 1 },
    { type: 'response.reasoning_summary_text.delta', delta: 'Two', ...at, summary_index: 1 },
    { type: 'response.reasoning_summary_text.done', ...at, summary_index: 1, text: 'Two' },
    { type: 'response.reasoning_summary_part.done', ...at, part: summary('Two'), summary_index: 1 },
    {
      type: 'response.output_item.done',
      item: { id: 'rs_0', type: 'reasoning', content: [], summary: [summary('One'), summary('Two')] },
      output_index: 0,
    },
  ])
})

test('raw reasoning goes into content, counted apart from the summary', () => {
  const steps: Step[] = [
    start,
    { type: 'part.start', part: 'reasoning_text' },
    { type: 'delta', delta: 'hm' },
    { type: 'part.end' },
    { type: 'part.start', part: 'summary_text' },
    { type: 'delta', delta: 'Thought.' },
    { type: 'part.end' },
    { type: 'item.end' },
  ]
  const events = runItems(steps)
  expect(events.slice(1, 6)).toEqual([
    { type: 'response.content_part.added', content_index: 0, ...at, part: raw('') },
    { type: 'response.reasoning_text.delta', content_index: 0, delta: 'hm', ...at },
    { type: 'response.reasoning_text.done', content_index: 0, ...at, text: 'hm' },
    { type: 'response.content_part.done', content_index: 0, ...at, part: raw('hm') },
    { type: 'response.reasoning_summary_part.added', ...at, part: summary(''), summary_index: 0 },
  ])
  expect(events.at(-1)).toMatchObject({ item: { content: [raw('hm')], summary: [summary('Thought.')] } })
})

test('ciphertext is announced if it is given, and may differ at the end', () => {
  const [added, done] = runItems([
    { type: 'item.start', item: { type: 'reasoning', encrypted_content: 'stub' } },
    { type: 'item.end', item: { encrypted_content: 'whole' } },
  ])
  expect(added).toMatchObject({ item: { encrypted_content: 'stub' } })
  expect(done).toMatchObject({ item: { encrypted_content: 'whole' } })
})

test('a summary part that is cut off says so; its item still has no status', () => {
  const events = runItems([
    start,
    { type: 'part.start', part: 'summary_text' },
    { type: 'delta', delta: 'Thi' },
    { ...stop, reason: 'max_output_tokens' },
  ])
  expect(events.slice(-2)).toEqual([
    { type: 'response.reasoning_summary_part.done', ...at, part: summary('Thi'), status: 'incomplete', summary_index: 0 },
    { type: 'response.output_item.done', item: { id: 'rs_0', type: 'reasoning', content: [], summary: [summary('Thi')] }, output_index: 0 },
  ])
})

test('reasoning that is known whole is sent part by part', () => {
  const item = { content: [raw('hm')], summary: [summary('One')] }
  expect(runItems([start, { type: 'item.end', item }]).map(({ type }) => type)).toEqual([
    'response.output_item.added',
    'response.content_part.added',
    'response.reasoning_text.delta',
    'response.reasoning_text.done',
    'response.content_part.done',
    'response.reasoning_summary_part.added',
    'response.reasoning_summary_text.delta',
    'response.reasoning_summary_text.done',
    'response.reasoning_summary_part.done',
    'response.output_item.done',
  ])
})
