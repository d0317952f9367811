import { z } from 'zod'
import { echoedToolSchema } from '../tools/echoed-tool.ts'
import { toolSchema } from '../tools/tool.ts'
import { idSchema, inputIdSchema } from './scalars.ts'

/** The roles the API knows beyond the four a caller may use. */
export const anyRoleSchema = z.enum(['unknown', 'user', 'assistant', 'system', 'critic', 'discriminator', 'developer', 'tool'])

/** Tools that became available in the middle of a conversation (Responses API reference; in no capture). */
export const additionalToolsSchema = z.strictObject({
  id: idSchema,
  type: z.literal('additional_tools'),
  role: anyRoleSchema,
  tools: z.array(echoedToolSchema),
})

/** Tools a developer adds in `input`. */
export const inputAdditionalToolsSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('additional_tools'),
  role: z.literal('developer'),
  tools: z.array(toolSchema),
})

/** @see {@link additionalToolsSchema} */
export type AdditionalTools = z.infer<typeof additionalToolsSchema>
/** @see {@link inputAdditionalToolsSchema} */
export type InputAdditionalTools = z.infer<typeof inputAdditionalToolsSchema>
