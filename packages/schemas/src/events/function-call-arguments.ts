import { z } from 'zod'
import { itemPlace, obfuscation } from './fields.ts'

/** A piece of a function call's arguments. */
export const functionCallArgumentsDeltaEventSchema = z.strictObject({
  type: z.literal('response.function_call_arguments.delta'),
  ...itemPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All the arguments, as JSON text. The reference requires `name`; it is never sent (0 of 621). */
export const functionCallArgumentsDoneEventSchema = z.strictObject({
  type: z.literal('response.function_call_arguments.done'),
  ...itemPlace,
  arguments: z.string(),
})

/** @see {@link functionCallArgumentsDeltaEventSchema} */
export type FunctionCallArgumentsDeltaEvent = z.infer<typeof functionCallArgumentsDeltaEventSchema>
/** @see {@link functionCallArgumentsDoneEventSchema} */
export type FunctionCallArgumentsDoneEvent = z.infer<typeof functionCallArgumentsDoneEventSchema>
