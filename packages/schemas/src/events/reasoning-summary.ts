import { z } from 'zod'
import { summaryTextPartSchema } from '../items/content-part.ts'
import { obfuscation, summaryPlace } from './fields.ts'

/** A paragraph of the summary begins, empty. */
export const reasoningSummaryPartAddedEventSchema = z.strictObject({
  type: z.literal('response.reasoning_summary_part.added'),
  ...summaryPlace,
  part: summaryTextPartSchema,
})

/** A paragraph is finished; `status` only where it was cut off (SDK of 2026-11). */
export const reasoningSummaryPartDoneEventSchema = z.strictObject({
  type: z.literal('response.reasoning_summary_part.done'),
  ...summaryPlace,
  part: summaryTextPartSchema,
  status: z.literal('incomplete').exactOptional(),
})

/** A piece of a paragraph. */
export const reasoningSummaryTextDeltaEventSchema = z.strictObject({
  type: z.literal('response.reasoning_summary_text.delta'),
  ...summaryPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All of a paragraph. */
export const reasoningSummaryTextDoneEventSchema = z.strictObject({
  type: z.literal('response.reasoning_summary_text.done'),
  ...summaryPlace,
  text: z.string(),
})

/** @see {@link reasoningSummaryPartAddedEventSchema} */
export type ReasoningSummaryPartAddedEvent = z.infer<typeof reasoningSummaryPartAddedEventSchema>
/** @see {@link reasoningSummaryPartDoneEventSchema} */
export type ReasoningSummaryPartDoneEvent = z.infer<typeof reasoningSummaryPartDoneEventSchema>
/** @see {@link reasoningSummaryTextDeltaEventSchema} */
export type ReasoningSummaryTextDeltaEvent = z.infer<typeof reasoningSummaryTextDeltaEventSchema>
/** @see {@link reasoningSummaryTextDoneEventSchema} */
export type ReasoningSummaryTextDoneEvent = z.infer<typeof reasoningSummaryTextDoneEventSchema>
