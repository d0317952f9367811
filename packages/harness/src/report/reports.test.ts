import { expect, test } from 'vitest'

import type { CheckReport } from '../check/run-check.ts'
import type { ScenarioResult } from '../check/run-scenario.ts'
import { renderCheckReport } from './check-report.ts'
import { renderDiffReport } from './diff-report.ts'
import { renderJunit } from './junit-report.ts'
import { renderLintReport } from './lint-report.ts'
import { checkOutcome } from './outcome.ts'

const finding = {
  rule: 'GW102 sequence-missing',
  severity: 'error' as const,
  event: 3,
  pointer: '/sequence_number',
  message: 'no <number> & "nothing"',
}
const note = { ...finding, rule: 'GW290 documented-deviation', severity: 'info' as const }
const divergence = {
  kind: 'missing-event' as const,
  severity: 'error' as const,
  expected: 4,
  actual: null,
  pointer: '',
  message: 'response.output_text.done is missing',
}
const result = (name: string, status: ScenarioResult['status'], rest: Partial<ScenarioResult> = {}): ScenarioResult => ({
  name,
  title: name,
  status,
  reason: '',
  findings: [],
  divergences: [],
  clients: [],
  events: 9,
  durationMs: 12,
  capture: null,
  ...rest,
})
const report: CheckReport = {
  baseUrl: 'http://127.0.0.1:1',
  model: 'm',
  scenarios: [
    result('good', 'pass'),
    result('bad', 'fail', {
      reason: '2 errors',
      findings: [finding],
      divergences: [divergence],
      clients: [{ client: 'Rig', verdict: 'breaks', because: ['GW102 sequence-missing'] }],
    }),
    result('web', 'unsupported', { reason: 'refused <tool>' }),
  ],
  summary: { scenarios: 3, pass: 1, fail: 1, unsupported: 1, unreachable: 0, errors: 2, warnings: 0 },
}

test('the lint report tells file, place, rule and words, and counts notes without showing them', () => {
  const text = renderLintReport(
    [
      { file: 'a.sse', events: 9, findings: [finding, note] },
      { file: 'b.sse', events: 4, findings: [] },
    ],
    { colour: false },
  )
  expect(text).toContain('a.sse')
  expect(text).toContain('event 3 /sequence_number')
  expect(text).not.toContain('b.sse')
  expect(text).toContain('2 streams, 13 events: 1 error, 0 warnings, 1 note (')
})

test('the diff report signs each divergence and gives the verdict', () => {
  expect(renderDiffReport([divergence], { colour: false })).toMatch(
    /error\s+- missing-event\s+4→·\s+response\.output_text\.done is missing\n1 divergence, 0 warnings/,
  )
  expect(renderDiffReport([], { colour: false })).toContain('no divergence')
})

test('colours only when asked for', () => {
  const escape = String.fromCodePoint(27)
  expect(renderDiffReport([divergence], { colour: true })).toContain(escape)
  expect(renderDiffReport([divergence], { colour: false })).not.toContain(escape)
})

test('the check report lists every scenario, what was refused, and who breaks', () => {
  const text = renderCheckReport(report, { colour: false })
  for (const words of ['good', 'bad', 'Rig', 'unsupported (not judged)', 'refused <tool>', '1 passed, 1 failed, 1 unsupported'])
    expect(text).toContain(words)
})

test('JUnit skips what is unsupported and escapes what it quotes', () => {
  const xml = renderJunit(checkOutcome(report))
  expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"')
  expect(xml).toContain('no &lt;number&gt; &amp; &quot;nothing&quot;')
  expect(xml).toContain('<skipped message="refused &lt;tool&gt;"/>')
  expect(xml).not.toContain('<number>')
})

test('a rule that is broken at every event is told three times and counted', () => {
  const findings = Array.from({ length: 40 }, (_, event) => ({ ...finding, event }))
  const text = renderLintReport([{ file: 'a.sse', events: 40, findings }], { colour: false })
  expect(text.match(/GW102 sequence-missing +event/g)).toHaveLength(3)
  expect(text).toContain('and 37 more of GW102')
  const whole = renderLintReport([{ file: 'a.sse', events: 40, findings }], { colour: false, verbose: true })
  expect(whole.match(/GW102 sequence-missing +event/g)).toHaveLength(40)
})

test('nothing that was captured can move the cursor of a terminal or begin a line of its own', () => {
  const hostile = { ...finding, message: 'a\u001B[2Jb\n::set-output name=x::y\u202E' }
  const bad = { ...divergence, message: hostile.message }
  const texts = [
    renderLintReport([{ file: 'x\u001B[1m', events: 1, findings: [hostile] }], { colour: false }),
    renderDiffReport([bad], { colour: false }),
    renderCheckReport(
      { ...report, scenarios: [result('bad', 'fail', { reason: 'r\u001B', findings: [hostile], divergences: [bad] })] },
      { colour: false },
    ),
  ]
  for (const text of texts) {
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202E]|^::/mu)
    expect(text).toContain(String.raw`\u001b[2J`)
  }
})

test('a divergence tells how often it shows, its rule, why it matters and whom it breaks', () => {
  const told = { ...divergence, count: 7, rule: 'GW404 item-done-missing', why: 'the item never ends', clients: ['Rig'] }
  expect(renderDiffReport([told], { colour: false })).toMatch(/×7\n +GW404 item-done-missing · the item never ends · breaks Rig/)
})
