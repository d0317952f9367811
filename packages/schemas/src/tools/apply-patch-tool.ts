import { z } from 'zod'

import { allowedCallersSchema } from './allowed-callers.ts'

/** Lets the model create, change and delete files by unified diffs, which the caller applies. */
export const applyPatchToolSchema = z.strictObject({
  type: z.literal('apply_patch'),
  allowed_callers: allowedCallersSchema.exactOptional(),
})
export type ApplyPatchTool = z.infer<typeof applyPatchToolSchema>
