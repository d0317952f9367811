import type { StopStep } from './step.ts'

export interface CountedTokens {
  inputTokens: number
  outputTokens: number
  reasoningTokens: number
}

/** The end of an answer whose engine was stopped before it could say what it used. */
export function earlyStop(reason: StopStep['reason'], { inputTokens, outputTokens, reasoningTokens }: CountedTokens): StopStep {
  return {
    type: 'stop',
    reason,
    usage: {
      input_tokens: inputTokens,
      input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: reasoningTokens },
      total_tokens: inputTokens + outputTokens,
    },
  }
}
