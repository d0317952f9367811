import { expect, test } from 'vitest'
import type { GoldenLine } from '../golden/golden.ts'
import { madeStream, message } from '../mutations/sound-streams.ts'
import type { JsonObject } from './json.ts'
import { lintStream } from './lint-stream.ts'
import { createMessageLinter } from './message-linter.ts'

const asked = (body: JsonObject = {}): GoldenLine => ({ t: null, dir: 'out', data: { type: 'response.create', ...body } })
const came = (data: JsonObject): GoldenLine => ({ t: null, dir: 'in', data })
const refused = (more: JsonObject = {}) =>
  came({ type: 'error', status: 400, error: { type: 'invalid_request_error', code: null, message: 'No.', param: null }, ...more })
const turn = (seed: number, response: JsonObject = {}, lane: JsonObject = {}) =>
  madeStream([message(`Turn ${seed} is over.`)], { response: { id: `resp_${String(seed).repeat(50)}`, ...response } }).map((data) =>
    came({ ...data, ...lane }),
  )
function rulesOf(lines: readonly GoldenLine[]): string[] {
  const linter = createMessageLinter({ provider: 'openai', framing: 'websocket' })
  for (const line of lines) linter.line(line)
  return linter.end().map(({ rule }) => rule.slice(0, 5))
}

test('a turn that is refused is one message without a number, before, between and after responses', () => {
  expect(rulesOf([asked(), refused(), asked(), ...turn(1), asked(), refused(), asked(), ...turn(2), refused()])).toEqual([])
  expect(rulesOf([asked(), came({ type: 'error', status: 400, error: 'No.' })])).toEqual(['GW221'])
})

test('a connection that is closed in the middle of a response says why there is no end', () => {
  expect(rulesOf([asked(), ...turn(1).slice(0, -3), refused({ status: 503 })])).toEqual([])
  expect(rulesOf([asked(), ...turn(1).slice(0, -3)])).toEqual(['GW301'])
})

test('a response without its end is told by itself, and the next one is judged by itself', () => {
  expect(rulesOf([asked(), ...turn(1).slice(0, -1), asked(), ...turn(2)])).toEqual(['GW301'])
})

test('each response is compared with the request it answers', () => {
  expect(rulesOf([asked({ temperature: 1 }), ...turn(1), asked({ temperature: 0.5 }), ...turn(2)])).toEqual(['GW322'])
  expect(rulesOf([asked({ temperature: 1 }), ...turn(1), asked({ temperature: 0.5 }), ...turn(2, { temperature: 0.5 })])).toEqual([])
})

test('two responses of one connection have two ids', () => {
  expect(rulesOf([asked(), ...turn(1), asked(), ...turn(1)])).toEqual(['GW519'])
})

test('lanes may be interleaved, each with numbers of its own', () => {
  const [a, b] = [turn(1, {}, { stream_id: 'a' }), turn(2, {}, { stream_id: 'b' })]
  const mixed = a.flatMap((line, index) => [line, b[index]].filter((one) => one !== undefined))
  const requests = [asked({ stream_id: 'a' }), asked({ stream_id: 'b' })]
  expect(rulesOf([...requests, ...mixed])).toEqual([])
  expect(lintStream(mixed.map(({ data }) => data))).toEqual([])
})

test('an event without the stream_id of its lane, or with one that nobody asked for, is one finding', () => {
  for (const id of [undefined, 'c']) {
    const lines = turn(1, {}, { stream_id: 'a' })
    const data = lines[5]?.data as JsonObject
    if (id === undefined) delete data['stream_id']
    else data['stream_id'] = id
    expect(rulesOf([asked({ stream_id: 'a' }), ...lines])).toEqual(['GW025'])
  }
})
