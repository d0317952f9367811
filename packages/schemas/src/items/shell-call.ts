import { z } from 'zod'
import { callerSchema, inputCallerSchema } from './caller.ts'
import { itemStatusSchema } from './item-status.ts'
import { callIdSchema, countSchema, idSchema, inputIdSchema } from './scalars.ts'

/** Commands to run one after the other; limits null where the model sets none. */
export const shellActionSchema = z.strictObject({
  commands: z.array(z.string()),
  max_output_length: countSchema.nullable(),
  timeout_ms: countSchema.nullable(),
})

/** Where the commands run: a hosted container, or the caller's machine. */
export const shellEnvironmentSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('container_reference'), container_id: idSchema }),
  z.strictObject({ type: z.literal('local') }),
])

/** The model runs commands. `environment` was missing in one early stream (capture `vercel-ai-openai-shell-tool-1-1`, 2025-12). */
export const shellCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('shell_call'),
  status: itemStatusSchema,
  action: shellActionSchema,
  call_id: callIdSchema,
  caller: callerSchema.exactOptional(),
  created_by: z.string().exactOptional(),
  environment: shellEnvironmentSchema.nullable(),
})

/** How a command ended. */
export const shellOutcomeSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('exit'), exit_code: z.int() }),
  z.strictObject({ type: z.literal('timeout') }),
])

/** What one command printed. */
export const shellCallOutputContentSchema = z.strictObject({
  created_by: z.string().exactOptional(),
  outcome: shellOutcomeSchema,
  stderr: z.string(),
  stdout: z.string(),
})

/** What the commands of one call printed, in their order. */
export const shellCallOutputSchema = z.strictObject({
  id: idSchema,
  type: z.literal('shell_call_output'),
  status: itemStatusSchema,
  call_id: callIdSchema,
  caller: callerSchema.exactOptional(),
  created_by: z.string().exactOptional(),
  max_output_length: countSchema.nullable(),
  output: z.array(shellCallOutputContentSchema),
})

const localSkillSchema = z.object({ description: z.string(), name: z.string(), path: z.string() })

/** A shell call in `input`. */
export const inputShellCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('shell_call'),
  status: itemStatusSchema.nullable().exactOptional(),
  action: z.object({
    commands: z.array(z.string()),
    max_output_length: countSchema.nullable().exactOptional(),
    timeout_ms: countSchema.nullable().exactOptional(),
  }),
  call_id: callIdSchema,
  caller: inputCallerSchema.exactOptional(),
  environment: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('container_reference'), container_id: idSchema }),
      z.object({ type: z.literal('local'), skills: z.array(localSkillSchema).exactOptional() }),
    ])
    .nullable()
    .exactOptional(),
})

/** What the caller's shell printed. */
export const inputShellCallOutputSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('shell_call_output'),
  status: itemStatusSchema.nullable().exactOptional(),
  call_id: callIdSchema,
  caller: inputCallerSchema.exactOptional(),
  max_output_length: countSchema.nullable().exactOptional(),
  output: z.array(z.object({ outcome: shellOutcomeSchema, stderr: z.string(), stdout: z.string() })),
})

/** @see {@link shellCallSchema} */
export type ShellCall = z.infer<typeof shellCallSchema>
/** @see {@link shellCallOutputSchema} */
export type ShellCallOutput = z.infer<typeof shellCallOutputSchema>
/** @see {@link shellCallOutputContentSchema} */
export type ShellCallOutputContent = z.infer<typeof shellCallOutputContentSchema>
/** @see {@link inputShellCallSchema} */
export type InputShellCall = z.infer<typeof inputShellCallSchema>
/** @see {@link inputShellCallOutputSchema} */
export type InputShellCallOutput = z.infer<typeof inputShellCallOutputSchema>
