import { z } from 'zod'
import { toolOutputPartSchema } from '../items/input-content-part.ts'

/** The stored prompt a response was made from; the key is absent where there was none. */
export const promptEchoSchema = z.strictObject({
  id: z.string().min(1),
  variables: z.record(z.string(), z.union([z.string(), toolOutputPartSchema])).nullable(),
  version: z.string().nullable(),
})

/** @see {@link promptEchoSchema} */
export type PromptEcho = z.infer<typeof promptEchoSchema>
