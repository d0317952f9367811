import { z } from 'zod'

import { inputItemSchema } from '../items/input-item.ts'
import { MAX_ITEMS_A_CALL } from './create-conversation.ts'

/** The body of POST /v1/conversations/{id}/items: up to 20 items to append. */
export const createConversationItemsBodySchema = z.strictObject({ items: z.array(inputItemSchema).max(MAX_ITEMS_A_CALL) })
export type CreateConversationItemsBody = z.infer<typeof createConversationItemsBodySchema>
