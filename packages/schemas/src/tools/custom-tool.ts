import { z } from 'zod'

import { allowedCallersSchema } from './allowed-callers.ts'

/** What the input of a custom tool looks like: free text, or text of a grammar. */
export const customToolFormatSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('grammar'), syntax: z.enum(['lark', 'regex']), definition: z.string() }),
])
export type CustomToolFormat = z.infer<typeof customToolFormatSchema>

/** A tool whose input is text and not JSON. Without `format`, any text. */
export const customToolSchema = z.strictObject({
  type: z.literal('custom'),
  name: z.string().min(1),
  description: z.string().exactOptional(),
  format: customToolFormatSchema.exactOptional(),
  allowed_callers: allowedCallersSchema.exactOptional(),
  /** The output may come in a later request than the next. */
  async: z.boolean().exactOptional(),
  /** Not shown to the model until a tool search finds it. */
  defer_loading: z.boolean().exactOptional(),
})
export type CustomTool = z.infer<typeof customToolSchema>
