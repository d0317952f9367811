import { z } from 'zod'

import { includeSchema } from './include.ts'

/** The query of the calls that take `include` alone: creating and retrieving items of a conversation. */
export const includeQuerySchema = z.object({ include: z.array(includeSchema).exactOptional() })
export type IncludeQuery = z.infer<typeof includeQuerySchema>
