import { z } from 'zod'

import { inputItemSchema } from '../items/input-item.ts'
import { countSchema } from '../items/scalars.ts'
import { streamIdSchema } from './stream-id.ts'

const envelope = { response_id: z.string(), sequence_number: countSchema, stream_id: streamIdSchema.exactOptional() }

/** Beta: the items were added. */
export const injectCreatedEventSchema = z.strictObject({ type: z.literal('response.inject.created'), ...envelope })
export type InjectCreatedEvent = z.infer<typeof injectCreatedEventSchema>

/** Beta: the items came too late, or for nothing; they go back to the client. */
export const injectFailedEventSchema = z.strictObject({
  type: z.literal('response.inject.failed'),
  error: z.strictObject({ code: z.enum(['response_already_completed', 'response_not_found']), message: z.string() }),
  input: z.array(inputItemSchema),
  ...envelope,
})
export type InjectFailedEvent = z.infer<typeof injectFailedEventSchema>
