import { expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { lintStream } from './lint-stream.ts'
import { madeStream, message } from '../mutations/sound-streams.ts'

function lintWith(entry: JsonObject): string[] {
  const events = madeStream([message('Hi')])
  const logprobs = [{ token: 'Hi', logprob: -0.5, bytes: [72, 105], top_logprobs: [], ...entry }]
  for (const event of events) if (/output_text\.(?:delta|done)$/.test(String(event['type']))) event['logprobs'] = logprobs
  putIntoItems(events, logprobs)
  return lintStream(events)
    .filter(({ rule }) => rule.startsWith('GW613'))
    .map(({ message: said, pointer }) => `${pointer} ${said}`)
}

/** Whoever sends them in deltas keeps them in the finished item. */
function putIntoItems(value: unknown, logprobs: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && value.type === 'output_text' && 'text' in value && 'logprobs' in value && value.text !== '')
    value.logprobs = logprobs
  for (const below of Object.values(value)) if (below !== logprobs) putIntoItems(below, logprobs)
}

test('log probabilities of the deltas are not lost in the item', () => {
  const events = madeStream([message('Hi')])
  const logprobs = [{ token: 'Hi', logprob: -0.5, bytes: [72, 105], top_logprobs: [] }]
  for (const event of events) if (/output_text\.(?:delta|done)$/.test(String(event['type']))) event['logprobs'] = logprobs
  expect(lintStream(events).filter(({ severity }) => severity !== 'info')).toMatchObject([{ rule: 'GW613 logprobs-disagree' }])
})

test('a log probability is never above 0', () => {
  expect(lintWith({})).toEqual([])
  for (const logprob of [0, 0.000_004]) expect(lintWith({ logprob })).toEqual([])
  expect(lintWith({ logprob: 0.5 })).toEqual(['/logprobs/0 item 0 (message): the logprob of "Hi" is 0.5, expected 0 or less'])
})

test('the bytes of a token are its own', () => {
  expect(lintWith({ bytes: [72, 111] })).toEqual(['/logprobs/0 item 0 (message): the bytes of "Hi" are [72,111], expected [72,105]'])
  expect(lintWith({ bytes: [72] })).toHaveLength(1)
  expect(lintWith({ bytes: null })).toEqual([])
})
