import { z } from 'zod'

import { allowedCallersSchema } from './allowed-callers.ts'
import { codeInterpreterContainerSchema } from './container.ts'

/** Runs Python in a container: the id of one, or the settings of a new one. */
export const codeInterpreterToolSchema = z.strictObject({
  type: z.literal('code_interpreter'),
  container: z.union([z.string(), codeInterpreterContainerSchema]),
  allowed_callers: allowedCallersSchema.exactOptional(),
})
export type CodeInterpreterTool = z.infer<typeof codeInterpreterToolSchema>
