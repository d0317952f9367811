import type { EngineRequest } from '../engine.ts'

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
