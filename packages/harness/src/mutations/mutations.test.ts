import { expect, test } from 'vitest'
import { lintStream } from '../lint/lint-stream.ts'
import { rules } from '../lint/rules.ts'
import { baseGoldens } from './base-goldens.ts'
import { defects } from './defects.ts'
import { mutationFamilies } from './mutation.ts'
import { mutate, mutationOf, mutations, plantAll } from './mutations.ts'
import { soundStreams } from './sound-streams.ts'

const goldens = baseGoldens()
const golden = (name: string) => goldens.find(({ header }) => header.name === `made/${name}`) ?? expect.fail(`no base ${name}`)

test('every mutation has an id of its own that starts with its family', () => {
  expect(new Set(mutations.map(({ id }) => id)).size).toBe(mutations.length)
  for (const { id, family } of mutations) {
    expect(id).toMatch(/^[a-z]+(?:-[a-z0-9]+)+$/)
    expect(mutationFamilies).toContain(family)
  }
})

test('every mutation names rules that exist', () => {
  const known = new Set(rules.map(({ id }) => id))
  expect(mutations.flatMap((mutation) => mutation.rules).filter((id) => !known.has(id))).toEqual([])
})

test('every defect that was reported in public is planted, save one that OpenAI has itself', () => {
  const planted = new Set(mutations.map(({ defect }) => defect))
  // Reasoning tokens without a reasoning item: the linter can only note it.
  expect(Object.keys(defects).filter((id) => !planted.has(id as keyof typeof defects))).toEqual(['reason.dropped'])
})

test('every mutation finds a place in at least one of the base goldens', () => {
  expect(mutations.filter((mutation) => !goldens.some((base) => mutation.applies(base))).map(({ id }) => id)).toEqual([])
})

test('the base goldens are sound', () => {
  expect(goldens.flatMap((base) => lintStream(base).filter(({ severity }) => severity === 'error'))).toEqual([])
})

test('planting leaves the stream as it was', () => {
  for (const base of goldens) {
    const before = JSON.stringify(base)
    for (const { golden: planted } of plantAll(base, { seed: 3 })) expect(JSON.stringify(planted)).not.toBe(before)
    expect(JSON.stringify(base)).toBe(before)
  }
})

test('the same seed plants the same defect in the same place, another seed another', () => {
  const lost = (seed: number) => JSON.stringify(mutate(golden('long-text'), 'text-delta-lost', { seed }))
  expect(lost(5)).toBe(lost(5))
  expect(new Set([0, 1, 2, 3, 4, 5, 6, 7].map(lost)).size).toBeGreaterThan(3)
})

test('lines that the defect does not touch are the very same', () => {
  const base = golden('text')
  const planted = mutate(base, 'text-done-differs')
  expect(planted?.lines.filter((line, index) => line !== base.lines[index])).toHaveLength(1)
})

test('bare events are taken as well as goldens', () => {
  const events = soundStreams['text']?.() ?? []
  expect(mutate(events, 'lifecycle-no-terminal')?.lines).toHaveLength(events.length - 1)
  expect(mutationOf('arguments-doubled').applies(events)).toBe(false)
  expect(mutate(events, 'arguments-doubled')).toBeNull()
})

test('numbers, event lines and times stay in order around the defect', () => {
  const planted = mutate(golden('text'), 'lifecycle-created-after-first-item')
  expect(planted?.lines.map(({ data }) => (data as { sequence_number: number }).sequence_number)).toEqual(
    planted?.lines.map((_, index) => index),
  )
  for (const { event, data } of planted?.lines ?? []) expect(event).toBe((data as { type: string }).type)
  const times = planted?.lines.map(({ t }) => t ?? 0) ?? []
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

test('what stands between events stays where it was', () => {
  const base = golden('text')
  const commented = {
    ...base,
    lines: base.lines.toSpliced(1, 0, { t: 251, comment: 'after' }).toSpliced(0, 0, { t: 1, comment: 'before' }),
  }
  const planted = mutate(commented, 'lifecycle-no-terminal')
  expect(planted?.lines.map(({ comment }) => comment).slice(0, 3)).toEqual(['before', undefined, 'after'])
})

test('an unknown id is refused with those that come near', () => {
  expect(() => mutationOf('sequence-gaps')).toThrow(/did you mean .*sequence-gap/)
})
