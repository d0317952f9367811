import { z } from 'zod'

import { textFormatSchema } from './text-format.ts'

/** Form and length of the text. `verbosity` is `medium` unless given. */
export const textConfigSchema = z.strictObject({
  format: textFormatSchema.exactOptional(),
  verbosity: z.enum(['low', 'medium', 'high']).nullable().exactOptional(),
})
export type TextConfig = z.infer<typeof textConfigSchema>
