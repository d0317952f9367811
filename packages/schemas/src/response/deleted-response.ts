import { z } from 'zod'
import { idSchema } from '../items/scalars.ts'

/** What DELETE answers. The reference's example says `object: "response"`; the wire says otherwise (capture `openai-dotnet-candeleteresponse-3`). */
export const deletedResponseSchema = z.strictObject({ id: idSchema, object: z.literal('response.deleted'), deleted: z.literal(true) })

/** @see {@link deletedResponseSchema} */
export type DeletedResponse = z.infer<typeof deletedResponseSchema>
