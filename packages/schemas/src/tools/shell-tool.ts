import { z } from 'zod'

import { allowedCallersSchema } from './allowed-callers.ts'
import { containerAutoSchema, containerReferenceSchema } from './container.ts'
import { localSkillSchema } from './skill.ts'

/** Where shell commands run: a new container, an existing one, or the caller's machine (then up to 200 skills by path). */
export const shellToolEnvironmentSchema = z.discriminatedUnion('type', [
  containerAutoSchema,
  z.strictObject({ type: z.literal('local'), skills: z.array(localSkillSchema).max(200).exactOptional() }),
  containerReferenceSchema,
])
export type ShellToolEnvironment = z.infer<typeof shellToolEnvironmentSchema>

/** Lets the model run shell commands. */
export const shellToolSchema = z.strictObject({
  type: z.literal('shell'),
  environment: shellToolEnvironmentSchema.nullable().exactOptional(),
  allowed_callers: allowedCallersSchema.exactOptional(),
})
export type ShellTool = z.infer<typeof shellToolSchema>
