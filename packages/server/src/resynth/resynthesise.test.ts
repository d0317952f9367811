import { expect, test } from 'vitest'

import type { Step } from '../engines/step.ts'
import type { ResponseBase } from '../run/emit/response-snapshot.ts'
import { runSteps, stampAll, stop } from '../testing/run-steps.ts'
import { resynthesise } from './resynthesise.ts'
import type { WireObject } from './wire-object.ts'

const steps: Step[] = [
  { type: 'item.start', item: { type: 'reasoning', encrypted_content: 'stub' } },
  { type: 'part.start', part: 'summary_text' },
  { type: 'delta', delta: 'Think' },
  { type: 'part.end' },
  { type: 'item.end', item: { encrypted_content: 'whole' } },
  { type: 'item.start', item: { type: 'web_search_call' } },
  { type: 'phase', phase: 'searching' },
  { type: 'item.end', item: { action: { type: 'search', query: 'x' } } },
  { type: 'item.start', item: { type: 'message' } },
  { type: 'part.start', part: 'output_text' },
  { type: 'delta', delta: 'Hel' },
  { type: 'delta', delta: 'lo.' },
  { type: 'part.end' },
  { type: 'item.end' },
  stop,
]

function record(given: readonly Step[] = steps, base: Partial<ResponseBase> = {}): WireObject[] {
  const events = stampAll(runSteps(given, { base }), { obfuscated: base.background !== true })
  // through JSON, as a recording comes: the emitter's events share what does not change
  return JSON.parse(JSON.stringify(events)) as WireObject[]
}

/** Position of the first event of a type. */
const find = (events: readonly WireObject[], type: string) => events.findIndex((event) => event['type'] === type)
const responseOf = (event: WireObject | undefined) => event?.['response'] as WireObject & { output: WireObject[]; usage: WireObject }
const renumber = (events: WireObject[]) => events.forEach((event, index) => (event['sequence_number'] = index))

test('a stream of the emitter comes out equal', () => {
  const events = record()
  const { equal, expected, actual, firstDivergence, reason } = resynthesise(events)
  expect({ equal, firstDivergence, reason }).toEqual({ equal: true, firstDivergence: null, reason: null })
  expect(expected).toBe(events)
  expect(actual).toHaveLength(events.length)
})

const corruptions: [string, (events: WireObject[]) => void, Partial<{ type: string; pointer: string }>][] = [
  [
    'a changed delta',
    (events) => (events[find(events, 'response.output_text.delta')]!['delta'] = 'Hal'),
    { type: 'response.output_text.delta', pointer: '/delta' },
  ],
  [
    'a longer delta',
    (events) => (events[find(events, 'response.output_text.delta')]!['delta'] = 'Hell'),
    { type: 'response.output_text.delta', pointer: '/obfuscation' },
  ],
  [
    'a changed final text',
    (events) => (((responseOf(events.at(-1)).output[2]!['content'] as WireObject[])[0] as WireObject)['text'] = 'Hallo!'),
    { type: 'response.output_text.delta', pointer: '/delta' },
  ],
  [
    'a changed text of the finished item',
    (events) => (((events.at(-2)!['item'] as WireObject)['content'] as WireObject[])[0]!['text'] = 'Hallo!'),
    { type: 'response.output_item.done', pointer: '/item/content/0/text' },
  ],
  ['a dropped event', (events) => events.splice(find(events, 'response.output_text.done'), 1), { type: 'response.content_part.done' }],
  [
    'an event dropped without a trace in the numbers',
    (events) => {
      events.splice(find(events, 'response.web_search_call.searching'), 1)
      renumber(events)
    },
    { type: 'response.web_search_call.completed', pointer: '/type' },
  ],
  [
    'a dropped item end',
    (events) => {
      events.splice(find(events, 'response.output_item.done'), 1)
      renumber(events)
    },
    {},
  ],
  ['a dropped beginning', (events) => events.splice(0, 1), {}],
  [
    'two events that changed places',
    (events) => {
      const at = find(events, 'response.content_part.done')
      events.splice(at, 2, events[at + 1]!, events[at]!)
      renumber(events)
    },
    { type: 'response.output_item.done' },
  ],
  ['an event twice', (events) => events.splice(4, 0, structuredClone(events[4]!)), {}],
  ['an event after the end', (events) => events.push({ type: 'response.completed', sequence_number: events.length }), {}],
  [
    'a changed status of an item',
    (events) => ((events.at(-2)!['item'] as WireObject)['status'] = 'incomplete'),
    { type: 'response.output_item.done', pointer: '/item/status' },
  ],
  [
    'a status changed in the final response only',
    (events) => (responseOf(events.at(-1)).output[2]!['status'] = 'incomplete'),
    { pointer: '/item/status' },
  ],
  ['a changed status of the response', (events) => (responseOf(events.at(-1))['status'] = 'incomplete'), { type: 'response.completed' }],
  [
    'a changed status at the beginning',
    (events) => (responseOf(events[0])['status'] = 'queued'),
    { type: 'response.created', pointer: '/response/status' },
  ],
  ...['input_tokens', 'output_tokens', 'total_tokens'].map((key): [string, (events: WireObject[]) => void, object] => [
    `changed ${key}`,
    (events) => (responseOf(events.at(-1)).usage[key] = 77),
    { type: 'response.completed', pointer: '/response/usage/total_tokens' },
  ]),
  [
    'usage before the end',
    (events) => (responseOf(events[1])['usage'] = stop.usage),
    { type: 'response.in_progress', pointer: '/response/usage' },
  ],
  [
    'reasoning tokens of a model that does not reason',
    (events) => ((responseOf(events.at(-1)).usage['output_tokens_details'] as WireObject)['reasoning_tokens'] = 2),
    { pointer: '/response/usage/output_tokens_details/reasoning_tokens' },
  ],
  ['a wrong number', (events) => (events[5]!['sequence_number'] = 6), { pointer: '/sequence_number' }],
  ['a missing number', (events) => delete events[5]!['sequence_number'], { pointer: '/sequence_number' }],
  [
    'padding of the wrong length',
    (events) => (events[find(events, 'response.output_text.delta')]!['obfuscation'] = 'abc'),
    { pointer: '/obfuscation' },
  ],
  [
    'a delta without padding',
    (events) => delete events[find(events, 'response.output_text.delta')]!['obfuscation'],
    { pointer: '/obfuscation' },
  ],
  ['another item id', (events) => (events[find(events, 'response.output_text.delta')]!['item_id'] = 'msg_9'), { pointer: '/item_id' }],
  ['a key too many', (events) => (events[find(events, 'response.content_part.added')]!['extra'] = 1), { pointer: '/extra' }],
  ['a changed echo of the request', (events) => (responseOf(events.at(-1))['temperature'] = 2), { pointer: '/response/temperature' }],
  [
    'a ciphertext that went missing',
    (events) => (responseOf(events.at(-1)).output[0]!['encrypted_content'] = ''),
    { pointer: '/response/output/0/encrypted_content' },
  ],
  [
    'log probabilities out of nowhere',
    (events) => (events[find(events, 'response.output_text.done')]!['logprobs'] = [{}]),
    { type: 'response.output_text.done' },
  ],
]

test.each(corruptions)('%s is found', (_name, corrupt, expected) => {
  const events = record()
  corrupt(events)
  const { equal, firstDivergence, reason } = resynthesise(events)
  expect({ equal, reason: typeof reason }).toEqual({ equal: false, reason: 'string' })
  expect({ type: events[firstDivergence?.event ?? -1]?.['type'], pointer: firstDivergence?.pointer }).toMatchObject(expected)
})

test('a divergence tells both values', () => {
  const events = record()
  events[3]!['output_index'] = 5
  expect(resynthesise(events).firstDivergence).toEqual({ event: 3, pointer: '/output_index', expected: 5, actual: 0 })
})

test('the last of several ciphertexts of one item may be any', () => {
  const events = record()
  responseOf(events.at(-1)).output[0]!['encrypted_content'] = 'again'
  expect(resynthesise(events).equal).toBe(true)
})

test('a keepalive and what comes after the end are taken as they are, numbers and all', () => {
  const events = record()
  events.splice(5, 0, { type: 'keepalive' })
  events.push({ type: 'response.rate_limits.updated', rate_limits: { limit_requests: '1' } })
  renumber(events)
  expect(resynthesise(events).firstDivergence).toBe(null)
  delete events[5]!['sequence_number']
  expect(resynthesise(events).firstDivergence).toMatchObject({ event: 5, pointer: '/sequence_number' })
})

test('a stream from before fields existed is compared without them', () => {
  const events = record()
  const dated = ['sequence_number', 'logprobs', 'obfuscation', 'completed_at', 'tool_usage']
  const old = JSON.parse(JSON.stringify(events, (key, value: unknown) => (dated.includes(key) ? undefined : value))) as WireObject[]
  expect(resynthesise(old).firstDivergence).toBe(null)
  responseOf(old.at(-1))['completed_at'] = 1
  expect(resynthesise(old).equal).toBe(false)
})

test('lists of MCP tools that overlap come out in their order, also where one is never done', () => {
  const list = (key: string): Step => ({ type: 'item.start', key, item: { type: 'mcp_list_tools', server_label: key } })
  const events = record([
    list('a'),
    list('b'),
    { type: 'phase', key: 'a', phase: 'in_progress' },
    { type: 'phase', key: 'b', phase: 'in_progress' },
    { type: 'item.end', key: 'b', item: { tools: [{ input_schema: {}, name: 't' }] } },
    { type: 'item.end', key: 'a', silent: true, item: { tools: [{ input_schema: {}, name: 'u' }] } },
    ...steps.slice(8),
  ])
  expect(resynthesise(events).firstDivergence).toBe(null)
  events.splice(find(events, 'response.mcp_list_tools.in_progress'), 1)
  renumber(events)
  expect(resynthesise(events).equal).toBe(false)
})

test('a failure comes out with its type', () => {
  const events = record([
    ...steps.slice(8, 11),
    { type: 'fail', error: { code: 'rate_limit_exceeded', message: 'no' }, event: { type: 'tokens', param: 'input' } },
  ])
  expect(resynthesise(events).firstDivergence).toBe(null)
  events.splice(-2, 1)
  renumber(events)
  expect(resynthesise(events).equal).toBe(false)
})

test('only a background stream may begin in the midst', () => {
  const resumed = record(steps, { background: true }).slice(9)
  expect(resynthesise(resumed).firstDivergence).toBe(null)
  expect(resynthesise(record().slice(9)).equal).toBe(false)
  for (const event of resumed) event['sequence_number'] = Number(event['sequence_number']) - 5
  expect(resynthesise(resumed).firstDivergence).toMatchObject({ event: 0, pointer: '/sequence_number' })
})

test('several responses of one connection are judged one by one', () => {
  const events = [...record(), ...record()]
  expect(resynthesise(events).equal).toBe(true)
  const length = record().length
  events[length + 4]!['item_id'] = 'rs_7'
  expect(resynthesise(events).firstDivergence).toMatchObject({ event: length + 4, pointer: '/item_id' })
})

test('a stream without an end has nothing to be derived from', () => {
  const { equal, reason, firstDivergence } = resynthesise(record().slice(0, -1))
  expect({ equal, reason }).toEqual({ equal: false, reason: 'The recording has no terminal event to derive a response from.' })
  expect(firstDivergence?.event).toBe(record().length - 1)
  expect(resynthesise([]).equal).toBe(false)
})

test('a backend that leaves the output out of its final response is named', () => {
  const events = record()
  responseOf(events.at(-1)).output = []
  expect(resynthesise(events).reason).toBe('The final response has no output although items were sent, as the ChatGPT backend does.')
})

test.each([
  [[{}]],
  [[{ type: 'response.completed', response: {} }]],
  [[{ type: 'response.completed', response: { output: [{ type: 'nonsense' }] } }]],
])('what is no stream at all is unequal, not a crash: %j', (events) => {
  expect(resynthesise(events).equal).toBe(false)
})
