import { z } from 'zod'

/** How closely the model looks at an image. */
export const imageDetailSchema = z.enum(['low', 'high', 'auto', 'original'])

/** Ends a reusable prompt prefix exactly here. */
const cacheBreakpointSchema = z.object({ mode: z.literal('explicit'), ttl: z.enum(['30m', '12h']).nullable().exactOptional() })

/** Text from the caller, at most 10 MiB. */
export const inputTextPartSchema = z.object({
  type: z.literal('input_text'),
  text: z.string().max(10_485_760),
  prompt_cache_breakpoint: cacheBreakpointSchema.nullable().exactOptional(),
})

/** An image by URL (also a data URL, at most 20 MiB) or by uploaded file. `detail` is required in the reference and left out by everybody. */
export const inputImagePartSchema = z.object({
  type: z.literal('input_image'),
  detail: imageDetailSchema.nullable().exactOptional(),
  image_url: z.string().max(20_971_520).nullable().exactOptional(),
  file_id: z.string().nullable().exactOptional(),
  prompt_cache_breakpoint: cacheBreakpointSchema.nullable().exactOptional(),
})

/** A document: uploaded, by URL, or inline as base64 (at most 70 MiB). */
export const inputFilePartSchema = z.object({
  type: z.literal('input_file'),
  file_id: z.string().nullable().exactOptional(),
  filename: z.string().nullable().exactOptional(),
  file_data: z.string().max(73_400_320).nullable().exactOptional(),
  file_url: z.string().nullable().exactOptional(),
  detail: z.enum(['auto', 'low', 'high']).nullable().exactOptional(),
  prompt_cache_breakpoint: cacheBreakpointSchema.nullable().exactOptional(),
})

/** Sound. The reference has the type but lists it nowhere; audio models take it. */
export const inputAudioPartSchema = z.object({
  type: z.literal('input_audio'),
  input_audio: z.object({ data: z.string(), format: z.enum(['mp3', 'wav']) }),
})

/** What a user, system or developer message may hold. */
export const inputPartSchema = z.discriminatedUnion('type', [
  inputTextPartSchema,
  inputImagePartSchema,
  inputFilePartSchema,
  inputAudioPartSchema,
])

/** What a tool output may hold instead of a plain string. */
export const toolOutputPartSchema = z.discriminatedUnion('type', [inputTextPartSchema, inputImagePartSchema, inputFilePartSchema])

/** @see {@link inputTextPartSchema} */
export type InputTextPart = z.infer<typeof inputTextPartSchema>
/** @see {@link inputImagePartSchema} */
export type InputImagePart = z.infer<typeof inputImagePartSchema>
/** @see {@link inputFilePartSchema} */
export type InputFilePart = z.infer<typeof inputFilePartSchema>
/** @see {@link inputAudioPartSchema} */
export type InputAudioPart = z.infer<typeof inputAudioPartSchema>
/** @see {@link inputPartSchema} */
export type InputPart = z.infer<typeof inputPartSchema>
/** @see {@link toolOutputPartSchema} */
export type ToolOutputPart = z.infer<typeof toolOutputPartSchema>
