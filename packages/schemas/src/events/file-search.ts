import { z } from 'zod'
import { itemPlace } from './fields.ts'

/** A file search begins. */
export const fileSearchCallInProgressEventSchema = z.strictObject({
  type: z.literal('response.file_search_call.in_progress'),
  ...itemPlace,
})

/** It looks. */
export const fileSearchCallSearchingEventSchema = z.strictObject({ type: z.literal('response.file_search_call.searching'), ...itemPlace })

/** It has looked; results come with the item. */
export const fileSearchCallCompletedEventSchema = z.strictObject({ type: z.literal('response.file_search_call.completed'), ...itemPlace })

/** @see {@link fileSearchCallInProgressEventSchema} */
export type FileSearchCallInProgressEvent = z.infer<typeof fileSearchCallInProgressEventSchema>
/** @see {@link fileSearchCallSearchingEventSchema} */
export type FileSearchCallSearchingEvent = z.infer<typeof fileSearchCallSearchingEventSchema>
/** @see {@link fileSearchCallCompletedEventSchema} */
export type FileSearchCallCompletedEvent = z.infer<typeof fileSearchCallCompletedEventSchema>
