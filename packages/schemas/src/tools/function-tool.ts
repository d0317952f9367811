import { z } from 'zod'

import { allowedCallersSchema } from './allowed-callers.ts'
import { toolNameSchema } from './tool-name.ts'

/**
 * A function of the caller's own code. The SDK requires `parameters` and `strict`; the API accepts both absent or null. `strict` left out is
 * answered with `strict: true` and a rewritten schema where that is possible (49 of 49 recorded pairs).
 */
export const functionToolSchema = z.strictObject({
  type: z.literal('function'),
  name: toolNameSchema,
  description: z.string().nullable().exactOptional(),
  parameters: z.record(z.string(), z.unknown()).nullable().exactOptional(),
  strict: z.boolean().nullable().exactOptional(),
  /** JSON Schema of the value inside a string output; for programs that call the function. */
  output_schema: z.record(z.string(), z.unknown()).nullable().exactOptional(),
  allowed_callers: allowedCallersSchema.exactOptional(),
  /** The output may come in a later request than the next. */
  async: z.boolean().exactOptional(),
  /** Not shown to the model until a tool search finds it. */
  defer_loading: z.boolean().exactOptional(),
  /** The Chat Completions form, beside the right one: accepted and ignored by the API (48 of 48 recorded requests of 2025-10). */
  function: z.unknown().exactOptional(),
})
export type FunctionTool = z.infer<typeof functionToolSchema>
