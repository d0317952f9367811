import { z } from 'zod'
import { countSchema } from '../items/scalars.ts'

/** What `POST /responses/input_tokens` answers. */
export const inputTokenCountSchema = z.strictObject({ object: z.literal('response.input_tokens'), input_tokens: countSchema })

/** @see {@link inputTokenCountSchema} */
export type InputTokenCount = z.infer<typeof inputTokenCountSchema>
