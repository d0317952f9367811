import { expect, test } from 'vitest'

import type { CheckReport } from '../check/run-check.ts'
import type { ScenarioResult } from '../check/run-scenario.ts'
import { renderCheckReport } from './check-report.ts'
import { renderMarkdown } from './markdown-report.ts'
import { checkOutcome } from './outcome.ts'

const finding = (rule: string, message: string) => ({ rule, severity: 'error' as const, event: 3, pointer: '/x', message })

function reportOf(scenarios: Partial<ScenarioResult>[]): CheckReport {
  const results = scenarios.map((rest, index): ScenarioResult => ({
    name: `s${index}`,
    title: '',
    status: 'fail',
    reason: '',
    findings: [],
    divergences: [],
    clients: [{ client: 'async-openai', verdict: 'breaks', because: [] }],
    events: 9,
    durationMs: 1,
    capture: null,
    ...rest,
  }))
  const summary = { scenarios: results.length, pass: 0, fail: results.length, unsupported: 0, unreachable: 0, errors: 1, warnings: 0 }
  return { baseUrl: 'http://127.0.0.1:1', model: 'm', scenarios: results, summary }
}

const everywhere = finding('GW102 sequence-missing', 'no event carries it')
const once = finding('GW904 usage-sum', 'the sum is wrong')
const repeated = reportOf([{ findings: [everywhere, once] }, { findings: [everywhere] }, { findings: [everywhere] }])

test('what shows in three scenarios is told once, first, and only counted below', () => {
  const text = renderCheckReport(repeated, { colour: false })
  expect(text).toMatch(/fix first\n +error +GW102 sequence-missing in 3 of 3 streams, breaks .*async-openai/)
  expect(text).not.toContain('no event carries it')
  expect(text).toContain('lint GW904 usage-sum event 3 /x the sum is wrong')
  expect(text).toContain('and 1 cause that 3 scenarios or more have')
  expect(renderCheckReport(repeated, { colour: false, verbose: true }).match(/no event carries it/g)).toHaveLength(3)
})

test('a server that is not there is told once', () => {
  const dead = reportOf([1, 2, 3].map(() => ({ status: 'unreachable' as const, reason: 'Failed to reach it', clients: [], events: 0 })))
  const text = renderCheckReport({ ...dead, summary: { ...dead.summary, fail: 0, unreachable: 3 } }, { colour: false })
  expect(text.match(/Failed to reach it/g)).toHaveLength(1)
  expect(text).toContain('3 unreachable')
})

test('Markdown begins with what shows in several scenarios', () => {
  const text = renderMarkdown(checkOutcome(repeated))
  expect(text).toContain('| fix first | in | breaks | why |')
  expect(text).toMatch(/\| GW102 sequence-missing \| 3 of 3 streams \|/)
  expect(text).not.toMatch(/\| GW904 usage-sum \| 1 of/)
})

test('clients that get an error are named, those that lose something without one too', () => {
  const verdict = (client: string, word: 'breaks' | 'degrades' | 'ok') => ({ client, verdict: word, because: [] })
  const text = renderCheckReport(reportOf([{ clients: [verdict('A', 'breaks'), verdict('B', 'degrades'), verdict('C', 'ok')] }]), {
    colour: false,
  })
  expect(text).toMatch(/│ A, B \(degrades\) +│/)
})
