import { z } from 'zod'

/** The answer to DELETE /v1/conversations/{id}. The items of the conversation are not deleted. */
export const deletedConversationSchema = z.strictObject({
  id: z.string().min(1),
  object: z.literal('conversation.deleted'),
  deleted: z.boolean(),
})
export type DeletedConversation = z.infer<typeof deletedConversationSchema>
