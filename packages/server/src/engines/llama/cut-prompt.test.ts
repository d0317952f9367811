import type { Token } from 'node-llama-cpp'
import { expect, test } from 'vitest'

import { createPromptCutter } from './cut-prompt.ts'

/** A token per character, control texts as one; those of `greedy` take the blanks before them away. */
const tokenizer =
  (greedy: readonly string[] = []) =>
  (text: string): Token[] =>
    [...greedy.reduce((rest, control) => rest.replaceAll(new RegExp(`\\s+(?=${control})`, 'g'), ''), text).matchAll(/<\w+>|[^]/g)].map(
      ([token]) => token as unknown as Token,
    )

test('a long prompt is cut before control tokens only, and loses nothing', () => {
  const cut = createPromptCutter({ tokenize: tokenizer(), controlTexts: ['<turn>'], size: 10 })
  const text = '<turn>Hi<turn>a longer message<turn>x<turn>y'
  const pieces = cut({ text, isPlain: false })
  expect(pieces.map((piece) => piece.text)).toEqual(['<turn>Hi<turn>a longer message', '<turn>x<turn>y'])
  expect(pieces.map((piece) => piece.text).join('')).toBe(text)
})

test('short prompts, and what people wrote, stay whole', () => {
  const cut = createPromptCutter({ tokenize: tokenizer(), controlTexts: ['<turn>'], size: 10 })
  for (const piece of [
    { text: 'a<turn>b', isPlain: false },
    { text: 'what somebody says about <turn> at length', isPlain: true },
  ]) {
    expect(cut(piece)).toEqual([piece])
  }
})

test('nothing is cut before a token that takes the white space before it away', () => {
  const cut = createPromptCutter({ tokenize: tokenizer(['<mask>']), controlTexts: ['<mask>', '<turn>'], size: 4 })
  const text = 'some \n<mask>words<turn>more'
  expect(cut({ text, isPlain: false }).map((piece) => piece.text)).toEqual(['some \n<mask>words', '<turn>more'])
})
