import { expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { lintStream } from './lint-stream.ts'
import { madeStream, message } from '../mutations/sound-streams.ts'

function lintWith(entry: JsonObject): string[] {
  const events = madeStream([message('Hi')])
  const logprobs = [{ token: 'Hi', logprob: -0.5, bytes: [72, 105], top_logprobs: [], ...entry }]
  for (const event of events) if (/output_text\.(?:delta|done)$/.test(String(event['type']))) event['logprobs'] = logprobs
  return lintStream(events)
    .filter(({ rule }) => rule.startsWith('GW613'))
    .map(({ message: said, pointer }) => `${pointer} ${said}`)
}

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
