import { z } from 'zod'
import { countSchema, idSchema, inputIdSchema } from './scalars.ts'

/** States of an image generation. In a stream the finished item still says `generating` (capture `vercel-ai-azure-image-generation-tool-1`). */
export const imageGenerationStatusSchema = z.enum(['in_progress', 'completed', 'generating', 'failed'])
export const imageBackgroundSchema = z.enum(['transparent', 'opaque', 'auto'])
export const imageFormatSchema = z.enum(['png', 'webp', 'jpeg', 'gif', 'svg'])
export const imageQualitySchema = z.enum(['low', 'medium', 'high', 'xhigh', 'max', 'auto'])

const errorSchema = z.strictObject({
  code: z.string().nullable(),
  message: z.string(),
  param: z.string().nullable(),
  type: z.string(),
  moderation_details: z
    .strictObject({ categories: z.array(z.string()), moderation_stage: z.enum(['input', 'output', 'unknown']) })
    .exactOptional(),
})

const svgUsageSchema = z.strictObject({
  input_tokens: countSchema,
  model: z.string(),
  output_tokens: countSchema,
  reasoning_tokens: countSchema,
  total_tokens: countSchema,
})

/** An image the model had made; `result` is base64. The six fields after `status` were on the wire long before any type had them. */
export const imageGenerationCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('image_generation_call'),
  status: imageGenerationStatusSchema,
  action: z.enum(['generate', 'edit', 'auto']).nullable().exactOptional(),
  background: imageBackgroundSchema.nullable(),
  error: errorSchema.exactOptional(),
  output_format: imageFormatSchema.nullable(),
  quality: imageQualitySchema.nullable(),
  result: z.string().nullable(),
  revised_prompt: z.string().nullable(),
  size: z.string().nullable(),
  svg_usage: svgUsageSchema.exactOptional(),
})

/** The announcement: id, type and status alone. */
export const addedImageGenerationCallSchema = imageGenerationCallSchema.pick({ id: true, type: true, status: true })

/** An image generation in `input`; the picture may be left out when it is stored under the id. */
export const inputImageGenerationCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('image_generation_call'),
  status: imageGenerationStatusSchema.nullable().exactOptional(),
  action: z.enum(['generate', 'edit', 'auto']).nullable().exactOptional(),
  background: imageBackgroundSchema.nullable().exactOptional(),
  output_format: imageFormatSchema.nullable().exactOptional(),
  quality: imageQualitySchema.nullable().exactOptional(),
  result: z.string().nullable().exactOptional(),
  revised_prompt: z.string().nullable().exactOptional(),
  size: z.string().nullable().exactOptional(),
})

/** @see {@link imageGenerationCallSchema} */
export type ImageGenerationCall = z.infer<typeof imageGenerationCallSchema>
/** @see {@link inputImageGenerationCallSchema} */
export type InputImageGenerationCall = z.infer<typeof inputImageGenerationCallSchema>
