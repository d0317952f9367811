import { z } from 'zod'
import { itemPlace, obfuscation } from './fields.ts'

/** A piece of a diff. In no type of the SDK, and sent (capture `vercel-ai-openai-apply-patch-tool-1`). */
export const applyPatchCallOperationDiffDeltaEventSchema = z.strictObject({
  type: z.literal('response.apply_patch_call_operation_diff.delta'),
  ...itemPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All of a diff. */
export const applyPatchCallOperationDiffDoneEventSchema = z.strictObject({
  type: z.literal('response.apply_patch_call_operation_diff.done'),
  ...itemPlace,
  diff: z.string(),
})

/** @see {@link applyPatchCallOperationDiffDeltaEventSchema} */
export type ApplyPatchCallOperationDiffDeltaEvent = z.infer<typeof applyPatchCallOperationDiffDeltaEventSchema>
/** @see {@link applyPatchCallOperationDiffDoneEventSchema} */
export type ApplyPatchCallOperationDiffDoneEvent = z.infer<typeof applyPatchCallOperationDiffDoneEventSchema>
