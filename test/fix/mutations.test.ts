import { rules } from '@goldwire/harness'
import { baseGoldens, genericMutators, mutations } from '@goldwire/harness/mutations'
import { expect, test } from 'vitest'

import { judgeMutation, type Verdict } from './run-mutation.ts'

/*
 * Defects after which the answer is whole, and says something else than before: the defect itself said it, everywhere, and nothing in the stream
 * tells that it was otherwise.
 */
const unknowable = new Set([
  'items-blank-message',
  'parts-unknown-type',
  'reasoning-doubled',
  'refusal-as-empty-text',
  'request-custom-as-function',
  'text-call-as-text',
  'text-half-character',
  'tools-code-done-differs',
  'tools-command-done-differs',
  'type-unknown-event-item',
])
/** Bases without a stream of their own to repair: the proxy asks the upstream for the whole of a resumed one, and speaks no WebSocket. */
const isStream = ({ header }: { header: { request: { method: string } | null; response: { framing: string } } }) =>
  header.response.framing !== 'websocket' && header.request?.method === 'POST'

const bases = baseGoldens().filter(isStream)
const verdicts: { mutation: string; base: string; verdict: Verdict }[] = bases.flatMap((golden) =>
  mutations.flatMap((mutation) => {
    const planted = mutation.plant(golden)
    return planted === null ? [] : [{ mutation: mutation.id, base: golden.header.name, verdict: judgeMutation(golden, planted) }]
  }),
)

test('every defect in every base is planted', () => {
  expect(bases.length).toBeGreaterThan(20)
  expect(verdicts.length).toBeGreaterThan(5000)
})

test('the linter finds no error in what comes out, whatever was planted', () => {
  const wrong = verdicts
    .filter(({ verdict }) => verdict.errors.length > 0)
    .map(({ mutation, base, verdict }) => `${mutation} in ${base}: ${verdict.errors[0]}`)
  // a schema that the text no longer keeps to cannot be told from the outside of the model
  expect(wrong.filter((one) => !one.includes('GW618'))).toEqual([])
  expect(wrong.length).toBeLessThanOrEqual(3)
})

test('texts and arguments are neither lost nor invented, or the response fails and says why', () => {
  const changed = verdicts.filter(({ mutation, verdict }) => verdict.outcome === 'changed' && !unknowable.has(mutation))
  expect(changed.map(({ mutation, base }) => `${mutation} in ${base}`)).toEqual([])
})

test('nine of ten defects are undone', () => {
  const kept = verdicts.filter(({ verdict }) => verdict.outcome === 'kept')
  expect(kept.length / verdicts.length).toBeGreaterThan(0.9)
})

test('a failure that the upstream did not tell itself says which rule it could not mend', () => {
  const told = /^(?:errors|http|lifecycle-completed-error|type-error-without-type|type-response-error)/
  const silent = verdicts.filter(
    ({ mutation, base, verdict }) =>
      verdict.outcome === 'failed' && verdict.lost.length === 0 && !told.test(mutation) && base !== 'made/failed',
  )
  expect(silent.map(({ mutation, base }) => `${mutation} in ${base}`)).toEqual([])
})

test('every repair names a rule of the linter', () => {
  const known = new Set(rules.map(({ id }) => id))
  const named = new Set(verdicts.flatMap(({ verdict }) => verdict.rules))
  expect([...named].filter((rule) => !known.has(rule))).toEqual([])
  expect(named.size).toBeGreaterThan(60)
})

test('a stream without a defect is repaired of nothing', () => {
  for (const golden of bases)
    expect({ base: golden.header.name, ...judgeMutation(golden, golden) }).toMatchObject({ errors: [], rules: [], lost: [] })
})

test('changes that nobody chose are put right as well, or fail the response', () => {
  const wrong: string[] = []
  let planted = 0
  for (const golden of bases) {
    for (const mutator of genericMutators) {
      for (const { label, golden: mutant } of mutator.mutants(golden, { seed: 3, limit: 10 })) {
        planted += 1
        const { errors, outcome } = judgeMutation(golden, mutant)
        if (errors.length > 0 || outcome === 'changed')
          wrong.push(`${mutator.id} in ${golden.header.name}: ${label}: ${errors[0] ?? outcome}`)
      }
    }
  }
  expect(planted).toBeGreaterThan(1500)
  expect(wrong.filter((one) => !one.includes('GW618'))).toEqual([])
})
