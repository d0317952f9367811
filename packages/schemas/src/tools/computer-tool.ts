import { z } from 'zod'

/** Lets the model drive a computer through screenshots and actions. */
export const computerToolSchema = z.strictObject({ type: z.literal('computer') })
export type ComputerTool = z.infer<typeof computerToolSchema>
