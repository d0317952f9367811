import { z } from 'zod'
import { callerSchema, inputCallerSchema } from './caller.ts'
import { callIdSchema, idSchema, inputIdSchema } from './scalars.ts'

/** One change to one file; `diff` in the V4A format, empty until done. */
export const applyPatchOperationSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('create_file'), diff: z.string(), path: z.string() }),
  z.strictObject({ type: z.literal('delete_file'), path: z.string() }),
  z.strictObject({ type: z.literal('update_file'), diff: z.string(), path: z.string() }),
])

/** The model changes a file. */
export const applyPatchCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('apply_patch_call'),
  status: z.enum(['in_progress', 'completed']),
  call_id: callIdSchema,
  caller: callerSchema.exactOptional(),
  created_by: z.string().exactOptional(),
  operation: applyPatchOperationSchema,
})

/** Whether the change could be made, as the API shows it. */
export const applyPatchCallOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('apply_patch_call_output'),
  status: z.enum(['completed', 'failed']),
  call_id: callIdSchema,
  caller: callerSchema.exactOptional(),
  created_by: z.string().exactOptional(),
  output: z.string().nullable().exactOptional(),
})

/** A patch in `input`. */
export const inputApplyPatchCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('apply_patch_call'),
  status: z.enum(['in_progress', 'completed']),
  call_id: callIdSchema,
  caller: inputCallerSchema.exactOptional(),
  operation: applyPatchOperationSchema,
})

/** The answer to a patch. */
export const inputApplyPatchCallOutputSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('apply_patch_call_output'),
  status: z.enum(['completed', 'failed']),
  call_id: callIdSchema,
  caller: inputCallerSchema.exactOptional(),
  output: z.string().nullable().exactOptional(),
})

/** @see {@link applyPatchOperationSchema} */
export type ApplyPatchOperation = z.infer<typeof applyPatchOperationSchema>
/** @see {@link applyPatchCallSchema} */
export type ApplyPatchCall = z.infer<typeof applyPatchCallSchema>
/** @see {@link applyPatchCallOutputSchema} */
export type ApplyPatchCallOutput = z.infer<typeof applyPatchCallOutputSchema>
/** @see {@link inputApplyPatchCallSchema} */
export type InputApplyPatchCall = z.infer<typeof inputApplyPatchCallSchema>
/** @see {@link inputApplyPatchCallOutputSchema} */
export type InputApplyPatchCallOutput = z.infer<typeof inputApplyPatchCallOutputSchema>
