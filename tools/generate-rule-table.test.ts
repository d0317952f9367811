import { rules } from '@goldwire/harness'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ruleTable, ruleTableFile } from './generate-rule-table.ts'

test('the table of rules in the docs is up to date (node --conditions=source tools/generate-rule-table.ts)', () => {
  expect(readFileSync(ruleTableFile, 'utf8')).toBe(ruleTable())
})

test('every rule is in the table once', () => {
  const rows = ruleTable().split('\n')
  for (const { id } of rules) expect(rows.filter((line) => line.startsWith(`| \`${id}\` `))).toHaveLength(1)
})
