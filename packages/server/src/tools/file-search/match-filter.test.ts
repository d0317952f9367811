import { expect, test } from 'vitest'

import { matchFilter, type SearchFilter } from './match-filter.ts'

const attributes = { kind: 'cat', year: 2020, good: true }

test.each<[SearchFilter, boolean]>([
  [{ type: 'eq', key: 'kind', value: 'cat' }, true],
  [{ type: 'eq', key: 'year', value: '2020' }, false],
  [{ type: 'eq', key: 'good', value: true }, true],
  [{ type: 'ne', key: 'kind', value: 'cat' }, false],
  [{ type: 'ne', key: 'colour', value: 'red' }, true],
  [{ type: 'gt', key: 'year', value: 2019 }, true],
  [{ type: 'gt', key: 'year', value: 2020 }, false],
  [{ type: 'gte', key: 'year', value: 2020 }, true],
  [{ type: 'lt', key: 'year', value: 2021 }, true],
  [{ type: 'lte', key: 'year', value: 2019 }, false],
  [{ type: 'gt', key: 'kind', value: 'bat' }, true],
  [{ type: 'gt', key: 'kind', value: 3 }, false],
  [{ type: 'lt', key: 'colour', value: 3 }, false],
  [{ type: 'in', key: 'kind', value: ['dog', 'cat'] }, true],
  [{ type: 'nin', key: 'kind', value: ['dog', 'cat'] }, false],
  [{ type: 'nin', key: 'colour', value: ['red'] }, true],
  [{ type: 'in', key: 'toString', value: ['x'] }, false],
])('%j is %s', (filter, expected) => expect(matchFilter(filter, attributes)).toBe(expected))

test('compound filters join to any depth', () => {
  const yes: SearchFilter = { type: 'eq', key: 'kind', value: 'cat' }
  const no: SearchFilter = { type: 'eq', key: 'kind', value: 'dog' }
  expect(matchFilter({ type: 'and', filters: [yes, { type: 'or', filters: [no, yes] }] }, attributes)).toBe(true)
  expect(matchFilter({ type: 'or', filters: [no, { type: 'and', filters: [yes, no] }] }, attributes)).toBe(false)
})
