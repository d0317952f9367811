import { z } from 'zod'

/** Why a response stopped early. `max_output_tokens` and `content_filter` are recorded; the others are in the SDK of 2026-11. */
export const incompleteReasons = ['max_output_tokens', 'content_filter', 'max_messages', 'steered'] as const

export const incompleteDetailsSchema = z.strictObject({ reason: z.enum(incompleteReasons) })

/** @see {@link incompleteDetailsSchema} */
export type IncompleteDetails = z.infer<typeof incompleteDetailsSchema>
