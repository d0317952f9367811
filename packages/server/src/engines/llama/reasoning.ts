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

/**
 * A summary of raw reasoning, made by extraction: its first sentence, or its first and last for `detailed`. Local models have no summariser, and
 * these words are the model's own. '' for empty reasoning.
 */
export function summarise(reasoning: string, kind: NonNullable<EngineRequest['reasoningSummary']>): string {
  const sentences = reasoning.split(/(?<=[.!?。！？])\s+|\n+/).filter((sentence) => sentence.trim() !== '')
  const [first] = sentences
  const last = sentences.at(-1)
  if (first === undefined || last === undefined) return ''
  return kind === 'detailed' && sentences.length > 1 ? `${first.trim()}\n${last.trim()}` : first.trim()
}
