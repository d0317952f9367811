import { z } from 'zod'

/** Compact the conversation on the server once it holds `compact_threshold` tokens (at least 1000). */
export const contextManagementSchema = z.strictObject({
  type: z.literal('compaction'),
  compact_threshold: z.int().min(1000).nullable().exactOptional(),
})
export type ContextManagement = z.infer<typeof contextManagementSchema>
