import { z } from 'zod'

/** The conversation a response reads from and adds to: its id, bare or in an object. */
export const conversationReferenceSchema = z.union([z.string(), z.strictObject({ id: z.string() })])
export type ConversationReference = z.infer<typeof conversationReferenceSchema>
