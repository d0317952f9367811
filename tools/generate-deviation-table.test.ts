import { deviations } from '@goldwire/schemas'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deviationTable, deviationTableFile } from './generate-deviation-table.ts'

test('the table of deviations in the docs is up to date (node --conditions=source tools/generate-deviation-table.ts)', () => {
  expect(readFileSync(deviationTableFile, 'utf8')).toBe(deviationTable())
})

test('every deviation is in the table once', () => {
  const rows = deviationTable().split('\n')
  for (const { id } of deviations) expect(rows.filter((line) => line.startsWith(`| \`${id}\` `))).toHaveLength(1)
})
