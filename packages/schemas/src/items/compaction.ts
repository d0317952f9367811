import { z } from 'zod'
import { idSchema, inputIdSchema } from './scalars.ts'

/** What is left of the conversation after a compaction, for the model only. Encrypted anew each time it is sent. */
export const compactionSchema = z.strictObject({
  id: idSchema,
  type: z.literal('compaction'),
  created_by: z.string().exactOptional(),
  encrypted_content: z.string(),
})

/** A compaction in `input`, at most 20 MiB. */
export const inputCompactionSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('compaction'),
  encrypted_content: z.string().max(20_971_520),
})

/** Asks for a compaction at this place. */
export const compactionTriggerSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('compaction_trigger'),
})

/** @see {@link compactionSchema} */
export type Compaction = z.infer<typeof compactionSchema>
/** @see {@link inputCompactionSchema} */
export type InputCompaction = z.infer<typeof inputCompactionSchema>
/** @see {@link compactionTriggerSchema} */
export type CompactionTrigger = z.infer<typeof compactionTriggerSchema>
