import { z } from 'zod'

/** How long the model thinks. Which values a model takes, and its default (mostly `medium`), depend on the model; `none` means no thinking. */
export const reasoningEffortSchema = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
export type ReasoningEffort = z.infer<typeof reasoningEffortSchema>

export const reasoningSummarySchema = z.enum(['auto', 'concise', 'detailed'])
export type ReasoningSummary = z.infer<typeof reasoningSummarySchema>

/** How a reasoning model thinks, and what of it is shown. */
export const reasoningConfigSchema = z.strictObject({
  effort: reasoningEffortSchema.nullable().exactOptional(),
  summary: reasoningSummarySchema.nullable().exactOptional(),
  /** The old name of `summary`. */
  generate_summary: reasoningSummarySchema.nullable().exactOptional(),
  /** `standard`, `pro`, or what comes next. */
  mode: z.string().exactOptional(),
  /** Which reasoning items of earlier turns the model sees again. */
  context: z.enum(['auto', 'current_turn', 'all_turns']).nullable().exactOptional(),
})
export type ReasoningConfig = z.infer<typeof reasoningConfigSchema>
