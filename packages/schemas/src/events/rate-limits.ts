import { z } from 'zod'
import { countSchema } from '../items/scalars.ts'
import { sequenceNumberSchema } from './fields.ts'

const rateLimitsSchema = z.strictObject({
  limit_requests: z.string(),
  limit_tokens: z.string(),
  remaining_requests: z.string(),
  remaining_tokens: z.string(),
  reset_requests_ms: countSchema,
  reset_tokens_ms: countSchema,
})

/** What is left of the rate limits. Seen after `response.completed` on one day, 2026-04-16, in seven streams (recorded by chatlas); in no document. */
export const rateLimitsUpdatedEventSchema = z.strictObject({
  type: z.literal('response.rate_limits.updated'),
  rate_limits: rateLimitsSchema,
  sequence_number: sequenceNumberSchema,
})

/** @see {@link rateLimitsUpdatedEventSchema} */
export type RateLimitsUpdatedEvent = z.infer<typeof rateLimitsUpdatedEventSchema>
