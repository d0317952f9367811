import { expect, test } from 'vitest'

import { causeOf, rankCauses } from './rank-causes.ts'

const finding = (rule: string, severity: 'error' | 'warning' | 'info' = 'error') => ({
  rule,
  severity,
  event: 0,
  pointer: '/x',
  message: rule,
})
const divergence = (pointer: string, more: { rule?: string; count?: number; message?: string } = {}) => ({
  kind: 'extra-field' as const,
  severity: 'error' as const,
  expected: 0,
  actual: 0,
  pointer,
  message: 'm',
  ...more,
})
const result = (name: string, rest: Partial<Parameters<typeof rankCauses>[0][number]>) => ({
  name,
  status: 'fail' as const,
  findings: [],
  divergences: [],
  events: 3,
  clients: ['Grok CLI', 'async-openai'].map((client) => ({ client, verdict: 'breaks' as const, because: [] })),
  ...rest,
})
const SEQUENCE = 'GW102 sequence-missing'
const SUM = 'GW904 usage-sum'

test('what breaks more clients in more streams comes first, errors before warnings', () => {
  const causes = rankCauses([
    result('a', { findings: [finding(SUM), finding(SEQUENCE), finding(SEQUENCE), finding('GW405 items-overlap', 'warning')] }),
    result('b', { findings: [finding(SEQUENCE), finding('GW290 documented-deviation', 'info')] }),
  ])
  expect(causes.map(({ label }) => label)).toEqual([SEQUENCE, SUM, 'GW405 items-overlap'])
  expect(causes[0]).toMatchObject({ scenarios: ['a', 'b'], count: 3, of: 2, unit: 'stream' })
  expect(causes[0]?.clients).toContain('async-openai')
  expect(causes[0]?.why).toContain('sequence_number')
})

test('a difference that comes of a broken rule is that rule, not another cause', () => {
  const causes = rankCauses([
    result('a', {
      findings: [finding(SEQUENCE)],
      divergences: [divergence('/sequence_number', { rule: SEQUENCE }), divergence('/timings')],
    }),
  ])
  expect(causes.map(({ label, count }) => [label, count])).toEqual([
    [SEQUENCE, 1],
    ['extra-field /timings', 1],
  ])
})

test('places in lists are one place, and what has no place goes by its words', () => {
  expect(causeOf(divergence('/response/output/1/content/0/text'))).toBe('extra-field /response/output/*/content/*/text')
  expect(causeOf(divergence('', { message: 'no message' }))).toBe('no message')
})

test('only what was judged counts: a body is no stream, an unsupported scenario is nothing', () => {
  const [cause] = rankCauses([
    result('a', { findings: [finding(SUM)], events: 0 }),
    result('b', { findings: [finding(SUM)], status: 'unsupported' }),
  ])
  expect(cause).toMatchObject({ scenarios: ['a'], of: 1, unit: 'scenario' })
})

test('only clients that were hurt where it shows are named', () => {
  const [cause] = rankCauses([result('a', { findings: [finding(SEQUENCE)], clients: [] })])
  expect(cause?.clients).toEqual([])
})
