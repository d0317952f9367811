import { z } from 'zod'
import { annotationSchema } from '../items/annotation.ts'
import { logProbSchema } from '../items/logprob.ts'
import { positionSchema } from '../items/scalars.ts'
import { obfuscation, partPlace } from './fields.ts'

/** A piece of text. `logprobs` is empty unless asked for, never absent since 2025-06. */
export const outputTextDeltaEventSchema = z.strictObject({
  type: z.literal('response.output_text.delta'),
  ...partPlace,
  delta: z.string(),
  logprobs: z.array(logProbSchema),
  ...obfuscation,
})

/** All the text of a part, and all its log probabilities. */
export const outputTextDoneEventSchema = z.strictObject({
  type: z.literal('response.output_text.done'),
  ...partPlace,
  logprobs: z.array(logProbSchema),
  text: z.string(),
})

/** A citation in the text so far. The reference allows null; the wire has not been seen to. */
export const outputTextAnnotationAddedEventSchema = z.strictObject({
  type: z.literal('response.output_text.annotation.added'),
  ...partPlace,
  annotation: annotationSchema,
  annotation_index: positionSchema,
})

/** @see {@link outputTextDeltaEventSchema} */
export type OutputTextDeltaEvent = z.infer<typeof outputTextDeltaEventSchema>
/** @see {@link outputTextDoneEventSchema} */
export type OutputTextDoneEvent = z.infer<typeof outputTextDoneEventSchema>
/** @see {@link outputTextAnnotationAddedEventSchema} */
export type OutputTextAnnotationAddedEvent = z.infer<typeof outputTextAnnotationAddedEventSchema>
