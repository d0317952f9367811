import { z } from 'zod'
import { itemPlace } from './fields.ts'

/** The conversation is being compacted (SDK of 2026-11; in no capture). */
export const compactionCompactingEventSchema = z.strictObject({ type: z.literal('response.compaction.compacting'), ...itemPlace })

/** @see {@link compactionCompactingEventSchema} */
export type CompactionCompactingEvent = z.infer<typeof compactionCompactingEventSchema>
