import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { foldEvent } from './fold-event.ts'
import { emptyFold } from './fold-state.ts'
import { foldedResponse, foldEvents } from './fold-events.ts'

type Json = Record<string, unknown>

// A small writer of streams for arbitrary responses, independent of the grammar that the fold reads.

const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const id = (prefix: string): fc.Arbitrary<string> => fc.stringMatching(/^[0-9a-f]{8}$/).map((suffix) => `${prefix}_${suffix}`)
const logprob = fc.record({
  token: text,
  logprob: fc.double({ max: 0, min: -20, noNaN: true }),
  bytes: fc.constant([]),
  top_logprobs: fc.constant([]),
})
const citation = fc.record({ type: fc.constant('url_citation'), url: fc.webUrl(), start_index: fc.nat(), end_index: fc.nat(), title: text })

const outputText = fc.record({
  type: fc.constant('output_text'),
  annotations: fc.array(citation, { maxLength: 3 }),
  logprobs: fc.array(logprob, { maxLength: 4 }),
  text,
})
const refusal = fc.record({ type: fc.constant('refusal'), refusal: text })
const shellOutput = fc.record({ outcome: fc.constant({ type: 'exit', exit_code: 0 }), stdout: text, stderr: text })

const items: Record<string, fc.Arbitrary<Json>> = {
  message: fc.record({ id: id('msg'), content: fc.array(fc.oneof(outputText, refusal), { maxLength: 3 }), role: fc.constant('assistant') }),
  reasoning: fc.record({
    id: id('rs'),
    summary: fc.array(
      text.map((value) => ({ type: 'summary_text', text: value })),
      { maxLength: 3 },
    ),
    content: fc.array(
      text.map((value) => ({ type: 'reasoning_text', text: value })),
      { maxLength: 2 },
    ),
  }),
  function_call: fc.record({ id: id('fc'), call_id: id('call'), name: text, arguments: text }),
  custom_tool_call: fc.record({ id: id('ctc'), call_id: id('call'), name: text, input: text }),
  code_interpreter_call: fc.record({ id: id('ci'), container_id: id('cntr'), code: text, outputs: fc.constant(null) }),
  mcp_call: fc.record({ id: id('mcp'), name: text, server_label: text, arguments: text, output: text }),
  shell_call: fc.record({
    id: id('sh'),
    call_id: id('call'),
    action: fc.record({ commands: fc.array(text, { maxLength: 3 }), timeout_ms: fc.constant(null) }),
  }),
  shell_call_output: fc.record({ id: id('sho'), call_id: id('call'), output: fc.array(shellOutput, { maxLength: 3 }) }),
  apply_patch_call: fc.record({
    id: id('apc'),
    call_id: id('call'),
    operation: fc.record({ type: fc.constant('update_file'), path: text, diff: text }),
  }),
  web_search_call: fc.record({ id: id('ws'), action: fc.record({ type: fc.constant('search'), query: text }) }),
  from_the_future: fc.record({ id: id('xx'), payload: fc.jsonValue() }),
}

const item = fc.oneof(
  ...Object.entries(items).map(([type, fields]) => fields.map((rest): Json => ({ type, status: 'completed', ...rest }))),
)
const response = fc.record({
  id: id('resp'),
  output: fc.array(item, { maxLength: 4 }),
  model: text,
  usage: fc.record({ total_tokens: fc.nat() }),
})

/** Cuts a text into one to five pieces between code points. */
function pieces(whole: string, seed: number): string[] {
  const points = Array.from(whole)
  const size = Math.max(1, Math.ceil(points.length / ((seed % 5) + 1)))
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => points.slice(index * size, (index + 1) * size).join(''))
}

function partEvents(part: Json, at: Json, seed: number): Json[] {
  const kind = part['type'] === 'refusal' ? 'refusal' : part['type'] === 'reasoning_text' ? 'reasoning_text' : 'output_text'
  const field = kind === 'refusal' ? 'refusal' : 'text'
  const whole = part[field] as string
  const isText = kind === 'output_text'
  const logprobs = (part['logprobs'] as unknown[] | undefined) ?? []
  const cut = pieces(whole, seed)
  const withLogprobs = (all: unknown[]): Json => (isText ? { logprobs: all } : {})
  const deltas = (cut.length === 0 && logprobs.length > 0 ? [''] : cut).map((delta, index, all) => ({
    type: `response.${kind}.delta`,
    ...at,
    delta,
    ...withLogprobs(index === all.length - 1 ? logprobs : []),
  }))
  const annotations = ((part['annotations'] as Json[] | undefined) ?? []).map((annotation, annotation_index) => ({
    type: 'response.output_text.annotation.added',
    ...at,
    annotation_index,
    annotation,
  }))
  const empty = isText ? { ...part, text: '', annotations: [], logprobs: [] } : { ...part, [field]: '' }
  return [
    { type: 'response.content_part.added', ...at, part: empty },
    ...deltas,
    ...annotations,
    { type: `response.${kind}.done`, ...at, [field]: whole, ...withLogprobs(logprobs) },
    { type: 'response.content_part.done', ...at, part: isText ? { ...part, logprobs: [] } : part },
  ]
}

const streamed = (prefix: string, field: string, whole: string, at: Json, seed: number): Json[] => [
  ...pieces(whole, seed).map((delta) => ({ type: `${prefix}.delta`, ...at, delta })),
  { type: `${prefix}.done`, ...at, [field]: whole },
]

/** What a kind looks like when announced, and what comes between. */
function lifeOf(whole: Json, at: Json, seed: number): [Json, Json[]] {
  const flat = (prefix: string, field: string): [Json, Json[]] => [
    { [field]: '' },
    streamed(prefix, field, whole[field] as string, at, seed),
  ]
  switch (whole['type']) {
    case 'message':
      return [
        { content: [] },
        (whole['content'] as Json[]).flatMap((part, content_index) => partEvents(part, { ...at, content_index }, seed)),
      ]
    case 'reasoning': {
      const summaries = (whole['summary'] as Json[]).flatMap((part, summary_index) => {
        const there = { ...at, summary_index }
        return [
          { type: 'response.reasoning_summary_part.added', ...there, part: { ...part, text: '' } },
          ...streamed('response.reasoning_summary_text', 'text', part['text'] as string, there, seed),
          { type: 'response.reasoning_summary_part.done', ...there, part },
        ]
      })
      const contents = (whole['content'] as Json[]).flatMap((part, content_index) => partEvents(part, { ...at, content_index }, seed))
      return [{ summary: [], content: [] }, [...summaries, ...contents]]
    }
    case 'function_call':
      return flat('response.function_call_arguments', 'arguments')
    case 'custom_tool_call':
      return flat('response.custom_tool_call_input', 'input')
    case 'code_interpreter_call':
      return flat('response.code_interpreter_call_code', 'code')
    case 'mcp_call':
      return flat('response.mcp_call_arguments', 'arguments')
    case 'shell_call': {
      const action = whole['action'] as { commands: string[] }
      const there = { output_index: at['output_index'] }
      const events = action.commands.flatMap((command, command_index) => [
        { type: 'response.shell_call_command.added', ...there, command_index, command: '' },
        ...streamed('response.shell_call_command', 'command', command, { ...there, command_index }, seed),
      ])
      return [{ action: { ...action, commands: [] } }, events]
    }
    case 'shell_call_output': {
      const events = (whole['output'] as Json[]).flatMap((output, command_index) => [
        ...pieces(output['stdout'] as string, seed).map((stdout) => ({
          type: 'response.shell_call_output_content.delta',
          ...at,
          command_index,
          delta: { stdout },
        })),
        { type: 'response.shell_call_output_content.delta', ...at, command_index, delta: { stderr: output['stderr'] } },
        { type: 'response.shell_call_output_content.done', ...at, command_index, output: [output] },
      ])
      return [{ output: [] }, events]
    }
    case 'apply_patch_call': {
      const operation = whole['operation'] as { diff: string }
      return [
        { operation: { ...operation, diff: '' } },
        streamed('response.apply_patch_call_operation_diff', 'diff', operation.diff, at, seed),
      ]
    }
    default:
      return [{}, []]
  }
}

function streamOf(final: Json, seed: number): Json[] {
  const open = { ...final, status: 'in_progress', output: [], usage: null }
  const events = (final['output'] as Json[]).flatMap((whole, output_index) => {
    const [empty, between] = lifeOf(whole, { output_index, item_id: whole['id'] }, seed)
    return [
      { type: 'response.output_item.added', output_index, item: { ...whole, ...empty, status: 'in_progress' } },
      ...between,
      { type: 'response.output_item.done', output_index, item: whole },
    ]
  })
  return [
    { type: 'response.created', response: open },
    { type: 'response.in_progress', response: open },
    ...events,
    { type: 'response.completed', response: { ...final, status: 'completed' } },
  ]
}

const stream = fc
  .tuple(response, fc.nat())
  .map(([final, seed]) => ({ final: { ...final, status: 'completed' }, events: streamOf(final, seed) }))

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) deepFreeze(inner)
}

const kindsOf = (events: Json[]): string[] => [...new Set(foldEvents(events).problems.map((problem) => problem.kind))]

test('folding the events of any response gives that response, without a problem', () => {
  fc.assert(
    fc.property(stream, ({ final, events }) => {
      expect(foldEvents(events)).toEqual({ response: final, complete: true, problems: [] })
    }),
    { numRuns: 300 },
  )
})

test('the deltas alone tell as much: without done events for items and parts the output is the same', () => {
  fc.assert(
    fc.property(
      stream,
      fc.constantFrom(/output_item\.done$|completed$/, /(?<!shell_call\S*|output_content)\.done$|completed$/),
      ({ final, events }, dropped) => {
        const { response: folded, complete, problems } = foldEvents(events.filter((event) => !dropped.test(String(event['type']))))
        expect(complete).toBe(false)
        expect(problems).toEqual([])
        expect(folded?.output).toEqual(final.output.map((whole) => ({ ...whole, status: 'in_progress' })))
      },
    ),
    { numRuns: 300 },
  )
})

test('the terminal event is not asked for the output', () => {
  fc.assert(
    fc.property(stream, ({ final, events }) => {
      const last = events.at(-1) as { response: Json }
      const { response: folded } = foldEvents([...events.slice(0, -1), { ...last, response: { ...last.response, output: [] } }])
      expect(folded).toEqual(final)
    }),
  )
})

test('neither events nor earlier states are ever changed, and any state may be folded on twice', () => {
  fc.assert(
    fc.property(stream, ({ events }) => {
      deepFreeze(events)
      let state = emptyFold()
      for (const event of events) {
        deepFreeze(state)
        const next = foldEvent(state, event)
        expect(foldEvent(state, event)).toEqual(next)
        state = next
      }
      expect(foldedResponse(state)).toEqual(foldEvents(events))
    }),
    { numRuns: 50 },
  )
})

test('a stream that was cut is never complete, and tells what had arrived', () => {
  fc.assert(
    fc.property(stream, fc.nat(), ({ events }, cut) => {
      const length = cut % events.length
      const { response: folded, complete, problems } = foldEvents(events.slice(0, length))
      expect({ complete, problems, isNull: folded === null }).toEqual({ complete: false, problems: [], isNull: length === 0 })
      expect(folded?.status).not.toBe('completed')
    }),
  )
})

test('a resumed stream gives the whole response, and says what it had to take from the end', () => {
  fc.assert(
    fc.property(stream, fc.nat(), ({ final, events }, start) => {
      const rest = events.slice(start % events.length)
      const { response: folded, complete, problems } = foldEvents(rest)
      expect(complete).toBe(true)
      expect(folded).toEqual(final)
      expect(problems.map((problem) => problem.kind).filter((kind) => kind !== 'not-announced' && kind !== 'not-in-stream')).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('no input makes it throw', () => {
  const wild = fc.oneof(
    fc.anything(),
    fc.record(
      {
        type: fc.constantFrom(
          'response.output_item.added',
          'response.output_item.done',
          'response.content_part.added',
          'response.content_part.done',
          'response.output_text.delta',
          'response.output_text.done',
          'response.output_text.annotation.added',
          'response.shell_call_output_content.done',
          'response.completed',
          'error',
          'keepalive',
          '__proto__',
        ),
        output_index: fc.oneof(fc.constantFrom(0, 1, -1, 1e9, '0', null), fc.anything()),
        content_index: fc.constantFrom(0, 1, -1, 1e9, null, {}),
        item_id: fc.constantFrom('a', 'b', '', null),
        item: fc.oneof(
          fc.constant(null),
          fc.record(
            { type: fc.constantFrom('message', 'reasoning', 'shell_call_output', 'constructor', 3), id: fc.constantFrom('a', 'b') },
            { requiredKeys: [] },
          ),
        ),
        part: fc.oneof(fc.constantFrom(null, 'x', {}), fc.record({ type: fc.constantFrom('output_text', 'refusal') })),
        delta: fc.constantFrom('x', '', null, 3, {}),
        text: fc.constantFrom('x', null),
        output: fc.anything(),
        response: fc.oneof(fc.anything(), fc.constant({ id: 'r', output: [null, 1, { type: 'message' }] })),
      },
      { requiredKeys: ['type'] },
    ),
  )
  fc.assert(
    fc.property(fc.array(wild, { maxLength: 12 }), (events) => {
      expect(foldEvents(events).problems.every((problem) => problem.message !== '')).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

const base = { id: 'resp_1', status: 'in_progress', output: [], usage: null }
const created = { type: 'response.created', response: base }
const completed = { type: 'response.completed', response: { ...base, status: 'completed' } }
const delta = (piece: string, more: Json = {}): Json => ({
  type: 'response.output_text.delta',
  output_index: 0,
  item_id: 'msg_1',
  content_index: 0,
  delta: piece,
  ...more,
})
const announced = {
  type: 'response.output_item.added',
  output_index: 0,
  item: { id: 'msg_1', type: 'message', status: 'in_progress', role: 'assistant', content: [] },
}
const opened = {
  type: 'response.content_part.added',
  output_index: 0,
  item_id: 'msg_1',
  content_index: 0,
  part: { type: 'output_text', text: '', annotations: [], logprobs: [] },
}
const finished = (whole: string): Json => ({
  type: 'response.output_item.done',
  output_index: 0,
  item: { ...announced.item, status: 'completed', content: [{ type: 'output_text', text: whole, annotations: [], logprobs: [] }] },
})
const textOf = (events: Json[]): unknown =>
  (foldEvents(events).response?.output as Json[] | undefined)?.map((whole) =>
    (whole['content'] as Json[] | undefined)?.map((part) => part['text']),
  )

test('a lost, doubled or changed delta shows as a disagreement, and the finished item counts', () => {
  for (const deltas of [['He'], ['He', 'y', 'y'], ['He', 'Y']]) {
    const events = [created, announced, opened, ...deltas.map((piece) => delta(piece)), finished('Hey'), completed]
    expect(kindsOf(events)).toEqual(['disagreement'])
    expect(textOf(events)).toEqual([['Hey']])
  }
  expect(kindsOf([created, announced, opened, delta('He'), delta('y'), finished('Hey'), completed])).toEqual([])
})

test('text for an item or part that nobody announced is kept', () => {
  expect(textOf([created, delta('He'), delta('y')])).toEqual([['Hey']])
  expect(kindsOf([created, delta('He'), delta('y')])).toEqual(['not-announced'])
  expect(textOf([created, announced, delta('He'), delta('y')])).toEqual([['Hey']])
  expect(kindsOf([created, announced, delta('He')])).toEqual(['not-announced'])
})

test('events without indexes go to the newest part of the newest fitting item', () => {
  const bare = { type: 'response.output_text.delta', delta: 'y' }
  expect(textOf([created, announced, opened, delta('He'), bare])).toEqual([['Hey']])
  expect(kindsOf([created, announced, opened, delta('He'), bare])).toEqual([])
})

test('item ids that change on the way do not matter where the index says enough', () => {
  expect(textOf([created, announced, opened, delta('He', { item_id: 'x' }), delta('y', { item_id: 'z' }), finished('Hey')])).toEqual([
    ['Hey'],
  ])
})

test('an item that is never finished is taken from the end, or as far as it got', () => {
  const whole = finished('Hey!')['item']
  const atEnd = { ...completed, response: { ...completed.response, output: [whole] } }
  expect(textOf([created, announced, opened, delta('Hey'), atEnd])).toEqual([['Hey!']])
  expect(textOf([created, announced, opened, delta('Hey'), completed])).toEqual([['Hey']])
  expect(kindsOf([created, announced, opened, delta('Hey'), completed])).toEqual(['not-finished'])
})

test('what comes after the end of an item or of the response is left out', () => {
  const late = [created, announced, opened, delta('Hey'), finished('Hey'), delta('!'), completed, delta('?')]
  expect(textOf(late)).toEqual([['Hey']])
  expect(foldEvents(late).problems.map(({ event, kind }) => [event, kind])).toEqual([
    [5, 'too-late'],
    [7, 'too-late'],
  ])
})

test('two items under one index both stay', () => {
  expect(textOf([created, announced, opened, delta('a'), { ...announced, item: { ...announced.item, id: 'msg_2' } }])).toEqual([['a'], []])
})

test('keepalive and rate limits change nothing, unknown events are named', () => {
  expect(kindsOf([created, { type: 'keepalive', sequence_number: 1 }, completed, { type: 'response.rate_limits.updated' }])).toEqual([])
  expect(foldEvents([created, { type: 'ping' }]).problems).toEqual([
    { event: 1, kind: 'unknown-event', message: 'ping is no event of the API.' },
  ])
})

test('an error ends the response as failed, and response.failed has the last word', () => {
  const nested = { type: 'error', error: { type: 'x', code: 'rate_limit_exceeded', message: 'slow', param: null } }
  expect(foldEvents([created, nested])).toMatchObject({
    complete: true,
    response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'slow' } },
  })
  expect(foldEvents([created, { type: 'error', code: null, message: 'slow' }])).toMatchObject({
    response: { error: { code: 'server_error', message: 'slow' } },
  })
  const failedEvent = {
    type: 'response.failed',
    response: { ...base, status: 'failed', error: { code: 'server_error', message: 'other' } },
  }
  expect(foldEvents([created, nested, failedEvent])).toMatchObject({ problems: [], response: { error: { message: 'other' } } })
})

test('a terminal event with little in it keeps what the earlier ones said', () => {
  expect(foldEvents([created, { type: 'response.completed', response: { id: 'resp_1', status: 'completed' } }]).response).toEqual({
    ...base,
    status: 'completed',
  })
})

test('a hundred thousand deltas fold in linear time', () => {
  const time = (count: number): number => {
    const events = Array.from({ length: count }, () =>
      delta('word ', { logprobs: [{ token: 'word', logprob: -1, bytes: [], top_logprobs: [] }] }),
    )
    const started = performance.now()
    const { response: folded } = foldEvents([created, announced, opened, ...events])
    expect(JSON.stringify(folded?.output).length).toBeGreaterThan(count * 5)
    return performance.now() - started
  }
  time(10_000)
  const small = time(10_000)
  const large = time(100_000)
  expect(large).toBeLessThan(Math.max(small, 10) * 40)
})

test('ten thousand items fold in linear time', () => {
  const time = (count: number): number => {
    const events = Array.from({ length: count }, (_, output_index) => [
      { ...announced, output_index },
      { ...opened, output_index },
      delta('a', { output_index }),
      { ...finished('a'), output_index },
    ]).flat()
    const started = performance.now()
    expect(foldEvents([created, ...events, completed]).response?.output).toHaveLength(count)
    return performance.now() - started
  }
  time(1000)
  const small = time(1000)
  expect(time(10_000)).toBeLessThan(Math.max(small, 10) * 40)
})

const partDone = (part: Json): Json => ({ ...opened, type: 'response.content_part.done', part: { ...opened.part, ...part } })
const textDone = (whole: string): Json => ({ ...delta(''), type: 'response.output_text.done', text: whole })
const partOf = (events: Json[]): Json | undefined =>
  (foldEvents(events).response?.output as unknown as { content: Json[] }[] | undefined)?.[0]?.content[0]

test('the more complete an event, the more it counts: deltas, then text.done, then part.done, then the item', () => {
  const steps = [created, announced, opened, delta('a'), textDone('b'), partDone({ text: 'c' }), finished('d')]
  expect([4, 5, 6, 7].map((length) => textOf(steps.slice(0, length)))).toEqual([[['a']], [['b']], [['c']], [['d']]])
  expect(kindsOf(steps.slice(0, 4))).toEqual([])
  expect(foldEvents(steps).problems.map(({ event, kind }) => [event, kind])).toEqual([
    [4, 'disagreement'],
    [5, 'disagreement'],
    [6, 'disagreement'],
  ])
})

test('annotations are collected, and those of the finished part count', () => {
  const annotation = (url: string): Json => ({
    ...delta(''),
    type: 'response.output_text.annotation.added',
    annotation_index: 0,
    annotation: { url },
  })
  const events = [created, announced, opened, delta('a'), annotation('x'), partDone({ text: 'a', annotations: [{ url: 'y' }] })]
  expect(partOf(events.slice(0, 5))).toMatchObject({ annotations: [{ url: 'x' }] })
  expect(partOf(events)).toMatchObject({ annotations: [{ url: 'y' }] })
  expect(kindsOf([...events, { ...finished('a') }])).toEqual(['disagreement'])
})

test('a part announced twice keeps its text', () => {
  expect(textOf([created, announced, opened, delta('a'), opened, delta('b')])).toEqual([['ab']])
  expect(kindsOf([created, announced, opened, delta('a'), opened])).toEqual(['disagreement'])
})

test('a text that began before the stream did is no disagreement', () => {
  expect(kindsOf([created, delta('y'), partDone({ text: 'Hey' }), finished('Hey'), completed])).toEqual(['not-announced'])
})

test('without output_index the item id decides, and without content_index the newest part', () => {
  const second = { ...announced, output_index: 1, item: { ...announced.item, id: 'msg_2' } }
  const other = { ...opened, output_index: 1, item_id: 'msg_2' }
  const byId = { type: 'response.output_text.delta', item_id: 'msg_1', content_index: 0, delta: 'a' }
  expect(textOf([created, announced, opened, second, other, byId])).toEqual([['a'], ['']])
  const bare = { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'b' }
  expect(textOf([created, announced, opened, byId, { ...opened, content_index: 1 }, bare])).toEqual([['a', 'b']])
})

test('an item that finishes with other arguments or outputs than its events said is a disagreement', () => {
  const call = { id: 'fc_1', type: 'function_call', name: 'f', call_id: 'call_1', arguments: '' }
  const there = { output_index: 0, item_id: 'fc_1' }
  const events = [
    created,
    { type: 'response.output_item.added', output_index: 0, item: call },
    { type: 'response.function_call_arguments.delta', ...there, delta: '{}' },
    { type: 'response.function_call_arguments.done', ...there, arguments: '{}' },
  ]
  const doneWith = (whole: Json): Json => ({ type: 'response.output_item.done', output_index: 0, item: whole })
  expect(kindsOf([...events, doneWith({ ...call, arguments: '{}' })])).toEqual([])
  expect(kindsOf([...events, doneWith({ ...call, arguments: '{}{}' })])).toEqual(['disagreement'])

  const output = { id: 'sho_1', type: 'shell_call_output', output: [] as Json[] }
  const wrote = { outcome: { type: 'exit', exit_code: 0 }, stdout: 'a', stderr: '' }
  const outputs: Json[] = [
    created,
    { type: 'response.output_item.added', output_index: 0, item: output },
    { type: 'response.shell_call_output_content.delta', ...there, command_index: 0, delta: { stdout: 'a' } },
    { type: 'response.shell_call_output_content.done', ...there, command_index: 0, output: [wrote] },
  ]
  expect(kindsOf([...outputs, doneWith({ ...output, output: [wrote] })])).toEqual([])
  expect(kindsOf([...outputs, doneWith({ ...output, output: [wrote, wrote] })])).toEqual(['disagreement'])
  expect(kindsOf(outputs.with(3, { ...outputs[3], output: [{ ...wrote, stdout: 'b' }] }))).toEqual(['disagreement'])
})

test('text that claims a part of another type is left out', () => {
  const events = [created, announced, opened, { ...delta('no'), type: 'response.refusal.delta' }]
  expect(partOf(events)).toEqual(opened.part)
  expect(kindsOf(events)).toEqual(['disagreement'])
})
