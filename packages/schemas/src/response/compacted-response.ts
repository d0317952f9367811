import { z } from 'zod'
import { conversationItemSchema } from '../items/conversation-item.ts'
import { countSchema, idSchema } from '../items/scalars.ts'
import { usageSchema } from './usage.ts'

/** What `POST /responses/compact` answers: the messages that are kept and one compaction item. */
export const compactedResponseSchema = z.strictObject({
  id: idSchema,
  object: z.literal('response.compaction'),
  created_at: countSchema,
  output: z.array(conversationItemSchema),
  usage: usageSchema,
  image: z
    .strictObject({ context_compression: z.enum(['enabled', 'disabled']) })
    .nullable()
    .exactOptional(),
})

/** @see {@link compactedResponseSchema} */
export type CompactedResponse = z.infer<typeof compactedResponseSchema>
