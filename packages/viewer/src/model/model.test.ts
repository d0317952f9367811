import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { ViewerLine, ViewerScenario } from '../viewer-data.ts'
import { alignKeys } from './align-keys.ts'
import { buildRows, findRow, type RowFilter } from './build-rows.ts'
import { familyOf, typeOf } from './event-facts.ts'
import { foldLines } from './fold-lines.ts'
import { jsonLines, linesAround, nearestPointer } from './json-lines.ts'
import { summariseClients, summariseRules } from './overview.ts'
import { createScenarioView } from './scenario-view.ts'
import { shortNames } from './short-names.ts'
import { summariseLine, visible } from './summarise-line.ts'
import { formatMs, timingOf } from './timing.ts'

const event = (type: string, rest: object = {}, t: number | null = null): ViewerLine => ({ t, event: type, data: { type, ...rest } })
const delta = (text: string, item = 0, t: number | null = null) =>
  event('response.output_text.delta', { item_id: `m${item}`, output_index: item, content_index: 0, delta: text }, t)
const stream: ViewerLine[] = [
  event('response.created', { response: { status: 'in_progress' } }, 100),
  event('response.output_item.added', { output_index: 0, item: { type: 'message', id: 'm0' } }, 110),
  delta('Hel', 0, 120),
  delta('lo', 0, 130),
  { t: 131, comment: ' keepalive' },
  delta('!', 0, 900),
  event('response.completed', { response: { status: 'completed' } }, 910),
  { t: 911, event: null, text: '[DONE]' },
]
const everything: RowFilter = { query: '', type: '', item: null, onlyProblems: false, withNotes: true }
const rowsOf = (scenario: ViewerScenario, filter: Partial<RowFilter> = {}, open: string[] = []) =>
  buildRows(createScenarioView(scenario), { ...everything, ...filter }, new Set(open))

test('runs of deltas of one text fold, and whatever comes between ends the run', () => {
  expect(foldLines(stream).map(({ first, last, text }) => [first, last, text])).toEqual([
    [0, 0, null],
    [1, 1, null],
    [2, 3, 'Hello'],
    [4, 4, null],
    [5, 5, null],
    [6, 6, null],
    [7, 7, null],
  ])
  expect(foldLines([delta('a', 0), delta('b', 1), delta('c', 1)]).map((fold) => fold.last)).toEqual([0, 2])
})

test('every line is in one fold, in order, whatever the lines are', () => {
  const line = fc.oneof(
    fc.constantFrom(delta('a', 0), delta('b', 1), event('x')),
    fc.record({ t: fc.constant(null), data: fc.jsonValue() }),
  )
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const covered = foldLines(lines).flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index))
      expect(covered).toEqual(lines.map((_, index) => index))
    }),
  )
})

test('what a line is called says what it is, also where it is no event', () => {
  expect(stream.map(typeOf).slice(4)).toEqual([': comment', 'response.output_text.delta', 'response.completed', '[DONE]'])
  expect(typeOf({ data: { error: {} } })).toBe('error (no type)')
  expect(typeOf({ data: [1] })).toBe('no type')
  expect(typeOf({ body: {} })).toBe('body')
  expect(['response.in_progress', 'response.failed', 'response.mcp_call.in_progress', 'response.output_item.done'].map(familyOf)).toEqual([
    'lifecycle',
    'error',
    'tool',
    'item',
  ])
})

test('a summary is one line without anything invisible in it, for any data', () => {
  expect(summariseLine(delta('a\nb\u202Ec\u0000'))).toBe('“a⏎b⟨U+202E⟩c␀”')
  expect(summariseLine(event('response.completed', { response: { status: 'failed', error: { code: 'x', message: 'y' } } }))).toBe(
    'failed  x  y',
  )
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('delta', 'item', 'response', 'part', 'error', 'text'), (value, key) => {
      const summary = summariseLine(event('response.something', { [key]: value }))
      expect(summary).toBe(visible(summary))
      expect(summary.length).toBeLessThan(1100)
    }),
  )
})

test('findings stand below their event, in a closed run below the run, and those of the whole stream on top', () => {
  const finding = (at: number | null, severity: 'error' | 'info' = 'error') => ({
    rule: 'R',
    severity,
    event: at,
    pointer: '',
    message: 'm',
  })
  const scenario = {
    name: 's',
    actual: { label: 'a', lines: stream },
    findings: [finding(null), finding(3), finding(6, 'info'), finding(999)],
  }
  const kinds = rowsOf(scenario).map((row) => (row.kind === 'problem' ? `p${row.parent}` : row.id))
  expect(kinds).toEqual(['p', 'p', 'e:0', 'e:1', 'f:2', 'pf:2', 'e:4', 'e:5', 'e:6', 'pe:6', 'e:7'])
  const open = rowsOf(scenario, {}, ['f:2']).map((row) => (row.kind === 'problem' ? `p${row.parent}` : row.id))
  expect(open.slice(4, 8)).toEqual(['f:2', 'e:2', 'e:3', 'pe:3'])
  expect(rowsOf(scenario, { onlyProblems: true, withNotes: false }).map((row) => row.kind)).toEqual([
    'problem',
    'problem',
    'event',
    'problem',
  ])
})

test('the worst problem of an event comes first', () => {
  const findings = (['info', 'warning', 'error'] as const).map((severity) => ({ rule: 'R', severity, event: 1, pointer: '', message: 'm' }))
  const rows = rowsOf({ name: 's', actual: { label: 'a', lines: stream }, findings })
  expect(rows.flatMap((row) => (row.kind === 'problem' ? [row.problem.severity] : []))).toEqual(['error', 'warning', 'info'])
})

test('many problems of one event are counted after the first four', () => {
  const findings = Array.from({ length: 9 }, () => ({ rule: 'R', severity: 'error' as const, event: 1, pointer: '', message: 'm' }))
  const rows = rowsOf({ name: 's', actual: { label: 'a', lines: stream }, findings })
  expect(rows.filter((row) => row.kind === 'problem')).toHaveLength(4)
  expect(rows.find((row) => row.kind === 'more')).toMatchObject({ count: 5, parent: 'e:1' })
})

test('filters go by type, item and text; a text is found across its deltas', () => {
  const scenario = { name: 's', actual: { label: 'a', lines: stream } }
  expect(rowsOf(scenario, { query: 'HELLO' }).map((row) => row.id)).toEqual(['f:2'])
  expect(rowsOf(scenario, { item: 0 }).map((row) => row.id)).toEqual(['e:1', 'f:2', 'e:5'])
  expect(rowsOf(scenario, { type: '[DONE]' }).map((row) => row.id)).toEqual(['e:7'])
  expect(rowsOf(scenario, { query: 'nowhere' })).toEqual([])
})

test('a line is found on its own row, in its closed run, or nowhere', () => {
  const scenario = { name: 's', actual: { label: 'a', lines: stream } }
  expect(findRow(rowsOf(scenario), 'actual', 3)).toBe(2)
  expect(findRow(rowsOf(scenario, {}, ['f:2']), 'actual', 3)).toBe(4)
  expect(findRow(rowsOf(scenario, { type: '[DONE]' }), 'actual', 3)).toBe(-1)
})

test('two streams stand side by side by type and item, whatever their deltas and indexes', () => {
  const thinking = event('response.output_item.added', { output_index: 0, item: { type: 'reasoning' } })
  const shifted = [
    stream[0] as ViewerLine,
    thinking,
    event('response.output_item.added', { output_index: 1, item: { type: 'message' } }),
    delta('Hi', 1),
    stream[6] as ViewerLine,
  ]
  const view = createScenarioView({ name: 's', expected: { label: 'e', lines: stream }, actual: { label: 'a', lines: shifted } })
  expect(view.pairs.map(({ expected, actual }) => [expected?.first ?? null, actual?.first ?? null])).toEqual([
    [0, 0],
    [null, 1],
    [1, 2],
    [2, 3],
    [4, null],
    [5, null],
    [6, 4],
    [7, null],
  ])
})

test('places of divergences that count events lead to their lines', () => {
  const lines = [{ comment: 'x' }, event('a'), { comment: 'y' }, event('b')]
  const divergences = [{ kind: 'value', severity: 'error' as const, expected: null, actual: 1, pointer: '', message: 'm' }]
  const view = createScenarioView({ name: 's', actual: { label: 'a', lines, eventLines: [1, 3] }, divergences })
  expect(view.problems[0]?.actual).toBe(3)
})

test('an alignment keeps both orders, leaves nobody out and is as long as the longest common subsequence', () => {
  const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 14 })
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      const pairs = alignKeys(a, b)
      expect(pairs.flatMap(([one]) => (one === null ? [] : [one]))).toEqual(a.map((_, index) => index))
      expect(pairs.flatMap(([, other]) => (other === null ? [] : [other]))).toEqual(b.map((_, index) => index))
      const matched = pairs.filter(([one, other]) => one !== null && other !== null)
      for (const [one, other] of matched) expect(a[one as number]).toBe(b[other as number])
      expect(matched).toHaveLength(longest(a, b))
    }),
  )
})

function longest(a: readonly string[], b: readonly string[]): number {
  const rows: number[][] = [...a, ''].map(() => [...b, ''].map(() => 0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      (rows[i] as number[])[j] = a[i] === b[j] ? (rows[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(rows[i + 1]?.[j] ?? 0, rows[i]?.[j + 1] ?? 0)
  return rows[0]?.[0] ?? 0
}

test('long lists that differ everywhere are aligned at what is unique, in little time', () => {
  const a = Array.from({ length: 20_000 }, (_, index) => (index % 5 === 0 ? `anchor ${index}` : 'x'))
  const b = a.flatMap((key, index) => (index % 7 === 0 ? ['new', key] : [key])).toSpliced(0, 1, 'other')
  const started = performance.now()
  const pairs = alignKeys(a, b)
  expect(performance.now() - started).toBeLessThan(2000)
  const anchors = pairs.filter(([one, other]) => one !== null && other !== null && a[one]?.startsWith('anchor'))
  expect(anchors.length).toBeGreaterThan(3990)
})

test('JSON is printed line by line with the pointer of each line', () => {
  const { lines } = jsonLines({ a: [1, { 'b/c': 'x' }], e: {} })
  expect(lines.map((line) => `${line.pointer}|${line.key ?? ''}|${line.text}${line.comma ? ',' : ''}`)).toEqual([
    '||{',
    '/a|a|[',
    '/a/0||1,',
    '/a/1||{',
    '/a/1/b~1c|b/c|"x"',
    '/a/1||}',
    '/a||],',
    '/e|e|{}',
    '||}',
  ])
  expect(jsonLines([1, 2, 3, 4], 3)).toMatchObject({ isCut: true })
  expect(nearestPointer({ a: { b: 1 } }, '/a/b')).toBe('/a/b')
  expect(nearestPointer({ a: { b: 1 } }, '/a/c/d')).toBe('/a')
  expect(linesAround(100, [50, 10, 12], 2)).toEqual([
    [8, 15],
    [48, 53],
  ])
})

test('timing tells the first event, the first delta, the longest silence and one lane an item', () => {
  const timing = timingOf(stream)
  expect(timing).toMatchObject({ first: 100, firstDelta: 120, end: 911, longestGap: { ms: 769, line: 5 }, known: 8 })
  expect(timing?.lanes.map((lane) => [lane.label, lane.lines.length])).toEqual([
    ['response', 4],
    ['0 message', 4],
  ])
  expect(timingOf([event('a', {}, 5), event('b')])).toBeNull()
  expect([0.04, 9.96, 412.4, 12_345, 250_000].map(formatMs)).toEqual(['0 ms', '10 ms', '412 ms', '12.35 s', '4 min 10 s'])
})

test('the overview counts each rule over all streams and says where it is first', () => {
  const finding = (rule: string, at: number) => ({ rule, severity: 'error' as const, event: at, pointer: '', message: '' })
  const clients = [
    { client: 'Rig', verdict: 'breaks' as const, because: ['A'] },
    { client: 'B', verdict: 'ok' as const, because: [] },
  ]
  const scenarios = [
    { name: 'one', findings: [finding('A', 3), finding('A', 4), finding('B', 0)], clients },
    { name: 'two', findings: [finding('A', 9)], clients },
  ]
  const [worst] = summariseRules({ title: '', scenarios })
  expect(worst).toMatchObject({
    label: 'A',
    count: 3,
    places: [
      { scenario: 0, event: 3 },
      { scenario: 1, event: 9 },
    ],
  })
  expect(summariseClients({ title: '', scenarios })).toEqual([
    { client: 'Rig', breaksIn: [0, 1], because: ['A'] },
    { client: 'B', breaksIn: [], because: [] },
  ])
})

test('short names drop what all names share, never the name', () => {
  expect(shortNames(['a/b/x.golden.jsonl', 'a/b/y.golden.jsonl'])).toEqual(['x', 'y'])
  expect(shortNames(['a/x.sse', 'b/x.sse'])).toEqual(['a/x.sse', 'b/x.sse'])
  expect(shortNames(['a/b/x.sse', 'a/y.sse'])).toEqual(['b/x.sse', 'y.sse'])
  expect(shortNames(['a/x.sse'])).toEqual(['a/x.sse'])
})
