import type { LogProb } from '@goldwire/schemas'
import { expect, test } from 'vitest'

import type { Step } from '../../engines/step.ts'
import { runItems, runSteps, stop } from '../../testing/run-steps.ts'

const at = { item_id: 'msg_0', output_index: 0 }
const inPart = { content_index: 0, ...at }
const start: Step[] = [
  { type: 'item.start', item: { type: 'message' } },
  { type: 'part.start', part: 'output_text' },
]
const end: Step[] = [{ type: 'part.end' }, { type: 'item.end' }]
const text = (value: string) => ({ type: 'output_text', annotations: [], logprobs: [], text: value })
const message = (status: string, content: unknown[]) => ({ id: 'msg_0', type: 'message', status, content, role: 'assistant' })
const citation = (title: string) => ({ type: 'url_citation', end_index: 2, start_index: 0, title, url: 'https://example.com/' }) as const

test('a text is announced empty, sent in deltas, and told whole by its end, its part and its item', () => {
  expect(runItems([...start, { type: 'delta', delta: 'Hel' }, { type: 'delta', delta: 'lo' }, ...end])).toEqual([
    { type: 'response.output_item.added', item: message('in_progress', []), output_index: 0 },
    { type: 'response.content_part.added', ...inPart, part: text('') },
    { type: 'response.output_text.delta', ...inPart, delta: 'Hel', logprobs: [] },
    { type: 'response.output_text.delta', ...inPart, delta: 'lo', logprobs: [] },
    { type: 'response.output_text.done', ...inPart, logprobs: [], text: 'Hello' },
    { type: 'response.content_part.done', ...inPart, part: text('Hello') },
    { type: 'response.output_item.done', item: message('completed', [text('Hello')]), output_index: 0 },
  ])
})

test('a refusal is a part of its own, beside text in the same message', () => {
  const refusal: Step[] = [{ type: 'part.start', part: 'refusal' }, { type: 'delta', delta: 'No.' }, ...end]
  const second = { ...inPart, content_index: 1 }
  expect(runItems([...start, { type: 'delta', delta: 'Well' }, { type: 'part.end' }, ...refusal]).slice(5)).toEqual([
    { type: 'response.content_part.added', ...second, part: { type: 'refusal', refusal: '' } },
    { type: 'response.refusal.delta', ...second, delta: 'No.' },
    { type: 'response.refusal.done', ...second, refusal: 'No.' },
    { type: 'response.content_part.done', ...second, part: { type: 'refusal', refusal: 'No.' } },
    { type: 'response.output_item.done', item: message('completed', [text('Well'), { type: 'refusal', refusal: 'No.' }]), output_index: 0 },
  ])
})

test('annotations count by themselves and stand in part and item', () => {
  const steps: Step[] = [
    { type: 'delta', delta: 'ab' },
    { type: 'annotation', annotation: citation('one') },
    { type: 'delta', delta: 'cd' },
    { type: 'annotation', annotation: citation('two') },
  ]
  const events = runItems([...start, ...steps, ...end])
  const annotated = { ...text('abcd'), annotations: [citation('one'), citation('two')] }
  expect(events.filter(({ type }) => type === 'response.output_text.annotation.added')).toEqual([
    { type: 'response.output_text.annotation.added', annotation: citation('one'), annotation_index: 0, ...inPart },
    { type: 'response.output_text.annotation.added', annotation: citation('two'), annotation_index: 1, ...inPart },
  ])
  expect(events.slice(-2)).toEqual([
    { type: 'response.content_part.done', ...inPart, part: annotated },
    { type: 'response.output_item.done', item: message('completed', [annotated]), output_index: 0 },
  ])
})

test('annotations may come after their text, and even after their part', () => {
  const steps: Step[] = [
    { type: 'delta', delta: 'ab' },
    { type: 'text.end' },
    { type: 'annotation', annotation: citation('one') },
    { type: 'part.end' },
    { type: 'annotation', annotation: citation('two') },
    { type: 'item.end' },
  ]
  const events = runItems([...start, ...steps]).slice(3)
  expect(events).toEqual([
    { type: 'response.output_text.done', ...inPart, logprobs: [], text: 'ab' },
    { type: 'response.output_text.annotation.added', annotation: citation('one'), annotation_index: 0, ...inPart },
    { type: 'response.content_part.done', ...inPart, part: { ...text('ab'), annotations: [citation('one')] } },
    { type: 'response.output_text.annotation.added', annotation: citation('two'), annotation_index: 1, ...inPart },
    {
      type: 'response.output_item.done',
      item: message('completed', [{ ...text('ab'), annotations: [citation('one'), citation('two')] }]),
      output_index: 0,
    },
  ])
})

test('log probabilities are exact in deltas and at the end of the text, left out of the part, and rounded in the item', () => {
  const exact: LogProb = {
    token: 'a',
    bytes: [97],
    logprob: -0.0031777136027812958,
    top_logprobs: [{ token: 'b', bytes: [98], logprob: -10.500460624694824 }],
  }
  const rounded = { ...exact, logprob: -0.003178, top_logprobs: [{ token: 'b', bytes: [98], logprob: -10.500461 }] }
  const [, , delta, textDone, partDone, itemDone] = runItems([...start, { type: 'delta', delta: 'a', logprobs: [exact] }, ...end])
  expect(delta).toMatchObject({ logprobs: [exact] })
  expect(textDone).toMatchObject({ logprobs: [exact] })
  expect(partDone).toMatchObject({ part: { logprobs: [] } })
  expect(itemDone).toMatchObject({ item: { content: [{ logprobs: [rounded] }] } })
})

test('what stop finds open is closed as incomplete, with the text so far', () => {
  const events = runSteps([...start, { type: 'delta', delta: 'Hel' }, { ...stop, reason: 'max_output_tokens' }])
  expect(events.slice(5)).toMatchObject([
    { type: 'response.output_text.done', text: 'Hel' },
    { type: 'response.content_part.done', part: text('Hel') },
    { type: 'response.output_item.done', item: message('incomplete', [text('Hel')]) },
    {
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        completed_at: null,
        output: [message('incomplete', [text('Hel')])],
      },
    },
  ])
})

test('a message may be incomplete from its announcement on, as with the content filter of Azure', () => {
  const [added, ...rest] = runItems([
    { type: 'item.start', item: { type: 'message', status: 'incomplete' } },
    { type: 'part.start', part: 'output_text' },
    { ...stop, reason: 'content_filter' },
  ])
  expect(added).toMatchObject({ item: { status: 'incomplete' } })
  expect(rest.at(-1)).toMatchObject({ item: { status: 'incomplete' } })
})

test('the phase of a message stands before its role', () => {
  const [added] = runItems([{ type: 'item.start', item: { type: 'message', phase: 'commentary' } }, { type: 'item.end' }])
  expect(JSON.stringify(added)).toContain('"status":"in_progress","content":[],"phase":"commentary","role":"assistant"')
})

test('a message that is known whole is sent part by part', () => {
  const content = [
    { ...text('Hi'), annotations: [citation('one')] },
    { type: 'refusal', refusal: 'No.' },
  ]
  const whole = runItems([
    { type: 'item.start', item: { type: 'message' } },
    { type: 'item.end', item: { content } },
  ])
  const piecewise = runItems([
    ...start,
    { type: 'delta', delta: 'Hi' },
    { type: 'annotation', annotation: citation('one') },
    { type: 'part.end' },
    { type: 'part.start', part: 'refusal' },
    { type: 'delta', delta: 'No.' },
    ...end,
  ])
  expect(whole).toEqual(piecewise)
})

test('steps out of place are refused by name', () => {
  expect(() =>
    runItems([
      { type: 'item.start', item: { type: 'message' } },
      { type: 'delta', delta: 'x' },
    ]),
  ).toThrow('Failed to emit step "delta": it makes no sense here, in item 0, a message.')
  expect(() => runItems([...start, { type: 'part.start', part: 'refusal' }])).toThrow(/"part.start"/)
  expect(() => runItems([...start, { type: 'phase', phase: 'searching' }])).toThrow(/"phase"/)
  expect(() => runItems([{ type: 'part.end' }])).toThrow('Failed to emit step "part.end": no item is open.')
  expect(() => runItems([...start, { type: 'item.start', item: { type: 'message' } }])).toThrow(
    'Failed to start a message: the item before it is still open.',
  )
})
