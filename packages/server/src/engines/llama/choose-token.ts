import type { Token } from 'node-llama-cpp'

export interface SamplingOptions {
  /** 0 = always the most likely token. */
  temperature: number
  topP: number
  frequencyPenalty: number
  presencePenalty: number
  seed: number
  /** Tokens that are never chosen. */
  silent: ReadonlySet<Token>
}

/**
 * Samples the next token from the model's whole distribution. The binding can sample by itself, but then it reports only what its own chain
 * left over; where exact logprobs are asked for at a temperature, the choice is made here and the model's distribution stays whole.
 *
 * The order is llama.cpp's: penalties, `top_p`, temperature. The same seed gives the same choices.
 */
export function createTokenChooser({
  temperature,
  topP,
  frequencyPenalty,
  presencePenalty,
  seed,
  silent,
}: SamplingOptions): (distribution: ReadonlyMap<Token, number>) => Token {
  const random = createRandom(seed)
  const counts = new Map<Token, number>()
  const penalises = frequencyPenalty !== 0 || presencePenalty !== 0

  const weigh = (distribution: ReadonlyMap<Token, number>): [Token, number][] => {
    const weights: [Token, number][] = []
    for (const [token, probability] of distribution) {
      if (probability <= 0 || silent.has(token)) continue
      const count = counts.get(token) ?? 0
      weights.push([token, count === 0 ? probability : probability * Math.exp(-count * frequencyPenalty - presencePenalty)])
    }
    return penalises ? weights.sort((a, b) => b[1] - a[1]) : weights
  }

  const choose = (distribution: ReadonlyMap<Token, number>): Token => {
    const weights = weigh(distribution)
    const best = weights[0]
    if (!best) throw new Error('The model gave no token a probability')
    if (temperature === 0) return best[0]
    const kept = nucleus(weights, topP)
    // Relative to the best, so that a low temperature cannot underflow everything to zero.
    const tempered = kept.map(([token, weight]) => [token, (weight / best[1]) ** (1 / temperature)] as const)
    let rest = random() * tempered.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [token, weight] of tempered) {
      rest -= weight
      if (rest < 0) return token
    }
    return best[0]
  }

  return (distribution) => {
    const token = choose(distribution)
    if (penalises) counts.set(token, (counts.get(token) ?? 0) + 1)
    return token
  }
}

/** The most likely tokens that together reach `topP`; always at least one. */
function nucleus(weights: [Token, number][], topP: number): [Token, number][] {
  if (topP >= 1) return weights
  const wanted = topP * weights.reduce((sum, [, weight]) => sum + weight, 0)
  let sum = 0
  const end = weights.findIndex(([, weight]) => (sum += weight) >= wanted)
  return end === -1 ? weights : weights.slice(0, end + 1)
}

/** mulberry32: small, fast, and the same everywhere. @returns numbers in [0, 1) */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
