import { z } from 'zod'

import { inputItemSchema } from '../items/input-item.ts'
import { metadataSchema } from '../request/metadata.ts'

/** Most items that one call may add to a conversation. */
export const MAX_ITEMS_A_CALL = 20

/** The body of POST /v1/conversations; all of it may be left out. */
export const createConversationBodySchema = z.strictObject({
  metadata: metadataSchema.nullable().exactOptional(),
  items: z.array(inputItemSchema).max(MAX_ITEMS_A_CALL).nullable().exactOptional(),
})
export type CreateConversationBody = z.infer<typeof createConversationBodySchema>
