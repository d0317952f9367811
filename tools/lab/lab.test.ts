import { baseGoldens, genericMutators, mutations } from '@goldwire/harness/mutations'
import { lintStream } from '@goldwire/harness'
import { beforeAll, expect, test } from 'vitest'
import { type Base, committedBases } from './bases.ts'
import type { Checker } from './checker.ts'
import { goldwire } from './checkers/goldwire.ts'
import { openaiSdk } from './checkers/openai-sdk.ts'
import { type LabReport, renderReport, reportOf } from './lab-report.ts'
import { runExperiment } from './run-experiment.ts'

let bases: Base[]
let report: LabReport

beforeAll(async () => {
  bases = await committedBases()
  report = await reportFor([goldwire])
}, 240_000)

async function reportFor(checkers: Checker[], chosen = mutations, on = bases): Promise<LabReport> {
  const experiment = await runExperiment(chosen, on, checkers)
  return reportOf({ experiment, generic: null, checkers, bases: on, mutations: chosen, seed: 0 })
}

test('more than 300 defects are planted in more than 12 kinds of streams, and each finds a place', () => {
  expect(report.mutations).toBeGreaterThanOrEqual(400)
  expect(report.bases).toBeGreaterThanOrEqual(50)
  expect(report.unplanted).toEqual([])
})

test('our linter finds every planted defect', () => {
  expect(report.misses.filter(({ said }) => said.length === 0).map(({ mutation, base }) => `${mutation} in ${base}`)).toEqual([])
})

test('a right rule is the first to speak in at least 98 %', () => {
  expect(report.named / report.planted).toBeGreaterThanOrEqual(0.98)
})

test('our linter says nothing against sound streams', () => {
  expect(report.alarms).toEqual([])
})

test('a linter that finds nothing fails the lab, and the report says so', async () => {
  const deaf: Checker = { name: 'goldwire', title: 'deaf', problems: () => [] }
  const failed = await reportFor([deaf], mutations.slice(0, 5), bases.slice(0, 2))
  expect(failed.passed).toBe(false)
  expect(renderReport(failed, { misses: true })).toMatch(/MISSED .*\n[^]*FAILED/)
})

test('a linter that cries wolf finds no defect by it', async () => {
  const wolf: Checker = { name: 'goldwire', title: 'wolf', problems: () => [{ key: 'wolf', rule: 'GW101', text: 'wolf' }] }
  const failed = await reportFor([wolf], mutations.slice(0, 5), bases.slice(0, 2))
  expect(failed.checkers[0]?.caught).toBe(0)
  expect(failed.alarms).toHaveLength(2)
})

test('the accumulator of the openai SDK takes sound streams and throws at a lost announcement', async () => {
  const [text] = baseGoldens()
  if (text === undefined) throw new Error('no base')
  expect(await openaiSdk.problems(text)).toEqual([])
  const lost = mutations.find(({ id }) => id === 'items-no-output-item-added')?.plant(text)
  expect(await openaiSdk.problems(lost ?? text)).toHaveLength(1)
})

test('most generic mutants are found', () => {
  for (const { id, mutants } of genericMutators.map((mutator) => ({ id: mutator.id, mutants: mutantsOf(mutator) }))) {
    const caught = mutants.filter(({ golden, before }) =>
      lintStream(golden).some((one) => one.severity !== 'info' && !before.has(one.rule + one.pointer)),
    )
    expect(caught.length / mutants.length, id).toBeGreaterThan(0.94)
  }
})

function mutantsOf(mutator: (typeof genericMutators)[number]) {
  return baseGoldens().flatMap((base) => {
    const before = new Set(lintStream(base).map(({ rule, pointer }) => rule + pointer))
    return [...mutator.mutants(base, { limit: 15 })].map(({ golden }) => ({ golden, before }))
  })
}
