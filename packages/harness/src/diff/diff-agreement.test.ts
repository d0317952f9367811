import { expect, test } from 'vitest'

import type { WireEvent } from '../shape/shape.ts'
import { changed, sampleStream } from '../testing/sample-streams.ts'
import { diffStreams } from './diff-streams.ts'

const expected = sampleStream({ calls: ['{"city":"Oslo"}'] })
const errorsOf = (actual: readonly WireEvent[]) => diffStreams(expected, actual).filter((each) => each.severity === 'error')
const edit = (events: WireEvent[], type: string, change: (event: { [key: string]: unknown }) => void) => {
  const event = events.findLast((each) => each.type === type)
  if (event === undefined) throw new Error(`no ${type}`)
  change(event)
}

test('a final output that forgets what was streamed is a divergence, whatever the texts', () => {
  const actual = changed(expected, (events) =>
    edit(events, 'response.completed', ({ response }) => ((response as { output: unknown[] }).output = [])),
  )
  expect(errorsOf(actual)).toMatchObject([
    {
      kind: 'value',
      actual: expected.length - 1,
      pointer: '/response/output',
      rule: 'GW310 output-empty',
    },
  ])
})

test('deltas that do not add up to the text are a divergence, in texts and in arguments', () => {
  const text = changed(expected, (events) => edit(events, 'response.output_text.done', (event) => (event['text'] = 'something else')))
  expect(errorsOf(text)).toMatchObject([{ kind: 'value' }])
  const call = changed(expected, (events) => edit(events, 'response.function_call_arguments.done', (event) => (event['arguments'] = '{}')))
  expect(errorsOf(call)).toMatchObject([{ kind: 'value' }])
})

test('a stream that agrees with itself does not diverge, nor is one blamed for what the golden does too', () => {
  expect(diffStreams(expected, sampleStream({ seed: 'b', deltas: ['a', 'b'], calls: ['{"city":"Rome"}'] }))).toEqual([])
  const odd = changed(expected, (events) => edit(events, 'response.output_text.done', (event) => (event['text'] = 'something else')))
  expect(diffStreams(odd, odd)).toEqual([])
})
