import { z } from 'zod'

/** Lets the model write programs that call the tools which allow it. */
export const programmaticToolCallingToolSchema = z.strictObject({ type: z.literal('programmatic_tool_calling') })
export type ProgrammaticToolCallingTool = z.infer<typeof programmaticToolCallingToolSchema>
