import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import type { Framing, Golden, GoldenLine } from '../golden/golden.ts'
import { changed, sampleStream } from '../testing/sample-streams.ts'
import type { WireEvent } from '../shape/shape.ts'
import { type DiffRule, readDiffRules } from './diff-rules.ts'
import { diffCaptures, diffStreams } from './diff-streams.ts'

const golden = (framing: Framing, lines: GoldenLine[]): Golden => ({
  header: {
    golden: 1,
    name: 'x',
    provider: 'unknown',
    recorded_at: null,
    source: null,
    request: null,
    response: { status: 200, headers: null, framing },
  },
  lines,
})
const messages = (...answers: (readonly WireEvent[])[]) =>
  golden(
    'websocket',
    answers.flatMap(
      (events) =>
        [
          { t: null, dir: 'out', data: { type: 'response.create' } },
          ...events.map((data) => ({ t: null, dir: 'in' as const, data })),
        ] as GoldenLine[],
    ),
  )
const body = (value: unknown) => golden('json', [{ t: null, body: value }])
const expected = sampleStream({ seed: 'a' })
const last = (events: readonly WireEvent[]) => events.at(-1)?.['response'] as { [key: string]: unknown }
const without = (events: readonly WireEvent[], type: string) =>
  changed(events, (copy) => {
    copy.splice(
      copy.findIndex((event) => event.type === type),
      1,
    )
    for (const [index, event] of copy.entries()) event['sequence_number'] = index
  })

test('answers of a connection are compared one by one, at their lines', () => {
  const other = sampleStream({ seed: 'b', deltas: ['x'] })
  expect(diffStreams(messages(expected, expected), messages(other, sampleStream({ seed: 'c' })))).toEqual([])
  const broken = messages(other, without(sampleStream({ seed: 'c' }), 'response.output_text.done'))
  const [divergence, ...rest] = diffStreams(messages(expected, expected), broken)
  expect(rest).toEqual([])
  expect(divergence).toMatchObject({ kind: 'missing-event', rule: 'GW601 text-done-missing' })
  expect(divergence?.expected).toBeGreaterThan(expected.length)
})

test('an answer that is missing or extra on a connection is one divergence', () => {
  expect(diffStreams(messages(expected, expected), messages(expected))).toMatchObject([
    { kind: 'missing-event', message: 'a whole answer is missing: 2 were expected, 1 came' },
  ])
  expect(diffStreams(messages(expected), messages(expected, expected))).toMatchObject([{ kind: 'extra-event' }])
})

test('bodies are compared with bodies, and with what a stream says at its end', () => {
  const other = sampleStream({ seed: 'b', deltas: ['Other'] })
  expect(diffStreams(body(last(expected)), body(last(other)))).toEqual([])
  expect(
    diffStreams(
      golden(
        'data-only',
        expected.map((data) => ({ t: null, data })),
      ),
      body(last(other)),
    ),
  ).toEqual([])
  const { status: _, ...headless } = last(other)
  expect(diffStreams(body(last(expected)), body(headless))).toMatchObject([
    { kind: 'missing-field', severity: 'error', pointer: '/status', actual: 0 },
  ])
  const cut = golden(
    'data-only',
    expected.slice(0, 3).map((data) => ({ t: null, data })),
  )
  expect(diffStreams(cut, body(last(other)))).toMatchObject([{ message: expect.stringContaining('no final response') }])
})

test('other bodies of the API are compared, too', () => {
  const list = (data: unknown[]) => body({ object: 'list', data, has_more: false })
  expect(diffStreams(list([{ id: 'a', type: 'message' }]), list([{ id: 'b', type: 'message' }]))).toEqual([])
  expect(diffStreams(list([]), body({ object: 'list', data: [] }))).toMatchObject([{ kind: 'missing-field', pointer: '/has_more' }])
})

const cheaper = changed(expected, (events) => {
  const usage = last(events)['usage'] as { [key: string]: unknown }
  Object.assign(usage, { input_tokens: 2, total_tokens: 2 + Number(usage['output_tokens']) })
})

test('a tolerance lets a number through that is near enough, and tells one that is not', () => {
  const rule = (tolerance: number | string): DiffRule => ({ pointer: '/response/usage/*', tolerance, because: 'another tokenizer' })
  const diff = (rules: readonly DiffRule[]) => diffCaptures(expected, cheaper, { exact: true, rules })
  expect(diff([]).divergences).not.toEqual([])
  expect(diff([rule(1000)]).divergences.filter(({ pointer }) => pointer.startsWith('/response/usage/'))).toEqual([])
  expect(diff([rule('1%')]).divergences).toContainEqual(
    expect.objectContaining({
      severity: 'error',
      pointer: '/response/usage/input_tokens',
      message: expect.stringMatching(/more than 1% away from \d+ \[another tokenizer\]/),
    }),
  )
})

test('a pattern or a type says what may stand at a place, whatever stands there in the golden', () => {
  const other = changed(expected, (events) =>
    events.forEach((event) => event['response'] && ((event['response'] as { model: string }).model = 'mine-2')),
  )
  const diff = (rule: Omit<DiffRule, 'because'>) =>
    diffCaptures(expected, other, { exact: true, rules: [{ ...rule, because: 'ours' }] }).divergences
  expect(diff({ pointer: '/response/model', matches: '^mine-\\d$' })).toEqual([])
  expect(diff({ pointer: '/**/model', type: 'string' })).toEqual([])
  expect(diff({ pointer: '/response/model', matches: '^theirs' })).toMatchObject([
    { kind: 'value', count: 3, message: expect.stringContaining('does not match /^theirs/') },
  ])
  expect(diff({ pointer: '/response/model', type: ['number', 'null'], severity: 'warning' })).toMatchObject([{ severity: 'warning' }])
})

test('rules select by event and by the rule that is broken; those of no use are told', () => {
  const actual = changed(expected, (events) => {
    for (const event of events) if (event.type.startsWith('response.output_text.')) delete event['logprobs']
  })
  const byRule: DiffRule = { rule: 'GW212', severity: 'info', because: 'no logprobs here' }
  expect(diffCaptures(expected, actual, { rules: [byRule] })).toMatchObject({
    divergences: [{ severity: 'info', rule: 'GW212 logprobs-missing' }],
    unusedRules: [],
  })
  const byEvent: DiffRule = { event: 'response.output_text.delta', pointer: '/logprobs', severity: 'ignore', because: 'x' }
  const stale: DiffRule = { pointer: '/nowhere', severity: 'ignore', because: 'mended' }
  const { divergences, unusedRules } = diffCaptures(expected, actual, { rules: [byEvent, stale] })
  expect(divergences).toMatchObject([{ severity: 'error', message: expect.stringContaining('response.output_text.done /logprobs') }])
  expect(unusedRules).toEqual([stale])
})

test('a rules file that says nothing, or nonsense, is refused by rule and field', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goldwire-rules-'))
  const refused = async (rules: unknown) => {
    const file = join(folder, 'rules.json')
    await writeFile(file, JSON.stringify(rules))
    return readDiffRules(file).then(String, (error: Error) => error.message)
  }
  expect(await refused([{ because: 'x' }])).toContain('rule 0: says nothing')
  expect(await refused([{ pointer: 'usage', severity: 'info', because: 'x' }])).toContain('rule 0 (pointer): is a JSON pointer')
  expect(await refused({ rules: [{ pointer: '/a', matches: '(', because: 'x' }] })).toContain(
    'rule 0 (matches): is not a regular expression',
  )
  expect(await refused([{ pointer: '/a', tolerance: 'much', because: 'x' }])).toContain('(tolerance)')
  expect(await refused([{ tolerance: 1, because: 'x' }])).toContain('needs a pointer')
  expect(await refused({ rules: [{ pointer: '/a', type: 'string', because: 'x' }] })).toBe('[object Object]')
  await rm(folder, { recursive: true })
})

test('one cause is told once, with its count, its rule, its reason and its clients', () => {
  const actual = changed(expected, (events) => {
    for (const event of events) delete event['sequence_number']
  })
  expect(diffStreams(expected, actual).filter(({ severity }) => severity === 'error')).toMatchObject([
    {
      kind: 'missing-field',
      pointer: '/sequence_number',
      count: expected.length - 1,
      rule: 'GW102 sequence-missing',
      why: expect.any(String),
      clients: expect.arrayContaining(['async-openai']),
    },
  ])
})

test('a delta in the middle of a run that looks otherwise is found', () => {
  const long = sampleStream({ deltas: ['a', 'b', 'c', 'd', 'e'] })
  const actual = changed(
    long,
    (events) => void delete events.filter(({ type }) => type === 'response.output_text.delta')[3]?.['obfuscation'],
  )
  const third = changed(
    long,
    (events) => void ((events.filter(({ type }) => type === 'response.output_text.delta')[3] as WireEvent)['content_index'] = 'x'),
  )
  expect(diffStreams(long, actual, { lint: false }).concat(diffStreams(long, third, { lint: false }))).toContainEqual(
    expect.objectContaining({ kind: 'type', pointer: '/content_index' }),
  )
})

test('without the linter, what only agrees with itself is not looked at', () => {
  const actual = changed(expected, (events) => {
    const done = events.find(({ type }) => type === 'response.output_text.done') as WireEvent
    done['text'] = 'something else'
  })
  expect(diffStreams(expected, actual, { lint: false })).toEqual([])
  expect(diffStreams(expected, actual, { lint: 'explain' })).toEqual([])
  expect(diffStreams(expected, actual)).not.toEqual([])
})

test('another thing instead of the response is one divergence, not one for each field', () => {
  const error = { error: { message: 'The model does not exist.', type: 'invalid_request_error', param: null, code: 'model_not_found' } }
  const message = 'another thing came: expected the object "response", got an error: The model does not exist.'
  for (const one of [body(last(expected)), expected])
    expect(diffStreams(one, body(error))).toEqual([expect.objectContaining({ kind: 'type', pointer: '', severity: 'error', message })])
  expect(diffStreams(body(error), body(last(expected)))).toHaveLength(1)
  expect(diffStreams(body({ object: 'list', data: [] }), body({ id: 'm', object: 'model' }))).toHaveLength(1)
  expect(diffStreams(body(error), body({ error: { ...error.error, message: 'No.' } }))).toEqual([])
})

test('the lane of a connection is no difference to the same answer over SSE', () => {
  const lines = messages(expected).lines.map(({ data, ...line }) => ({ ...line, data: { ...(data as WireEvent), stream_id: 'main' } }))
  const inLane = golden('websocket', lines)
  expect(diffStreams(expected, inLane)).toEqual([])
  expect(diffStreams(inLane, expected)).toEqual([])
  expect(diffStreams(inLane, messages(expected))).not.toEqual([])
})
