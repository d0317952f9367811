import { z } from 'zod'
import { itemStatusSchema } from './item-status.ts'
import { callIdSchema, countSchema, idSchema, inputIdSchema } from './scalars.ts'

/** One command for the caller's own shell. `timeout_ms`, `user`, `working_directory` are left out where the model does not care. */
export const localShellActionSchema = z.strictObject({
  type: z.literal('exec'),
  command: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  timeout_ms: countSchema.nullable().exactOptional(),
  user: z.string().nullable().exactOptional(),
  working_directory: z.string().nullable().exactOptional(),
})

/** The model runs a command with the older `local_shell` tool (codex-mini). */
export const localShellCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('local_shell_call'),
  status: itemStatusSchema,
  action: localShellActionSchema,
  call_id: callIdSchema,
})

/** What the command printed, as JSON text. */
export const localShellCallOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('local_shell_call_output'),
  status: itemStatusSchema.nullable().exactOptional(),
  output: z.string(),
})

/** A local shell call in `input`. */
export const inputLocalShellCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('local_shell_call'),
  status: itemStatusSchema.nullable().exactOptional(),
  action: z.object({ ...localShellActionSchema.shape, env: z.record(z.string(), z.string()).nullable().exactOptional() }),
  call_id: callIdSchema,
})

/** The answer to a local shell call. The reference joins it by `id`, clients by `call_id`; both pass. */
export const inputLocalShellCallOutputSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('local_shell_call_output'),
  status: itemStatusSchema.nullable().exactOptional(),
  call_id: callIdSchema.nullable().exactOptional(),
  output: z.string(),
})

/** @see {@link localShellCallSchema} */
export type LocalShellCall = z.infer<typeof localShellCallSchema>
/** @see {@link localShellCallOutputSchema} */
export type LocalShellCallOutput = z.infer<typeof localShellCallOutputSchema>
/** @see {@link inputLocalShellCallSchema} */
export type InputLocalShellCall = z.infer<typeof inputLocalShellCallSchema>
/** @see {@link inputLocalShellCallOutputSchema} */
export type InputLocalShellCallOutput = z.infer<typeof inputLocalShellCallOutputSchema>
