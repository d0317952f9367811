import { z } from 'zod'

/**
 * Makes images. Defaults: `quality`, `size`, `background`, `moderation` and `action` `auto`, `output_format` `png`, `output_compression` 100,
 * `partial_images` 0, `frame_count` 9, `frame_duration_ms` 200; `model` is OpenAI's current one.
 */
export const imageGenerationToolSchema = z.strictObject({
  type: z.literal('image_generation'),
  model: z.string().exactOptional(),
  action: z.enum(['generate', 'edit', 'auto']).exactOptional(),
  quality: z.enum(['low', 'medium', 'high', 'xhigh', 'max', 'auto']).exactOptional(),
  /** `auto`, or `WIDTHxHEIGHT` as the model allows. */
  size: z.string().exactOptional(),
  background: z.enum(['transparent', 'opaque', 'auto']).exactOptional(),
  complexity: z.enum(['low', 'medium', 'high']).exactOptional(),
  input_fidelity: z.enum(['high', 'low']).nullable().exactOptional(),
  input_image_mask: z.strictObject({ image_url: z.string().exactOptional(), file_id: z.string().exactOptional() }).exactOptional(),
  moderation: z.enum(['auto', 'low']).exactOptional(),
  output_format: z.enum(['png', 'webp', 'jpeg', 'gif', 'svg']).exactOptional(),
  /** Per cent. */
  output_compression: z.int().min(0).max(100).exactOptional(),
  /** How many `image_generation_call.partial_image` events are sent before the image. */
  partial_images: z.int().min(0).max(3).exactOptional(),
  /** Only with `output_format: "gif"`. */
  frame_count: z.int().exactOptional(),
  frame_duration_ms: z.number().exactOptional(),
  /** Only with `output_format: "svg"`: the model that writes it. */
  svg: z
    .strictObject({
      model: z.string().exactOptional(),
      reasoning: z
        .strictObject({ effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).exactOptional() })
        .nullable()
        .exactOptional(),
    })
    .exactOptional(),
})
export type ImageGenerationTool = z.infer<typeof imageGenerationToolSchema>
