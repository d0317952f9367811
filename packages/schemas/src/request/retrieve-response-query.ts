import { z } from 'zod'

import { includeSchema } from './include.ts'

/** The query of GET /v1/responses/{id}. `starting_after` is a sequence number: the stream goes on with the event after it. */
export const retrieveResponseQuerySchema = z.object({
  include: z.array(includeSchema).exactOptional(),
  include_obfuscation: z.boolean().exactOptional(),
  starting_after: z.int().min(0).exactOptional(),
  stream: z.boolean().exactOptional(),
})
export type RetrieveResponseQuery = z.infer<typeof retrieveResponseQuerySchema>
