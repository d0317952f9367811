import type { Token } from 'node-llama-cpp'
import { expect, test } from 'vitest'

import { createTokenChooser, type SamplingOptions } from './choose-token.ts'

const defaults: SamplingOptions = { temperature: 1, topP: 1, frequencyPenalty: 0, presencePenalty: 0, seed: 1, silent: new Set() }
const distribution = new Map<Token, number>([0.5, 0.3, 0.15, 0.05].map((probability, token) => [token as Token, probability]))

/** How often each token is chosen in 20,000 draws. */
function shares(options: Partial<SamplingOptions>): number[] {
  const choose = createTokenChooser({ ...defaults, ...options })
  const counts = [0, 0, 0, 0]
  for (let draw = 0; draw < 20_000; draw++) counts[choose(distribution)]!++
  return counts.map((count) => count / 20_000)
}

/** The largest difference between how often tokens are drawn and how often they should be. */
function error(options: Partial<SamplingOptions>, expected: number[]): number {
  return Math.max(...shares(options).map((share, token) => Math.abs(share - (expected[token] ?? 0))))
}

const noise = 0.015

test('temperature 1 draws as the model thinks, 0 takes the best, others sharpen or flatten', () => {
  expect(error({}, [0.5, 0.3, 0.15, 0.05])).toBeLessThan(noise)
  expect(error({ temperature: 0 }, [1, 0, 0, 0])).toBeLessThan(noise)
  const squares = [0.25, 0.09, 0.0225, 0.0025]
  expect(
    error(
      { temperature: 0.5 },
      squares.map((square) => square / 0.365),
    ),
  ).toBeLessThan(noise)
  expect(error({ temperature: 0.001 }, [1, 0, 0, 0])).toBeLessThan(noise)
})

test('top_p keeps the fewest tokens that reach it, at least one', () => {
  expect(error({ topP: 0.8 }, [0.625, 0.375, 0, 0])).toBeLessThan(noise)
  expect(error({ topP: 0.81 }, [0.5 / 0.95, 0.3 / 0.95, 0.15 / 0.95, 0])).toBeLessThan(noise)
  expect(error({ topP: 0 }, [1, 0, 0, 0])).toBeLessThan(noise)
})

test('penalties count what was chosen before', () => {
  const choose = createTokenChooser({ ...defaults, temperature: 0, frequencyPenalty: 0.4 })
  // 0.5 falls below 0.3 after two uses, then both fall in turn.
  expect([1, 2, 3, 4, 5].map(() => choose(distribution))).toEqual([0, 0, 1, 0, 1])
  const once = createTokenChooser({ ...defaults, temperature: 0, presencePenalty: 2 })
  expect([1, 2, 3].map(() => once(distribution))).toEqual([0, 1, 2])
})

test('the same seed draws the same, and silent tokens are never drawn', () => {
  const draws = (seed: number) => {
    const choose = createTokenChooser({ ...defaults, seed })
    return Array.from({ length: 50 }, () => choose(distribution))
  }
  expect(draws(5)).toEqual(draws(5))
  expect(draws(5)).not.toEqual(draws(6))
  expect(error({ silent: new Set([0 as Token]) }, [0, 0.6, 0.3, 0.1])).toBeLessThan(noise)
})

test('a distribution that allows nothing is an error, not a wrong token', () => {
  expect(() => createTokenChooser(defaults)(new Map([[0 as Token, 0]]))).toThrow('no token')
})
