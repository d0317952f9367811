import { z } from 'zod'
import { countSchema } from '../items/scalars.ts'

const imageTokensSchema = z.strictObject({ image_tokens: countSchema, text_tokens: countSchema })

/** What hosted tools used up; on every response since 2026-06-30, all zeros where no tool ran. */
export const toolUsageSchema = z.strictObject({
  image_gen: z.strictObject({
    cached_tokens: countSchema.exactOptional(),
    cached_tokens_details: imageTokensSchema.exactOptional(),
    input_tokens: countSchema,
    input_tokens_details: imageTokensSchema,
    output_tokens: countSchema,
    output_tokens_details: imageTokensSchema,
    total_tokens: countSchema,
  }),
  web_search: z.strictObject({ num_requests: countSchema }),
})

/** @see {@link toolUsageSchema} */
export type ToolUsage = z.infer<typeof toolUsageSchema>
