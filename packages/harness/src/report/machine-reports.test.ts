import { existsSync } from 'node:fs'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { Ajv } from 'ajv'
import { expect, test } from 'vitest'

import { eventLines } from './event-lines.ts'
import { renderGithub } from './github-report.ts'
import { renderJunit } from './junit-report.ts'
import { renderMarkdown } from './markdown-report.ts'
import { diffOutcome, lintOutcome, type Outcome } from './outcome.ts'
import { renderSarif } from './sarif-report.ts'

const finding = (event: number | null, rest: object = {}) => ({
  rule: 'GW102 sequence-missing',
  severity: 'error' as const,
  event,
  pointer: '/sequence_number',
  message: `event ${event} has none`,
  ...rest,
})
const warning = { ...finding(2), rule: 'GW901 usage-missing', severity: 'warning' as const }
const note = { ...finding(0), severity: 'info' as const }
const outcome = lintOutcome(
  [
    { file: 'good.sse', events: 3, findings: [note] },
    { file: 'bad.sse', events: 9, findings: [finding(1), finding(2), finding(5), warning] },
  ],
  [{ file: 'none.sse', error: 'none.sse: not a stream' }],
)

test('an outcome says of each case whether it failed, of each problem why it matters and whom it breaks', () => {
  expect(outcome.cases.map((each) => each.status)).toEqual(['pass', 'fail', 'unreadable'])
  const [first] = outcome.cases[1]?.problems ?? []
  expect(first?.why).toContain('sequence_number')
  expect(first?.clients).toContain('async-openai')
  expect(outcome.cases[1]?.breaks).toContain('async-openai')
  expect(outcome.cases[0]?.breaks).toEqual([])
})

test('GitHub: one annotation for each rule and stream, at its line, with commands inside the text disarmed', () => {
  const text = renderGithub(outcome, { lineOf: (file, event) => (file === 'bad.sse' ? event * 3 + 1 : null) })
  expect(text).toMatch(
    /^::error file=bad\.sse,line=4,title=GW102 sequence-missing::event 1 \/sequence_number: event 1 has none \(and 2 more\)%0A/m,
  )
  expect(text).toMatch(/^::warning file=bad\.sse,line=7,title=GW901 usage-missing::/m)
  expect(text).toMatch(/^::error file=none\.sse,title=none\.sse%3A unreadable::none\.sse: not a stream$/m)
  expect(text).not.toContain('good.sse')
  expect(text.split('\n').at(-1)).toBe('goldwire lint: 3 streams: 1 passed, 1 failed, 1 unreadable')
  const hostile = renderGithub(lintOutcome([{ file: 'a,b:c\n::x', events: 1, findings: [finding(0, { message: '100%\n::error::no' })] }]))
  expect(hostile.split('\n')).toHaveLength(2)
  expect(hostile).toContain('file=a%2Cb%3Ac%0A%3A%3Ax,')
  expect(hostile).toContain(String.raw`100%25\n::error::no`)
})

test('GitHub: what it would not show is counted instead of printed', () => {
  const files = Array.from({ length: 14 }, (_, index) => ({ file: `${index}.sse`, events: 1, findings: [finding(0)] }))
  const lines = renderGithub(lintOutcome(files)).split('\n')
  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10)
  expect(lines).toContain('4 more errors are not annotated; see the report')
})

test('JUnit: a case for each stream, errors apart from failures, XML that holds whatever was captured', () => {
  const xml = renderJunit(outcome)
  expect(xml).toContain('<testsuites name="goldwire lint" tests="3" failures="1" errors="1" skipped="0"')
  expect(xml).toContain('name="good.sse" file="good.sse" time="0.000"/>')
  expect(xml).toContain('<failure message="3 errors" type="fail">')
  expect(xml).toContain('<error message="none.sse: not a stream" type="unreadable">')
  const hostile = renderJunit(
    lintOutcome([{ file: 'a', events: 1, findings: [finding(0, { message: ']]><x>\u0000\u001B\uD800\uFFFE"\n' })] }]),
  )
  expect(hostile).toContain(']]&gt;&lt;x&gt;\uFFFD\uFFFD\uFFFD\uFFFD&quot;&#10;')
})

test('Markdown: verdict, table with the failed first, reasons below, no markup from captured text', () => {
  const text = renderMarkdown(outcome)
  expect(text.split('\n')[0]).toBe('## ❌ goldwire lint: 3 streams: 1 passed, 1 failed, 1 unreadable')
  expect(text.indexOf('none.sse')).toBeLessThan(text.indexOf('good.sse'))
  expect(text).toContain('| error | GW102 sequence-missing ×3 | event 1<br><code>/sequence\\_number</code> |')
  const message = '<img src=x> [a](https://evil.test) @someone | `x`\n# head'
  const hostile = renderMarkdown(lintOutcome([{ file: 'a', events: 1, findings: [finding(0, { message })] }]))
  expect(hostile).not.toMatch(/<img|https:|@|^# head|[^\\]\[a/m)
  expect(
    hostile
      .split('\n')
      .find((line) => line.includes('img'))
      ?.match(/(?<!\\)\|/g),
  ).toHaveLength(5)
})

test('Markdown: names are shown as they are, in tables and in headings of details', () => {
  const text = renderMarkdown(lintOutcome([{ file: 'a_b*c<d>@e.sse', events: 1, findings: [finding(0)] }]))
  expect(text).toContain('<summary><b>a_b*c&lt;d&gt;&#64;e.sse</b></summary>')
  expect(text).toContain(String.raw`<code>a\_b\*c&lt;d&gt;&#64;e.sse</code>`)
})

test('Markdown: stays below what a step summary may hold, and says what it left out', () => {
  const files = Array.from({ length: 3000 }, (_, index) => ({
    file: `${index}.sse`,
    events: 1,
    findings: [finding(0, { message: 'x'.repeat(600) }), { ...warning, message: 'y'.repeat(600) }],
  }))
  const text = renderMarkdown(lintOutcome(files))
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024)
  expect(text).toMatch(/\d+ more are left out here/)
  expect(text).toContain('and 2940 more')
})

test('SARIF: one result for each rule and stream, its other places beside it, rules described once', () => {
  const log = JSON.parse(renderSarif(outcome, { version: '1.2.3', lineOf: (_, event) => event + 2 })) as SarifLog
  const [run] = log.runs
  expect(run?.tool.driver.rules.map((rule) => rule.id)).toEqual(['GW102', 'GW901'])
  expect(run?.results.map((each) => [each.ruleId, each.level, each.occurrenceCount])).toEqual([
    ['GW102', 'note', 1],
    ['GW102', 'error', 3],
    ['GW901', 'warning', 1],
  ])
  const result = run?.results[1]
  expect(result?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'bad.sse' }, region: { startLine: 3 } })
  expect(result?.relatedLocations).toHaveLength(2)
  expect(run?.invocations[0]?.executionSuccessful).toBe(false)
})

test('SARIF: divergences are rules of their own', () => {
  const divergence = {
    kind: 'order' as const,
    severity: 'error' as const,
    expected: 1,
    actual: 2,
    pointer: '',
    message: 'elsewhere',
    count: 4,
  }
  const log = JSON.parse(renderSarif(diffOutcome('a.sse', 'b.sse', 9, [divergence]), { version: '1' })) as SarifLog
  expect(log.runs[0]?.results[0]).toMatchObject({
    ruleId: 'diff/order',
    occurrenceCount: 4,
    locations: [{ physicalLocation: { artifactLocation: { uri: 'b.sse' } } }],
  })
  expect(log.runs[0]?.tool.driver.rules[0]?.shortDescription.text).toMatch(/another place/)
})

const schemaFile =
  process.env['GOLDWIRE_SARIF_SCHEMA'] ?? fileURLToPath(new URL('../../../../../shared/spec/sarif-schema-2.1.0.json', import.meta.url))
test.skipIf(!existsSync(schemaFile))(
  'SARIF: valid by the schema of OASIS (skipped without $GOLDWIRE_SARIF_SCHEMA or ../shared/spec/sarif-schema-2.1.0.json)',
  async () => {
    // It is of draft 4, and uses nothing that later drafts changed but the name of its id.
    const { $schema: _draft, id: _id, ...schema } = JSON.parse(await readFile(schemaFile, 'utf8')) as { $schema: string; id?: string }
    const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema)
    const hostile = lintOutcome([
      { file: 'a b\\c%\uD800.sse', events: 1, findings: [finding(null, { message: '\uD800', rule: 'GW999 unknown' })] },
    ])
    for (const each of [
      outcome,
      hostile,
      { command: 'check' as const, target: '', cases: outcome.cases.map((one) => ({ ...one, file: null })) },
    ]) {
      validate(JSON.parse(renderSarif(each, { version: '1.2.3', lineOf: () => 3 })))
      expect(validate.errors ?? []).toEqual([])
    }
  },
)

interface SarifLog {
  runs: {
    tool: { driver: { rules: { id: string; shortDescription: { text: string } }[] } }
    invocations: { executionSuccessful: boolean }[]
    results: {
      ruleId: string
      level: string
      occurrenceCount: number
      locations: { physicalLocation: object }[]
      relatedLocations?: object[]
    }[]
  }[]
}

test('events are found on their lines in goldens, JSON Lines and SSE, and nowhere when the count does not fit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goldwire-'))
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  expect(await eventLines(await write('a.golden.jsonl', '{"golden":1}\n{"t":1}\n{"t":2}\n'), 2)).toEqual([2, 3])
  expect(await eventLines(await write('b.jsonl', '{"type":"a"}\n\n{"type":"b"}'), 2)).toEqual([1, 3])
  const sse = await write('c.sse', '\uFEFFevent: a\r\ndata: 1\r\n\r\n: ping\r\n\r\ndata: 2\r\ndata: 3\r\n\r\n')
  expect(await eventLines(sse, 3)).toEqual([1, 4, 6])
  expect(await eventLines(sse, 4)).toEqual([])
  expect(await eventLines(await write('d.sse', 'HTTP/1.1 200 OK\r\ncontent-type: x\r\n\r\ndata: 1\n\ndata: 2\n\n'), 2)).toEqual([4, 6])
  expect(await eventLines(join(folder, 'none'), 1)).toEqual([])
  expect(await eventLines('-', 1)).toEqual([])
})

test('an empty outcome is told as such by every report', () => {
  const empty: Outcome = { command: 'lint', target: '', cases: [] }
  expect(renderGithub(empty)).toBe('goldwire lint: 0 streams: none')
  expect(renderMarkdown(empty)).toContain('0 streams: none')
  expect(renderJunit(empty)).toContain('tests="0"')
  expect(JSON.parse(renderSarif(empty, { version: '1' }))).toMatchObject({ runs: [{ results: [] }] })
})
