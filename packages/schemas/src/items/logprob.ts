import { z } from 'zod'

const bytesSchema = z.array(z.int().min(0).max(255))

/** One alternative of a token. */
export const topLogProbSchema = z.strictObject({ token: z.string(), bytes: bytesSchema, logprob: z.number() })

/**
 * Log probability of one token. Both levels carry `bytes`, which the reference's event type leaves out (841 tokens and 2,358 alternatives in captures,
 * for example `openai-dotnet-tokenlogprobabilitiesstreaming-true`). Deltas have full precision; the finished item is rounded.
 */
export const logProbSchema = z.strictObject({
  token: z.string(),
  bytes: bytesSchema,
  logprob: z.number(),
  top_logprobs: z.array(topLogProbSchema),
})

/** @see {@link topLogProbSchema} */
export type TopLogProb = z.infer<typeof topLogProbSchema>

/** @see {@link logProbSchema} */
export type LogProb = z.infer<typeof logProbSchema>
