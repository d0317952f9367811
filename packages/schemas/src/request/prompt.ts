import { z } from 'zod'

import { toolOutputPartSchema } from '../items/input-content-part.ts'

/** A stored prompt template; its variables are text, images or files. May bring model, instructions and tools with it. */
export const promptSchema = z.strictObject({
  id: z.string(),
  version: z.string().nullable().exactOptional(),
  variables: z
    .record(z.string(), z.union([z.string(), toolOutputPartSchema]))
    .nullable()
    .exactOptional(),
})
export type Prompt = z.infer<typeof promptSchema>
