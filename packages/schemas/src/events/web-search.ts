import { z } from 'zod'
import { itemPlace } from './fields.ts'

/** A web search begins. */
export const webSearchCallInProgressEventSchema = z.strictObject({ type: z.literal('response.web_search_call.in_progress'), ...itemPlace })

/** It looks. */
export const webSearchCallSearchingEventSchema = z.strictObject({ type: z.literal('response.web_search_call.searching'), ...itemPlace })

/** It has looked; the action comes with the item. */
export const webSearchCallCompletedEventSchema = z.strictObject({ type: z.literal('response.web_search_call.completed'), ...itemPlace })

/** @see {@link webSearchCallInProgressEventSchema} */
export type WebSearchCallInProgressEvent = z.infer<typeof webSearchCallInProgressEventSchema>
/** @see {@link webSearchCallSearchingEventSchema} */
export type WebSearchCallSearchingEvent = z.infer<typeof webSearchCallSearchingEventSchema>
/** @see {@link webSearchCallCompletedEventSchema} */
export type WebSearchCallCompletedEvent = z.infer<typeof webSearchCallCompletedEventSchema>
