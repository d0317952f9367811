import { expect, test } from 'vitest'

import { createTestEngine, plainModel } from '../testing/test-app.ts'
import { fitPassages, fitText, outputBudget } from './output-budget.ts'

test('the budget grows with the context of the model', () => {
  const engine = { ...createTestEngine(), models: [{ ...plainModel, id: 'large', contextSize: 32_000 }, plainModel] }
  expect(outputBudget({ model: 'large' }, { engine })).toBe(12_000)
  expect(outputBudget({ model: plainModel.id }, { engine })).toBe(400)
})

test('passages are told as long as they fit, and the first in part', () => {
  expect(fitPassages(['a'.repeat(60), 'b'.repeat(30), 'c'.repeat(30)], 100)).toEqual(['a'.repeat(60), 'b'.repeat(30)])
  const [only, ...others] = fitPassages(['a'.repeat(600), 'b'], 100)
  expect(only).toHaveLength(100)
  expect(others).toEqual([])
})

test('a text that is too long loses its middle', () => {
  expect(fitText('short', 100)).toBe('short')
  expect(fitText(`begin${'x'.repeat(100)}end`, 30)).toMatch(/^begin.*\n\[…\]\n.*end$/s)
})
