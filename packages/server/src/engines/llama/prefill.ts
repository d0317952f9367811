import type { LlamaContextSequence, Token } from 'node-llama-cpp'

/** Tokens that are evaluated without looking at the signal in between: one batch of the context. */
export const batchSize = 512

export interface Prefilled {
  /** The end of the prompt, which is evaluated together with the first sampled token. */
  rest: Token[]
  /** How many tokens of the prompt did not have to be evaluated. */
  cachedTokens: number
}

/**
 * Brings a sequence to the state just before the end of `tokens`, keeping what it has in common with them. A long prompt goes in batch by batch,
 * so that an aborted request stops after one.
 */
export async function prefill(sequence: LlamaContextSequence, tokens: Token[], common: number, signal: AbortSignal): Promise<Prefilled> {
  // The last token must be evaluated again: its logits are not kept.
  const keep = Math.min(common, tokens.length - 1)
  if (keep < sequence.nextTokenIndex) await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }])
  // Models whose memory cannot be cut at any place (recurrent, sliding window) go back further than asked.
  const cachedTokens = Math.min(keep, sequence.nextTokenIndex)
  let at = cachedTokens
  while (tokens.length - at > batchSize && !signal.aborted) {
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(at, at + batchSize))
    at += batchSize
  }
  return { rest: tokens.slice(at), cachedTokens }
}
