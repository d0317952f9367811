import { expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { lintStream } from './lint-stream.ts'
import { madeStream, message, numbered, reasoning } from '../mutations/sound-streams.ts'

const rulesOf = (events: readonly JsonObject[]) => lintStream(events).map(({ rule }) => rule.slice(0, 5))
const typed = (events: readonly JsonObject[], type: string) => events.filter((event) => event['type'] === type)
const itemOf = (event: JsonObject | undefined) => event?.['item'] as JsonObject

test('a message announced as completed that then comes in pieces has the wrong status', () => {
  for (const status of ['completed', 'incomplete']) {
    const events = madeStream([message('One two three four.')])
    itemOf(typed(events, 'response.output_item.added')[0])['status'] = status
    expect(rulesOf(events)).toEqual(['GW408'])
  }
})

test('one that comes in a single delta may be announced as completed: o1-pro and o3-pro do it', () => {
  const events = madeStream([message('One two three four.')])
  const deltas = typed(events, 'response.output_text.delta')
  const [first] = deltas
  if (first === undefined) throw new Error('no delta')
  first['delta'] = deltas.map((event) => event['delta']).join('')
  itemOf(typed(events, 'response.output_item.added')[0])['status'] = 'completed'
  expect(rulesOf(numbered(events.filter((event) => event === first || !deltas.includes(event))))).toEqual([])
})

test('a patch that was cut off stays in progress: it has no other word for that', () => {
  const events = madeStream([message('Hello.')])
  const [created, running] = events
  const end = events.at(-1)
  if (created === undefined || running === undefined || end === undefined) throw new Error('no events')
  const item = {
    id: 'apc_1',
    type: 'apply_patch_call',
    status: 'in_progress',
    call_id: 'call_1',
    operation: { type: 'update_file', path: 'a.txt', diff: '' },
  }
  const done = { ...item, operation: { ...item.operation, diff: '@@\n-a' } }
  const place = { item_id: 'apc_1', output_index: 0 }
  const diff = 'response.apply_patch_call_operation_diff'
  const { type: _type, ...terminal } = end
  const response = {
    ...(terminal['response'] as JsonObject),
    status: 'incomplete',
    completed_at: null,
    incomplete_details: { reason: 'max_output_tokens' },
    output: [done],
  }
  const stream = numbered([
    created,
    running,
    { type: 'response.output_item.added', output_index: 0, item },
    { type: `${diff}.delta`, ...place, delta: '@@\n-a' },
    { type: `${diff}.done`, ...place, diff: '@@\n-a' },
    { type: 'response.output_item.done', output_index: 0, item: done },
    { type: 'response.incomplete', response },
  ])
  expect(lintStream(stream).filter(({ severity }) => severity !== 'info')).toEqual([])
})

test('a status nobody knows is one finding', () => {
  for (const type of ['response.output_item.added', 'response.output_item.done']) {
    const events = madeStream([message('Hello there.')])
    itemOf(typed(events, type)[0])['status'] = 'calling'
    expect(rulesOf(events).filter((rule) => rule === 'GW408')).toEqual([])
    expect(rulesOf(events)).toContain('GW217')
  }
})

test('a delta given to an item that comes later is told in a few findings, about that delta', () => {
  const events = madeStream([reasoning(['Let me think about it for a while.']), message('Four.')])
  const announced = typed(events, 'response.output_item.added')[1]
  const delta = typed(events, 'response.reasoning_summary_text.delta')[1]
  if (delta === undefined || announced === undefined) throw new Error('no events')
  delta['item_id'] = itemOf(announced)['id']
  delta['output_index'] = 1
  const rules = rulesOf(events)
  expect(rules).toEqual(expect.arrayContaining(['GW401', 'GW808']))
  expect(rules.length).toBeLessThanOrEqual(3)
})

test('a part that comes before its item is about that part only', () => {
  const events = madeStream([message('Four.')])
  const [part] = events.splice(3, 1)
  if (part === undefined) throw new Error('no part')
  events.splice(2, 0, part)
  expect(rulesOf(numbered(events))).toEqual(['GW401'])
})
