import { z } from 'zod'

import { metadataSchema } from '../request/metadata.ts'

/** A conversation; its items are listed apart. */
export const conversationSchema = z.strictObject({
  id: z.string().min(1),
  object: z.literal('conversation'),
  created_at: z.int(),
  metadata: metadataSchema,
})
export type Conversation = z.infer<typeof conversationSchema>
