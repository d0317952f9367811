import { z } from 'zod'
import { annotationSchema } from './annotation.ts'
import { logProbSchema } from './logprob.ts'

/** Text of the model. `annotations` and `logprobs` are always there, mostly empty (captures since 2025-08). */
export const outputTextPartSchema = z.strictObject({
  type: z.literal('output_text'),
  annotations: z.array(annotationSchema),
  logprobs: z.array(logProbSchema),
  text: z.string(),
})

/** The model declines. */
export const refusalPartSchema = z.strictObject({ type: z.literal('refusal'), refusal: z.string() })

/** Raw chain of thought, in `reasoning.content`: open-weight models; api.openai.com has not been seen to send it. */
export const reasoningTextPartSchema = z.strictObject({ type: z.literal('reasoning_text'), text: z.string() })

/** One paragraph of a reasoning summary. */
export const summaryTextPartSchema = z.strictObject({ type: z.literal('summary_text'), text: z.string() })

/** What a finished assistant message consists of. */
export const messagePartSchema = z.discriminatedUnion('type', [outputTextPartSchema, refusalPartSchema])

/** What `response.content_part.added` and `.done` announce: a part of a message or of a reasoning item. */
export const streamedPartSchema = z.discriminatedUnion('type', [outputTextPartSchema, refusalPartSchema, reasoningTextPartSchema])

/** @see {@link outputTextPartSchema} */
export type OutputTextPart = z.infer<typeof outputTextPartSchema>
/** @see {@link refusalPartSchema} */
export type RefusalPart = z.infer<typeof refusalPartSchema>
/** @see {@link reasoningTextPartSchema} */
export type ReasoningTextPart = z.infer<typeof reasoningTextPartSchema>
/** @see {@link summaryTextPartSchema} */
export type SummaryTextPart = z.infer<typeof summaryTextPartSchema>
/** @see {@link messagePartSchema} */
export type MessagePart = z.infer<typeof messagePartSchema>
/** @see {@link streamedPartSchema} */
export type StreamedPart = z.infer<typeof streamedPartSchema>
