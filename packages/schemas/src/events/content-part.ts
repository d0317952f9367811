import { z } from 'zod'
import { streamedPartSchema } from '../items/content-part.ts'
import { partPlace } from './fields.ts'

/** A part of a message (or raw reasoning) begins, empty. */
export const contentPartAddedEventSchema = z.strictObject({
  type: z.literal('response.content_part.added'),
  ...partPlace,
  part: streamedPartSchema,
})

/** A part is finished. Its `logprobs` are `[]` even where the text events had them, except in early streams. */
export const contentPartDoneEventSchema = z.strictObject({
  type: z.literal('response.content_part.done'),
  ...partPlace,
  part: streamedPartSchema,
})

/** @see {@link contentPartAddedEventSchema} */
export type ContentPartAddedEvent = z.infer<typeof contentPartAddedEventSchema>
/** @see {@link contentPartDoneEventSchema} */
export type ContentPartDoneEvent = z.infer<typeof contentPartDoneEventSchema>
