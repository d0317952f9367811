import type { EngineRequest } from '../engine.ts'

/** Tokens of thought an effort may use. */
export type ThinkingBudgets = Readonly<Record<EngineRequest['reasoningEffort'], number>>

/**
 * How many tokens each effort may think. When they are used up the thoughts are closed and the answer begins, as an answer that never comes
 * helps nobody. `max` thinks as long as the model likes; the context and `max_output_tokens` still end it.
 */
export const thinkingBudgets = {
  none: 0,
  minimal: 64,
  low: 256,
  medium: 1024,
  high: 4096,
  xhigh: 16_384,
  max: Infinity,
} as const satisfies ThinkingBudgets
