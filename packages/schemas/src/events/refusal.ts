import { z } from 'zod'
import { partPlace } from './fields.ts'

/** A piece of a refusal; the one text delta without obfuscation (none of 72). */
export const refusalDeltaEventSchema = z.strictObject({ type: z.literal('response.refusal.delta'), ...partPlace, delta: z.string() })

/** All of a refusal. */
export const refusalDoneEventSchema = z.strictObject({ type: z.literal('response.refusal.done'), ...partPlace, refusal: z.string() })

/** @see {@link refusalDeltaEventSchema} */
export type RefusalDeltaEvent = z.infer<typeof refusalDeltaEventSchema>
/** @see {@link refusalDoneEventSchema} */
export type RefusalDoneEvent = z.infer<typeof refusalDoneEventSchema>
