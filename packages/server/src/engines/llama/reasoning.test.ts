import { expect, test } from 'vitest'

import { thinkingBudgets } from './reasoning.ts'

test('more effort never thinks less', () => {
  const { none, minimal, low, medium, high, xhigh, max } = thinkingBudgets
  const order = [none, minimal, low, medium, high, xhigh, max]
  expect(order.toSorted((a, b) => a - b)).toEqual(order)
})
