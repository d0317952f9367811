import type { z } from 'zod'

import { responseItemListSchema } from '../response/response-item-list.ts'

/** A page of a conversation's items, and the answer to adding some: the same shape as a response's input items. */
export const conversationItemListSchema = responseItemListSchema
export type ConversationItemList = z.infer<typeof conversationItemListSchema>
