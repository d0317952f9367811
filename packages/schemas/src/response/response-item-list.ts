import { z } from 'zod'
import { conversationItemSchema } from '../items/conversation-item.ts'

/** A page of items: `GET /responses/{id}/input_items`. Both ids are null on an empty page. */
export const responseItemListSchema = z.strictObject({
  object: z.literal('list'),
  data: z.array(conversationItemSchema),
  first_id: z.string().nullable(),
  has_more: z.boolean(),
  last_id: z.string().nullable(),
})

/** @see {@link responseItemListSchema} */
export type ResponseItemList = z.infer<typeof responseItemListSchema>
