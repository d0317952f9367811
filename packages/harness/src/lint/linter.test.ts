import { eventSchemas, readOutputItem, readResponse } from '@goldwire/schemas'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { goldenToSse } from '../golden/golden-to-frames.ts'
import { parseStreamText } from '../golden/parse-stream-text.ts'
import type { JsonObject } from './json.ts'
import { lintBody } from './lint-body.ts'
import { lintStream } from './lint-stream.ts'
import { createLinter } from './linter.ts'
import {
  functionCall,
  madeResponse,
  madeStream,
  message,
  numbered,
  reasoning,
  soundStreams,
  weatherTool,
} from '../mutations/sound-streams.ts'
import { plainItem, plainResponse } from './reduce-response.ts'

const texts = (findings: ReturnType<typeof lintStream>) =>
  findings.map(({ severity, rule, event, pointer, message: said }) => `${severity} ${rule} #${event} ${pointer}: ${said}`)
const rulesOf = (findings: ReturnType<typeof lintStream>) => findings.map(({ rule }) => rule.slice(0, 5))
const sse = (events: readonly JsonObject[]) =>
  events.map((event) => `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`).join('')
const copy = (events: readonly JsonObject[]) => JSON.parse(JSON.stringify(events)) as JsonObject[]

test.each(Object.entries(soundStreams))('a sound stream of %s has no finding', (_, make) => {
  const serious = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('info') && !line.includes('GW906'))
  expect(serious(texts(lintStream(make())))).toEqual([])
  expect(serious(texts(lintStream(parseStreamText(sse(make())))))).toEqual([])
})

test('findings say what was seen, what was expected, and where', () => {
  const events = madeStream([message('One two three four.')])
  const [, , added, , delta] = events
  if (added === undefined || delta === undefined) throw new Error('no events')
  delta['output_index'] = 3
  events.splice(5, 1)
  expect(texts(lintStream(events))).toEqual(
    [
      'error GW504 output-index-differs #4 /output_index: response.output_text.delta has output_index 3, but item 0 (message) is the one with id "msg_c92f6a3e1b5d8049c92f6a3e1b5d8049c92f6a3e…',
      'error GW604 text-differs-from-deltas #6 /delta: item 0 (message): the sum of the deltas has "four." at character 9, where "hree four." stands in the text of the done event and the finished part and the finished item',
    ].map((line) => expect.stringContaining(line.slice(0, 60)) as string),
  )
})

test('one defect on every event is one finding with a count', () => {
  const events = madeStream([message('a long text that takes many deltas to send, many more than ten')])
  for (const event of events) delete event['sequence_number']
  expect(texts(lintStream(events))).toEqual([
    `error GW102 sequence-missing #0 /sequence_number: No event carries sequence_number (${events.length} events)`,
  ])

  const rotating = madeStream([message('a long text that takes many deltas to send, many more than ten')])
  let count = 0
  for (const event of rotating) if ('item_id' in event) event['item_id'] = `msg_${count++}`
  const found = lintStream(rotating)
  expect(rulesOf(found)).toEqual(['GW508'])
  expect(found[0]?.message).toContain(`(and ${count - 1} more times)`)
})

test('a stream that was cut has one finding, not one for each item it left open', () => {
  const events = madeStream([reasoning(['Thinking it over']), message('and then the line went dead')]).slice(0, 14)
  expect(rulesOf(lintStream(events))).toEqual(['GW301'])
})

test('a server that sends no part and no done events has each named once', () => {
  const events = numbered(
    madeStream([message('First.'), message('Second.')]).filter(
      (event) => !/content_part|output_text\.done|output_item\.done/.test(String(event['type'])),
    ),
  )
  expect([...new Set(rulesOf(lintStream(events)))].toSorted()).toEqual(['GW402', 'GW601', 'GW602', 'GW603'])
})

test('the linter tells what it found as it goes', () => {
  const linter = createLinter()
  linter.event({ type: 'response.in_progress', sequence_number: 0, response: madeResponse() })
  expect(rulesOf(linter.findings())).toEqual([])
  for (let number = 1; number < 9; number++)
    linter.event({ type: 'response.in_progress', sequence_number: number, response: madeResponse() })
  expect(rulesOf(linter.findings())).toContain('GW305')
  const other = createLinter()
  other.event({ type: 'response.in_progress', sequence_number: 0, response: madeResponse() })
  expect(rulesOf(other.end())).toEqual(['GW305', 'GW301'])
})

test('nothing at all is an empty stream', () => {
  expect(rulesOf(lintStream([]))).toEqual(['GW014'])
  expect(rulesOf(lintStream(parseStreamText('')))).toEqual(['GW014'])
})

test('any array of JSON values lints without throwing', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 20 }), (values) => {
      expect(lintStream(values).length).toBeGreaterThan(0)
    }),
  )
})

test('any mixture of known events with any contents lints without throwing', () => {
  const types = Object.keys(eventSchemas)
  const names = [
    'item',
    'part',
    'response',
    'output_index',
    'content_index',
    'summary_index',
    'item_id',
    'delta',
    'text',
    'arguments',
    'error',
    'annotation',
    'logprobs',
    'sequence_number',
  ]
  const small = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.nat(3),
    fc.constantFrom('a', 'b', ''),
    fc.record({
      id: fc.constantFrom('a', 'b'),
      type: fc.constantFrom('message', 'reasoning', 'function_call', 'x'),
      content: fc.jsonValue(),
      output: fc.array(fc.jsonValue()),
      status: fc.constantFrom('completed', 'x'),
    }),
  )
  const event = fc
    .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...names), small))
    .map(([type, fields]) => ({ ...fields, type }))
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      expect(lintStream(events)).toBeInstanceOf(Array)
    }),
    { numRuns: 1000 },
  )
})

test('events of a real stream in any order, any of them missing, lint without throwing', () => {
  const events = Object.values(soundStreams).flatMap((make) => make())
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { maxLength: 60 }), (some) => {
      expect(lintStream(some)).toBeInstanceOf(Array)
    }),
    { numRuns: 300 },
  )
})

test('time grows with the events, not with their square', () => {
  const lint = (items: number) => {
    const events = madeStream(Array.from({ length: items }, () => functionCall('f', '{"a":1}')))
    const start = performance.now()
    lintStream(events)
    return performance.now() - start
  }
  lint(200)
  expect(lint(4000)).toBeLessThan(Math.max(lint(400), 5) * 60)
})

test('framing: event lines, CRLF, ids, sentinel, comments, data that is no JSON', () => {
  const sound = sse(madeStream([message('Hello there.')]))
  const lint = (text: string) => rulesOf(lintStream(parseStreamText(text)))
  expect(lint(sound.replaceAll(/^event: .*\n/gm, ''))).toEqual(['GW001'])
  expect(lint(sound.replace('event: response.output_text.delta', 'event: message'))).toEqual(['GW002'])
  expect(lint(sound.replaceAll('\n', '\r\n'))).toEqual(['GW003'])
  expect(lint(sound.replaceAll(/^event/gm, 'id: 1\nevent'))).toEqual(['GW003'])
  expect(lint(`${sound}data: [DONE]\n\n`)).toEqual(['GW006'])
  expect(lint(`: hello\n\n${sound}`)).toEqual(['GW008'])
  expect(lint(sound.slice(0, -1))).toEqual(['GW010'])
  expect(lint(sound.replace('data: {', 'data: {{'))).toContain('GW004')
  expect(lint(`${sound}data: null\n\n`)).toEqual(['GW005'])
  expect(lint(`HTTP/1.1 200 OK\ncontent-type: application/json\n\n${sound}`)).toEqual(['GW009'])
})

test('the Open Responses profile wants the sentinel and takes its own names', () => {
  const events = madeStream([message('Hello there.')])
  const text = sse(events)
  const lint = (given: string) => rulesOf(lintStream(parseStreamText(given), { profile: 'open-responses' }))
  expect(lint(text)).toEqual(['GW007'])
  expect(lint(`${text}data: [DONE]\n\n`)).toEqual([])
  const made = soundStreams['raw reasoning']?.() ?? []
  const renamed = made.map((event) => ({ ...event, type: String(event['type']).replace('reasoning_text', 'reasoning') }))
  expect(rulesOf(lintStream(renamed, { profile: 'open-responses' }))).toEqual([])
  expect(rulesOf(lintStream(renamed))).toContain('GW205')
  expect(rulesOf(lintStream([...events.slice(0, 2), { type: 'acme:note', sequence_number: 2 }], { profile: 'open-responses' }))).toEqual([
    'GW301',
  ])
})

test('a resumed stream may begin anywhere after the given number', () => {
  const events = madeStream([message('A text that is read in two halves.')], { background: true })
  const path = `/v1/responses/${String(madeResponse()['id'])}?stream=true&starting_after=`
  expect(texts(lintStream(events.slice(1), { path: `${path}0` }))).toEqual([])
  expect(texts(lintStream(events.slice(6), { path: `${path}5` }))).toEqual([])
  expect(rulesOf(lintStream(events.slice(6), { path: `${path}2` }))).toEqual(['GW106'])
  expect(rulesOf(lintStream(events.slice(1)))).toEqual(['GW305'])
})

test('what was asked for is compared with what came', () => {
  const tools = [{ type: 'custom', name: 'apply', description: 'x', format: { type: 'text' } }]
  const events = madeStream([functionCall('apply', '{}')], { response: { tools } })
  expect(rulesOf(lintStream(events))).toEqual(['GW707'])
  const request = { model: 'made-up', input: 'Hi', temperature: 0.2, stream: true }
  expect(rulesOf(lintStream(madeStream([message('Hi.')]), { request }))).toEqual(['GW322'])
  const format = {
    type: 'json_schema',
    name: 'n',
    description: null,
    strict: true,
    schema: { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false },
  }
  const told = (text: string) => rulesOf(lintStream(madeStream([message(text)], { response: { text: { format, verbosity: 'medium' } } })))
  expect(told('{"a":1}')).toEqual([])
  expect(told('{"a":"1"}')).toEqual(['GW618'])
  expect(told('{"a":1,"b":2}')).toEqual(['GW618'])
  expect(told('Sure, a is 1.')).toEqual(['GW618'])
})

test('an empty output of the ChatGPT backend is explained, of anybody else an error', () => {
  const events = copy(madeStream([message('Hello.')]))
  const final = events.at(-1)?.['response'] as JsonObject
  final['output'] = []
  expect(lintStream(events, { provider: 'chatgpt' }).map(({ severity }) => severity)).toEqual(['info'])
  expect(lintStream(events).map(({ severity, rule }) => `${severity} ${rule}`)).toEqual(['error GW310 output-empty'])
})

test('keepalives take numbers, and may not come first', () => {
  expect(rulesOf(lintStream(madeStream([message('Hello.')], { keepalive: true })))).toEqual(['GW906'])
  expect(rulesOf(lintStream(numbered([{ type: 'keepalive' }, ...madeStream([message('Hello.')])])))).toEqual(['GW907'])
})

test('WebSocket messages are linted one response after the other', () => {
  const turn = (seed: number) => {
    const id = `resp_${String(seed).repeat(50)}`
    return madeStream([message(`Turn ${seed} is over.`)], { response: { id } }).map((data) => ({ t: null, dir: 'in' as const, data }))
  }
  const header = {
    golden: 1 as const,
    name: 'ws',
    provider: 'openai',
    recorded_at: null,
    source: null,
    request: null,
    response: { status: 101, headers: null, framing: 'websocket' as const },
  }
  const lines = [...turn(1), { t: null, dir: 'out' as const, data: { type: 'response.create' } }, ...turn(2)]
  expect(texts(lintStream({ header, lines }))).toEqual([])
  lines.splice(-1, 1)
  expect(rulesOf(lintStream({ header, lines }))).toEqual(['GW301'])
})

test('a body is linted as a Response', () => {
  const body = (
    madeStream([functionCall('get_weather', '{"a":1}'), message('Hi.')], { response: { tools: [weatherTool] } }).at(-1) as {
      response: JsonObject
    }
  ).response
  expect(texts(lintBody(body))).toEqual([])
  const wrong = (change: (copied: JsonObject) => void) => {
    const copied = JSON.parse(JSON.stringify(body)) as JsonObject
    change(copied)
    return rulesOf(lintBody(copied))
  }
  const items = (copied: JsonObject) => copied['output'] as JsonObject[]
  expect(
    wrong((copied) => {
      copied['created_at'] = 1.5
    }),
  ).toEqual(['GW211'])
  expect(
    wrong((copied) => {
      delete copied['model']
    }),
  ).toEqual(['GW207'])
  expect(
    wrong((copied) => {
      copied['status'] = 'failed'
    }),
  ).toContain('GW315')
  expect(
    wrong((copied) => {
      copied['usage'] = null
    }),
  ).toEqual(['GW901'])
  expect(
    wrong((copied) => {
      Object.assign(copied['usage'] as JsonObject, { total_tokens: 1 })
    }),
  ).toEqual(['GW904'])
  expect(
    wrong((copied) => {
      Object.assign(items(copied)[0] ?? {}, { arguments: '{' })
    }),
  ).toEqual(['GW704'])
  expect(
    wrong((copied) => {
      Object.assign(items(copied)[0] ?? {}, { status: 'in_progress' })
    }),
  ).toEqual(['GW408'])
  expect(
    wrong((copied) => {
      Object.assign(items(copied)[1] ?? {}, { id: items(copied)[0]?.['id'] })
    }),
  ).toContain('GW511')
  expect(rulesOf(lintBody(body, { request: { stream: true } }))).toEqual(['GW016'])
  expect(texts(lintBody({ object: 'list', data: [] }))).toEqual([])
})

test('the stand-ins for what was read before are accepted by the schemas', () => {
  expect(readResponse(plainResponse).issues).toEqual([])
  expect(readOutputItem(plainItem).issues).toEqual([])
})

test('a golden gives the linter what its header knows', () => {
  const golden = parseStreamText(sse(madeStream([message('Hi.')])))
  golden.header.request = { method: 'POST', path: '/v1/responses', headers: null, body: { store: false } }
  expect(rulesOf(lintStream(golden))).toEqual(['GW322'])
  expect(goldenToSse(golden)).toContain('event: response.created')
})
