import { z } from 'zod'
import { reasoningTextPartSchema, summaryTextPartSchema } from './content-part.ts'
import { itemStatusSchema } from './item-status.ts'
import { idSchema, inputIdSchema } from './scalars.ts'

/**
 * What the model thought. `status` is promised by the reference and sent by other servers, never by api.openai.com (none of 491 items in
 * captures to 2026-08). `content` is there since 2026-06 (60 of 60 items), always empty. `encrypted_content`, there when asked for, is encrypted anew each time it
 * is sent: added, done and the final response never agree on it.
 */
export const reasoningSchema = z.strictObject({
  id: idSchema,
  type: z.literal('reasoning'),
  content: z.array(reasoningTextPartSchema),
  encrypted_content: z.string().nullable().exactOptional(),
  summary: z.array(summaryTextPartSchema),
  status: itemStatusSchema.exactOptional(),
})

/**
 * Reasoning a client sends back. Clients drop what they do not keep: an id when the response was not stored, the summary when only
 * `encrypted_content` matters (Codex sends `summary: []` or null and no id), so all of it may be missing.
 */
export const inputReasoningSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('reasoning'),
  content: z
    .array(z.object({ type: z.enum(['reasoning_text', 'text']), text: z.string() }))
    .nullable()
    .exactOptional(),
  encrypted_content: z.string().nullable().exactOptional(),
  summary: z
    .array(z.object({ type: z.literal('summary_text'), text: z.string() }))
    .nullable()
    .exactOptional(),
  status: itemStatusSchema.nullable().exactOptional(),
})

/** @see {@link reasoningSchema} */
export type Reasoning = z.infer<typeof reasoningSchema>
/** @see {@link inputReasoningSchema} */
export type InputReasoning = z.infer<typeof inputReasoningSchema>
