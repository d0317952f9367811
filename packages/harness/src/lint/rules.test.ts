import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mutations } from '../mutations/mutations.ts'
import { ruleGroups } from './rule.ts'
import { rules } from './rules.ts'

test('every rule has an id of its group, a name, a reason and an anchor, and ids and names are unique', () => {
  for (const rule of rules) {
    expect(rule.id).toMatch(/^GW\d{3}$/)
    expect(Object.keys(ruleGroups)).toContain(rule.id[2])
    expect(rule.name).toMatch(/^[a-z][a-z-]+$/)
    expect(rule.why).toMatch(/\.$/)
    expect(rule.why).not.toContain('\n')
    expect(rule.docs).toMatch(/^https:/)
  }
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length)
  expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length)
})

test('rules stand in the order of their numbers', () => {
  const ids = rules.map((rule) => rule.id)
  expect(ids).toEqual(ids.toSorted())
})

test('every rule that a mutation expects exists', () => {
  const ids = new Set(rules.map((rule) => rule.id))
  expect(mutations.flatMap((mutation) => mutation.rules).filter((id) => !ids.has(id))).toEqual([])
})

/** Rows of the list of defects that no single stream can show: the body held open, and state kept between requests. */
const elsewhere = new Set([91])

test('every row of the list of defects has a rule, save those that a stream cannot show', () => {
  const covered = new Set(rules.flatMap((rule) => rule.defect))
  const rows = Array.from({ length: 96 }, (_, index) => index + 1)
  expect(rows.filter((row) => !covered.has(row) && !elsewhere.has(row))).toEqual([])
})

test('every rule is shown to fire: by a planted defect, or by a test', () => {
  const planted = new Set<string>(mutations.flatMap((mutation) => mutation.rules))
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))
  const text = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n')
  expect(rules.map(({ id }) => id).filter((id) => !planted.has(id) && !text.includes(id))).toEqual([])
})
