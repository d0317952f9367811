import { z } from 'zod'

import { inputFilePartSchema, inputImagePartSchema, inputTextPartSchema } from '../items/input-content-part.ts'
import { inputIdSchema } from '../items/scalars.ts'
import { MAX_TEXT_LENGTH } from '../request/text-limit.ts'

/** What may be said to a running response: user messages of text, images and files. The SDK also types tool outputs; the documentation rules them out. */
export const steerInputSchema = z.union([
  z.string().max(MAX_TEXT_LENGTH),
  z
    .array(
      z.strictObject({
        type: z.literal('message').exactOptional(),
        role: z.literal('user'),
        content: z.union([
          z.string(),
          z.array(z.discriminatedUnion('type', [inputTextPartSchema, inputImagePartSchema, inputFilePartSchema])),
        ]),
        id: inputIdSchema.nullable().exactOptional(),
        status: z.string().nullable().exactOptional(),
      }),
    )
    .min(1),
])
export type SteerInput = z.infer<typeof steerInputSchema>

/** Turns a running response: it ends as `incomplete` (`steered`), and a successor takes the input up. Exactly these three keys. */
export const steerMessageSchema = z.strictObject({
  type: z.literal('response.steer'),
  previous_response_id: z.string(),
  input: steerInputSchema,
})
export type SteerMessage = z.infer<typeof steerMessageSchema>
