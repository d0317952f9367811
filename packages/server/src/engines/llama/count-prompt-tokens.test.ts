import { expect, test } from 'vitest'

import { createControlText } from '../../prompt/control-text.ts'
import { createPromptRenderer } from '../../prompt/render-prompt.ts'
import type { EngineRequest } from '../engine.ts'
import { countPromptTokens, type PlanContext } from './generation-plan.ts'

function createContext(contextSize: number) {
  const lengths: number[] = []
  const context = {
    renderer: createPromptRenderer({ template: null, bosToken: '', eosToken: '', addBos: false }),
    control: createControlText([]),
    cut: (piece) => [piece],
    // A token a word, and each takes its time.
    tokenize: (text) => {
      lengths.push(text.length)
      return (text.match(/\s*\S+/g) ?? []).map(() => 1 as never)
    },
    longestToken: 10,
    contextSize,
    budgets: {} as PlanContext['budgets'],
  } satisfies PlanContext
  return { lengths, context }
}

const request = (text: string) =>
  ({
    items: [{ role: 'user', content: text }],
    instructions: null,
    tools: [],
    toolChoice: 'auto',
    textFormat: { type: 'text' },
    reasoningEffort: 'none',
  }) as unknown as EngineRequest

test('a huge text without control tokens is counted in slices, between which others get their turn', async () => {
  const { lengths, context } = createContext(2048)
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  const count = await countPromptTokens(request('word '.repeat(200_000)), context)
  isOver = true
  expect(Math.max(...lengths)).toBeLessThanOrEqual(32_768)
  expect(turns).toBeGreaterThan(25)
  // Cut before white space, so that this tokenizer sees no difference.
  expect(count).toBeGreaterThanOrEqual(200_000)
  expect(count).toBeLessThan(200_010)
})

test('a text that may fit is counted in one piece, exactly as it is generated from', async () => {
  const { lengths, context } = createContext(8192)
  await countPromptTokens(request('word '.repeat(12_000)), context)
  expect(lengths).toHaveLength(1)
})
