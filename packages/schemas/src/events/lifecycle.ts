import { z } from 'zod'
import { outputItemSchema } from '../items/output-item.ts'
import { countSchema } from '../items/scalars.ts'
import { incompleteDetailsSchema } from '../response/incomplete-details.ts'
import { responseErrorSchema } from '../response/response-error.ts'
import { responseSchema } from '../response/response.ts'
import { usageSchema } from '../response/usage.ts'
import { sequenceNumberSchema } from './fields.ts'

/** What has not happened yet: no output, no usage, no end (758 of 758 such objects in captures). */
const unfinished = {
  completed_at: z.null(),
  error: z.null(),
  incomplete_details: z.null(),
  output: z.array(outputItemSchema).max(0),
  usage: z.null(),
}

const sequence_number = sequenceNumberSchema

/** First event of a stream; `queued` with `background`. */
export const responseCreatedEventSchema = z.strictObject({
  type: z.literal('response.created'),
  sequence_number,
  response: responseSchema.extend({ ...unfinished, status: z.enum(['in_progress', 'queued']) }),
})

/** A background response waits. */
export const responseQueuedEventSchema = z.strictObject({
  type: z.literal('response.queued'),
  sequence_number,
  response: responseSchema.extend({ ...unfinished, status: z.literal('queued') }),
})

/** Work has begun; the same object as in `response.created`. */
export const responseInProgressEventSchema = z.strictObject({
  type: z.literal('response.in_progress'),
  sequence_number,
  response: responseSchema.extend({ ...unfinished, status: z.literal('in_progress') }),
})

/** The end, with everything. */
export const responseCompletedEventSchema = z.strictObject({
  type: z.literal('response.completed'),
  sequence_number,
  response: responseSchema.extend({
    completed_at: countSchema,
    error: z.null(),
    incomplete_details: z.null(),
    status: z.literal('completed'),
    usage: usageSchema,
  }),
})

/** Cut off; `completed_at` stays null. */
export const responseIncompleteEventSchema = z.strictObject({
  type: z.literal('response.incomplete'),
  sequence_number,
  response: responseSchema.extend({
    completed_at: z.null(),
    error: z.null(),
    incomplete_details: incompleteDetailsSchema,
    status: z.literal('incomplete'),
    usage: usageSchema,
  }),
})

/** Given up; mostly after an `error` event with the same code. `usage` is null where nothing came out. */
export const responseFailedEventSchema = z.strictObject({
  type: z.literal('response.failed'),
  sequence_number,
  response: responseSchema.extend({
    error: responseErrorSchema,
    incomplete_details: z.null(),
    status: z.literal('failed'),
  }),
})

/** @see {@link responseCreatedEventSchema} */
export type ResponseCreatedEvent = z.infer<typeof responseCreatedEventSchema>
/** @see {@link responseQueuedEventSchema} */
export type ResponseQueuedEvent = z.infer<typeof responseQueuedEventSchema>
/** @see {@link responseInProgressEventSchema} */
export type ResponseInProgressEvent = z.infer<typeof responseInProgressEventSchema>
/** @see {@link responseCompletedEventSchema} */
export type ResponseCompletedEvent = z.infer<typeof responseCompletedEventSchema>
/** @see {@link responseIncompleteEventSchema} */
export type ResponseIncompleteEvent = z.infer<typeof responseIncompleteEventSchema>
/** @see {@link responseFailedEventSchema} */
export type ResponseFailedEvent = z.infer<typeof responseFailedEventSchema>
