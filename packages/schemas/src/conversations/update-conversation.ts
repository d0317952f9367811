import { z } from 'zod'

import { metadataSchema } from '../request/metadata.ts'

/** The body of POST /v1/conversations/{id}: the new metadata, whole; null empties it. */
export const updateConversationBodySchema = z.strictObject({ metadata: metadataSchema.nullable() })
export type UpdateConversationBody = z.infer<typeof updateConversationBodySchema>
