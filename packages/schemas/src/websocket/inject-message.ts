import { z } from 'zod'

import { inputItemSchema } from '../items/input-item.ts'

/** Beta (multi-agent): adds items to a response that is running. */
export const injectMessageSchema = z.strictObject({
  type: z.literal('response.inject'),
  response_id: z.string(),
  input: z.array(inputItemSchema),
})
export type InjectMessage = z.infer<typeof injectMessageSchema>
