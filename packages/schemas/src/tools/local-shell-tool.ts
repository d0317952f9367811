import { z } from 'zod'

/** The older shell, which runs on the caller's machine. */
export const localShellToolSchema = z.strictObject({ type: z.literal('local_shell') })
export type LocalShellTool = z.infer<typeof localShellToolSchema>
