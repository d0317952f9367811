import { expect, test } from 'vitest'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import { madeStream, message, numbered, soundStreams } from '../mutations/sound-streams.ts'
import type { Profile } from './context.ts'
import type { JsonObject } from './json.ts'
import { lintStream } from './lint-stream.ts'

const rulesOf = (events: readonly JsonObject[], profile: Profile) =>
  lintStream(events, { profile })
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule }) => rule.slice(0, 5))
const both = (events: readonly JsonObject[]) => [rulesOf(events, 'openai'), rulesOf(events, 'open-responses')]
const responseOf = (event: JsonObject | undefined) => (event ?? {})['response'] as JsonObject
const text = () => madeStream([message('One two three.')])

test('`[DONE]` is wrong for OpenAI and demanded by Open Responses', () => {
  const sse = text()
    .map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('')
  const told = (body: string, profile: Profile) => lintStream(parseStreamText(body), { profile }).map(({ rule }) => rule.slice(0, 5))
  expect([told(sse, 'openai'), told(sse, 'open-responses')]).toEqual([[], ['GW007']])
  expect([told(`${sse}data: [DONE]\n\n`, 'openai'), told(`${sse}data: [DONE]\n\n`, 'open-responses')]).toEqual([['GW006'], []])
})

test('raw reasoning has other event names', () => {
  const events = soundStreams['raw reasoning']?.() ?? []
  const renamed = events.map((event) => ({ ...event, type: String(event['type']).replace('reasoning_text', 'reasoning') }))
  const told = both(renamed)
  expect(told[0]).toEqual(['GW205', 'GW205'])
  expect(told[1]).toEqual([])
})

test('log probabilities are optional for Open Responses', () => {
  const events = text()
  for (const event of events) delete event['logprobs']
  expect(both(events)).toEqual([['GW212'], []])
})

test('vendors may add events of their own to Open Responses', () => {
  const events = text()
  events.splice(4, 0, { type: 'acme:progress', sequence_number: 0, percent: 10 })
  expect(both(numbered(events))).toEqual([['GW205'], []])
})

test('a Response of Open Responses lacks what only OpenAI adds', () => {
  const events = text()
  for (const { response } of events) {
    for (const name of ['user', 'moderation', 'prompt_cache_retention', 'tool_usage']) delete (response as JsonObject | undefined)?.[name]
  }
  const [openai, openResponses] = both(events)
  expect(openai).toEqual(['GW208'])
  expect(openResponses).toEqual([])
})

test('ids need no prefix in Open Responses', () => {
  const events = JSON.parse(JSON.stringify(text()).replaceAll(/msg_(\w+)/g, 'item-$1')) as JsonObject[]
  expect(both(events)).toEqual([['GW512'], []])
})

test('what is younger than the stream, unknown keys and reasoning that is not shown are only noted', () => {
  const all = (events: readonly JsonObject[]) =>
    lintStream(events, { provider: 'openai' }).map(({ rule, severity }) => `${severity} ${rule.slice(0, 5)}`)
  const added = text()
  for (const { response } of added) if (response !== undefined) (response as JsonObject)['vendor_note'] = 1
  expect(all(added)).toEqual(['info GW291'])
  const spent = text()
  const usage = responseOf(spent.at(-1))['usage'] as JsonObject
  ;(usage['output_tokens_details'] as JsonObject)['reasoning_tokens'] = 1
  expect(all(spent)).toEqual(['info GW807'])
  const old = text()
  const terminal = responseOf(old.at(-1))
  delete ((terminal['usage'] as JsonObject)['input_tokens_details'] as JsonObject)['cache_write_tokens']
  expect(all(old)).toEqual(['warning GW222'])
  for (const { response } of old) if (response !== undefined) (response as JsonObject)['created_at'] = 1_777_000_000
  terminal['completed_at'] = 1_777_000_001
  expect(all(old)).toEqual(['info GW290'])
})
