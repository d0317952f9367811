import { z } from 'zod'

/** The three states most items know. */
export const itemStatuses = ['in_progress', 'completed', 'incomplete'] as const

/**
 * Status of messages, calls and their outputs. Items with more states (searches, code, images, MCP) name them in their own file; `reasoning`,
 * `compaction`, `program`, `mcp_list_tools` and the MCP approvals are sent without any.
 */
export const itemStatusSchema = z.enum(itemStatuses)

/** @see {@link itemStatusSchema} */
export type ItemStatus = z.infer<typeof itemStatusSchema>
