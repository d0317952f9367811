import type { LogProb } from '@goldwire/schemas'

/**
 * Log probabilities as a finished item carries them: rounded to 6 decimals. Measured on all 8 captures with log probabilities (3,208 values,
 * every one equal; 5 or 6 significant digits fail on most). Deltas and `output_text.done` keep full precision, and
 * `content_part.done.part.logprobs` is empty.
 */
export function roundLogprobs(logprobs: readonly LogProb[]): LogProb[] {
  return logprobs.map((entry) => ({
    ...entry,
    logprob: round(entry.logprob),
    top_logprobs: entry.top_logprobs.map((alternative) => ({ ...alternative, logprob: round(alternative.logprob) })),
  }))
}

function round(value: number): number {
  return Number(value.toFixed(6))
}
