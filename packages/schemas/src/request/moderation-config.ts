import { z } from 'zod'

const policySchema = z.strictObject({ mode: z.enum(['score', 'block']) })

/** Runs a moderation model over input and output, and says what it does with the result. */
export const moderationConfigSchema = z.strictObject({
  model: z.string(),
  policy: z
    .strictObject({ input: policySchema.nullable().exactOptional(), output: policySchema.nullable().exactOptional() })
    .nullable()
    .exactOptional(),
})
export type ModerationConfig = z.infer<typeof moderationConfigSchema>
