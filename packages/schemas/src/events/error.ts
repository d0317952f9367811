import { z } from 'zod'
import { sequenceNumberSchema } from './fields.ts'

/** An error in mid-stream. `code` is null for server errors; `headers` came with some (thread zendev-sh/goai#88). */
export const streamErrorSchema = z.strictObject({
  type: z.string().min(1),
  code: z.string().nullable(),
  headers: z.record(z.string(), z.string()).exactOptional(),
  message: z.string(),
  param: z.string().nullable(),
})

/**
 * The error event that is really sent: nested, against the reference (capture `prism-stream-rate-limited-1`;
 * threads openai/openai-python#2487, openai/openai-dotnet#881). `response.failed` follows with the same code, mostly.
 */
export const errorEventSchema = z.strictObject({
  type: z.literal('error'),
  error: streamErrorSchema,
  sequence_number: sequenceNumberSchema,
})

/** The error event as the reference and the SDK type it. Not sent by OpenAI, but by servers that were built from the reference. */
export const flatErrorEventSchema = z.strictObject({
  type: z.literal('error'),
  code: z.string().nullable(),
  message: z.string(),
  param: z.string().nullable(),
  sequence_number: sequenceNumberSchema,
})

/** @see {@link streamErrorSchema} */
export type StreamError = z.infer<typeof streamErrorSchema>
/** @see {@link errorEventSchema} */
export type ErrorEvent = z.infer<typeof errorEventSchema>
/** @see {@link flatErrorEventSchema} */
export type FlatErrorEvent = z.infer<typeof flatErrorEventSchema>
