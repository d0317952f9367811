import { expect, test } from 'vitest'

import { eventsOf } from '../../golden/events-of.ts'
import { goldenToSse } from '../../golden/golden-to-frames.ts'
import { lintStream } from '../../lint/lint-stream.ts'
import { mutations } from '../../mutations/mutations.ts'
import { parseStreamText } from '../../golden/parse-stream-text.ts'
import { bodyGolden, createTestClock, responseIdOf, streamGolden } from '../../testing/replay-goldens.ts'
import { eventsIn, get, textOf } from '../../testing/replay-requests.ts'
import { createReplayer, type ReplayOptions } from '../create-replayer.ts'
import { play } from '../play.ts'
import { faultKinds, parseFault } from './faults.ts'

const golden = streamGolden({ gap: 10, deltas: ['Hé', 'l', 'lo', ' there'] })
const whole = goldenToSse(golden)
const events = eventsOf(golden)
const request = { method: 'POST', path: '/v1/responses', body: { model: 'm', input: 'Hi', stream: true } }
const id = responseIdOf(golden)

const struckBy = (fault: string, options: ReplayOptions = {}) =>
  createReplayer([golden], { faults: [fault], mutations, ...options }).answer(request)
const numbersIn = (text: string) => eventsIn(text).map((event) => event['sequence_number'])
const all = events.map((_event, index) => index)

test('a cut ends the stream cleanly behind or inside the N-th event', () => {
  const behind = struckBy('cut-after:3')
  expect([numbersIn(textOf(behind)), behind.end.how]).toEqual([[0, 1, 2], 'eof'])
  const inside = struckBy('cut-inside:3')
  const text = textOf(inside)
  expect(whole.startsWith(text)).toBe(true)
  expect(text.split('\n\n')).toHaveLength(3)
  expect([text.endsWith('\n\n'), inside.end.how]).toEqual([false, 'eof'])
  expect(textOf(struckBy('cut-after:0'))).toBe('')
  expect(textOf(struckBy('cut-after:999'))).toBe(whole)
})

test('a reset destroys the connection behind or inside the N-th event', () => {
  expect([numbersIn(textOf(struckBy('reset-after:2'))), struckBy('reset-after:2').end.how]).toEqual([[0, 1], 'reset'])
  expect([textOf(struckBy('reset-inside:1')).includes('\n\n'), struckBy('reset-inside:1').end.how]).toEqual([false, 'reset'])
})

test('a stall pauses behind the N-th event, for a while or for good', async () => {
  const pause = struckBy('stall-after:2,500', { pace: 'recorded' })
  expect(pause.chunks.slice(0, 4).map(({ at }) => at)).toEqual([10, 20, 530, 540])
  expect(textOf(pause)).toBe(whole)
  const forever = struckBy('stall-after:2')
  expect([numbersIn(textOf(forever)), forever.end.how]).toEqual([[0, 1], 'never'])
  const leaving = new AbortController()
  const clock = createTestClock()
  const steps: string[] = []
  setTimeout(() => leaving.abort(), 30)
  for await (const step of play(forever, { clock, startedAt: clock.now(), signal: leaving.signal })) steps.push(step.do)
  expect(steps).toEqual(['head', 'send', 'send'])
})

test('headers and ends come late', () => {
  const slow = struckBy('slow-headers:300', { pace: 'recorded' })
  expect([slow.headersAt, slow.chunks[0]?.at]).toEqual([300, 310])
  expect([struckBy('late-eof:700').end.at, textOf(struckBy('late-eof:700'))]).toEqual([700, whole])
})

test('an error answers as often as it says, then everything is as recorded', () => {
  const replayer = createReplayer([golden], { faults: ['status:429,2'] })
  const answers = [1, 2, 3].map(() => replayer.answer(request))
  expect(answers.map(({ status }) => status)).toEqual([429, 429, 200])
  expect(Object.fromEntries(answers[0]?.headers ?? [])).toMatchObject({ 'retry-after': '1', 'x-ratelimit-remaining-requests': '0' })
  expect(JSON.parse(textOf(answers[0] ?? { chunks: [] }))).toMatchObject({
    error: { code: 'rate_limit_exceeded', type: 'requests', param: null },
  })
  expect(textOf(answers[2] ?? { chunks: [] })).toBe(whole)
})

test('a server error is one of four, a gateway answers with a page', () => {
  const statuses = new Set(Array.from({ length: 40 }, (_, seed) => struckBy('5xx', { seed }).status))
  expect(statuses).toEqual(new Set([500, 502, 503, 504]))
  const page = struckBy('gateway')
  expect([page.status, Object.fromEntries(page.headers)['content-type'], textOf(page).startsWith('<html>')]).toEqual([
    502,
    'text/html',
    true,
  ])
})

test('single frames are lost, doubled, exchanged and broken, and nothing else', () => {
  expect(numbersIn(textOf(struckBy('drop:3')))).toEqual(all.filter((number) => number !== 2))
  expect(numbersIn(textOf(struckBy('duplicate:3')))).toEqual([0, 1, 2, ...all.slice(2)])
  expect(numbersIn(textOf(struckBy('reorder:3')))).toEqual([0, 1, 3, 2, ...all.slice(4)])
  expect(numbersIn(textOf(struckBy(`reorder:${events.length}`)))).toEqual([...all.slice(0, -2), events.length - 1, events.length - 2])
  const frames = textOf(struckBy('malformed-json:3')).split('\n\n')
  expect(() => JSON.parse(frames[2]?.split('data: ')[1] ?? '')).toThrow(SyntaxError)
  expect(numbersIn([...frames.slice(0, 2), ...frames.slice(3)].join('\n\n'))).toEqual(all.filter((number) => number !== 2))
  expect(textOf(struckBy('drop:999'))).toBe(whole)
})

test('exchanged frames keep the times of their places', () => {
  expect(struckBy('reorder:3', { pace: 'recorded' }).chunks.map(({ at }) => at)).toEqual(all.map((index) => (index + 1) * 10))
})

test('comments fill every silence and change no event', () => {
  const kept = struckBy('keepalive:4', { pace: 'recorded' })
  expect(eventsIn(textOf(kept))).toEqual(events)
  expect(
    kept.chunks
      .filter(({ bytes }) => Buffer.from(bytes).toString() === ': keepalive\n\n')
      .map(({ at }) => at)
      .slice(0, 5),
  ).toEqual([0, 4, 8, 14, 18])
  expect(textOf(struckBy('keepalive:4')).startsWith(': keepalive\n\nevent: ')).toBe(true)
})

test('lines end otherwise, a mark begins the stream, a frame [DONE] ends it, and no event changes', () => {
  expect(textOf(struckBy('crlf'))).toBe(whole.replaceAll('\n', '\r\n'))
  expect(textOf(struckBy('bom'))).toBe(`\uFEFF${whole}`)
  expect(textOf(struckBy('done-marker'))).toBe(`${whole}data: [DONE]\n\n`)
  const split = struckBy('split-utf8')
  expect(textOf(split)).toBe(whole)
  expect(split.chunks.some(({ bytes }) => bytes.at(-1) === 0xc3)).toBe(true)
})

test('a mutation of the library is planted, and the linter sees it', () => {
  expect(lintStream(golden).map(({ rule }) => rule)).not.toContain('GW101 sequence-gap')
  const findings = lintStream(parseStreamText(textOf(struckBy('mutation:sequence-gap'))))
  expect(findings.map(({ rule }) => rule)).toContain('GW101 sequence-gap')
})

test('chaos strikes at its rate, differently each time, and leaves the rest alone', () => {
  const replayer = createReplayer([golden], { faults: ['chaos:0.5'], seed: 4 })
  const texts = Array.from({ length: 60 }, () => replayer.answer(request)).map(
    (answer) => `${answer.status} ${answer.end.how} ${textOf(answer)}`,
  )
  const untouched = texts.filter((text) => text === `200 eof ${whole}`).length
  expect(untouched).toBeGreaterThan(20)
  expect(untouched).toBeLessThan(48)
  expect(new Set(texts).size).toBeGreaterThan(8)
})

test.each(['chaos:1', 'drop', 'malformed-json', 'reorder', 'duplicate', '5xx', 'cut-inside:5', 'mutation:sequence-gap'])(
  '%s: the same seed gives the same bytes, another seed others',
  (fault) => {
    const run = (seed: number) => {
      const replayer = createReplayer([golden], { faults: [fault], seed, mutations })
      return [1, 2, 3, 4]
        .map(() => replayer.answer(request))
        .map(({ status, end, chunks }) => [status, end, textOf({ chunks }), chunks.map(({ at }) => at)])
    }
    expect(run(1)).toEqual(run(1))
    expect(Array.from({ length: 12 }, (_, seed) => JSON.stringify(run(seed + 2))).some((other) => other !== JSON.stringify(run(1)))).toBe(
      true,
    )
  },
)

test('a fault strikes as often as @ says, so that a client that resumes gets on', () => {
  const replayer = createReplayer([golden], { faults: ['cut-after:2@1'] })
  const first = textOf(replayer.answer(request))
  const rest = textOf(replayer.answer(get(`${id}?stream=true&starting_after=1`)))
  expect(first + rest).toBe(whole)
})

test('a fault that always strikes cuts what is resumed as well', () => {
  const replayer = createReplayer([golden], { faults: ['cut-after:2'] })
  const parts = [textOf(replayer.answer(request))]
  for (let after = 1; after < events.length - 1; after += 2)
    parts.push(textOf(replayer.answer(get(`${id}?stream=true&starting_after=${after}`))))
  expect(parts.join('')).toBe(whole)
})

test('faults of frames leave a body alone; faults of the connection do not', () => {
  const body = bodyGolden({ path: '/v1/responses', body: { input: 'Hi' } }, { id: 'resp_1', object: 'response' })
  const answer = (fault: string) => createReplayer([body], { faults: [fault] }).answer({ ...request, body: { input: 'Hi' } })
  for (const fault of ['drop', 'duplicate', 'reorder', 'keepalive:5', 'crlf', 'malformed-json'])
    expect(textOf(answer(fault))).toBe(JSON.stringify(body.lines[0]?.body))
  expect(answer('reset-after:0').end.how).toBe('reset')
  expect(answer('slow-headers:9').headersAt).toBe(9)
})

test('what is struck is named in the answer', () => {
  const replayer = createReplayer([golden], { faults: ['status:500', 'keepalive:5'] })
  expect([1, 2].map(() => replayer.answer(request).faults)).toEqual([['status:500', 'keepalive:5'], ['keepalive:5']])
})

test('every fault that is listed can be written as its usage says', () => {
  const example: { [usage: string]: string } = {
    N: '2',
    'N[,MS]': '2,5',
    MS: '5',
    'CODE[,TIMES]': '429,2',
    ID: 'sequence-gap',
    RATE: '0.5',
    TIMES: '2',
  }
  for (const { name, usage } of faultKinds) {
    const arg = example[usage.replace(/^\[?:/, '').replace(/^(N|TIMES)\]$/, '$1')]
    expect(usage === '' || arg !== undefined, `${name}${usage}`).toBe(true)
    expect(parseFault(usage === '' ? name : `${name}:${arg}`, mutations).text).toContain(name)
  }
})

test.each([
  ['nothing', 'there is no fault "nothing"'],
  ['cut-after', 'whole number'],
  ['cut-after:x', 'whole number'],
  ['status:200', 'whole number from 400'],
  ['chaos:2', 'a rate above 0'],
  ['mutation:sequence', 'near it are sequence-'],
  ['keepalive:0', 'whole number from 1'],
])('%j is refused with what is wrong', (text, words) => {
  expect(() => parseFault(text, mutations)).toThrow(words)
})
