import { z } from 'zod'

/**
 * Who may call a tool: the model itself (`direct`), a program that the model wrote (`programmatic`), or both. Not empty when given.
 * Null and absent mean the API's own default.
 */
export const allowedCallersSchema = z
  .array(z.enum(['direct', 'programmatic']))
  .min(1)
  .nullable()
export type AllowedCallers = z.infer<typeof allowedCallersSchema>
