import { z } from 'zod'
import { reasoningEffortSchema, reasoningSummarySchema } from '../request/reasoning-config.ts'

/**
 * The reasoning settings that were used. `effort` and `summary` are always there, null for models that do not reason; `context` since
 * 2026-05, `mode` since 2026-06 and for reasoning models only; `generate_summary` is the old name of `summary`, seen on Azure.
 */
export const reasoningEchoSchema = z.strictObject({
  context: z.enum(['auto', 'current_turn', 'all_turns']).nullable(),
  effort: reasoningEffortSchema.nullable(),
  generate_summary: reasoningSummarySchema.nullable().exactOptional(),
  mode: z.string().min(1).exactOptional(),
  summary: reasoningSummarySchema.nullable(),
})

/** @see {@link reasoningEchoSchema} */
export type ReasoningEcho = z.infer<typeof reasoningEchoSchema>
