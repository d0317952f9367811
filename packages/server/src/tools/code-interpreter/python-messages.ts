import { z } from 'zod'

/** A file that goes into the sandbox or comes out of it; `data` is base64. */
const fileSchema = z.strictObject({ name: z.string().min(1).max(255), data: z.string() })

/** What the server asks of the process that runs Python. */
export type PythonRequest = { type: 'run'; code: string } | { type: 'write'; files: SandboxFile[] }
export type SandboxFile = z.infer<typeof fileSchema>

/**
 * What that process says. It runs code of strangers, so whatever comes is checked.
 * `logs` is what the code printed, and the value of its last line; `failed` means that it raised something.
 */
export const pythonReplySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('written') }),
  z.strictObject({ type: z.literal('ran'), logs: z.string(), failed: z.boolean(), files: z.array(fileSchema).max(100) }),
])
export type PythonReply = z.infer<typeof pythonReplySchema>
