import { z } from 'zod'

/** What moderation found, category by category. */
export const moderationResultSchema = z.strictObject({
  type: z.literal('moderation_result'),
  categories: z.record(z.string(), z.boolean()),
  category_applied_input_types: z.record(z.string(), z.array(z.enum(['text', 'image']))),
  category_scores: z.record(z.string(), z.number()),
  flagged: z.boolean(),
  model: z.string(),
})

/** Moderation could not be done. */
export const moderationErrorSchema = z.strictObject({ type: z.literal('error'), code: z.string(), message: z.string() })

const verdictSchema = z.discriminatedUnion('type', [moderationResultSchema, moderationErrorSchema])

/** Moderation of input and output, where the request asked for it; in the terminal event (capture since 2026-07). */
export const moderationSchema = z.strictObject({ input: verdictSchema, output: verdictSchema })

/** @see {@link moderationResultSchema} */
export type ModerationResult = z.infer<typeof moderationResultSchema>
/** @see {@link moderationSchema} */
export type Moderation = z.infer<typeof moderationSchema>
