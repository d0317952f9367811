import { z } from 'zod'
import { imageBackgroundSchema, imageFormatSchema, imageQualitySchema } from '../items/image-generation-call.ts'
import { positionSchema } from '../items/scalars.ts'
import { itemPlace } from './fields.ts'

/** An image is to be made. */
export const imageGenerationCallInProgressEventSchema = z.strictObject({
  type: z.literal('response.image_generation_call.in_progress'),
  ...itemPlace,
})

/** It is being made. */
export const imageGenerationCallGeneratingEventSchema = z.strictObject({
  type: z.literal('response.image_generation_call.generating'),
  ...itemPlace,
})

/** A preview, base64. The last four keys are on the wire and optional in the reference. */
export const imageGenerationCallPartialImageEventSchema = z.strictObject({
  type: z.literal('response.image_generation_call.partial_image'),
  ...itemPlace,
  background: imageBackgroundSchema.exactOptional(),
  output_format: imageFormatSchema.exactOptional(),
  partial_image_b64: z.string(),
  partial_image_index: positionSchema,
  quality: imageQualitySchema.exactOptional(),
  size: z.string().exactOptional(),
})

/** It is made; the image comes with the item. */
export const imageGenerationCallCompletedEventSchema = z.strictObject({
  type: z.literal('response.image_generation_call.completed'),
  ...itemPlace,
})

/** @see {@link imageGenerationCallInProgressEventSchema} */
export type ImageGenerationCallInProgressEvent = z.infer<typeof imageGenerationCallInProgressEventSchema>
/** @see {@link imageGenerationCallGeneratingEventSchema} */
export type ImageGenerationCallGeneratingEvent = z.infer<typeof imageGenerationCallGeneratingEventSchema>
/** @see {@link imageGenerationCallPartialImageEventSchema} */
export type ImageGenerationCallPartialImageEvent = z.infer<typeof imageGenerationCallPartialImageEventSchema>
/** @see {@link imageGenerationCallCompletedEventSchema} */
export type ImageGenerationCallCompletedEvent = z.infer<typeof imageGenerationCallCompletedEventSchema>
