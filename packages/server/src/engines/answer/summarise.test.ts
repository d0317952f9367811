import { expect, test } from 'vitest'

import { summarise } from './summarise.ts'

test('a summary is the first sentence, in detail the last as well', () => {
  const text = '\n The user asks for 3.5 things.\nI count them. It is three!\n'
  expect(summarise(text, 'auto')).toBe('The user asks for 3.5 things.')
  expect(summarise(text, 'concise')).toBe('The user asks for 3.5 things.')
  expect(summarise(text, 'detailed')).toBe('The user asks for 3.5 things.\nIt is three!')
})

test('one sentence is not told twice, a cut one is told, none is nothing', () => {
  expect(summarise('Only one.', 'detailed')).toBe('Only one.')
  expect(summarise('The user wants', 'auto')).toBe('The user wants')
  expect(summarise(' \n', 'auto')).toBe('')
})
