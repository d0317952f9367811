import { z } from 'zod'
import { itemPlace, obfuscation } from './fields.ts'

/** An MCP server is asked for its tools. */
export const mcpListToolsInProgressEventSchema = z.strictObject({ type: z.literal('response.mcp_list_tools.in_progress'), ...itemPlace })

/** It has answered. */
export const mcpListToolsCompletedEventSchema = z.strictObject({ type: z.literal('response.mcp_list_tools.completed'), ...itemPlace })

/** It has not answered. */
export const mcpListToolsFailedEventSchema = z.strictObject({ type: z.literal('response.mcp_list_tools.failed'), ...itemPlace })

/** An MCP tool is called. */
export const mcpCallInProgressEventSchema = z.strictObject({ type: z.literal('response.mcp_call.in_progress'), ...itemPlace })

/** A piece of the arguments; in practice all of them at once. */
export const mcpCallArgumentsDeltaEventSchema = z.strictObject({
  type: z.literal('response.mcp_call_arguments.delta'),
  ...itemPlace,
  delta: z.string(),
  ...obfuscation,
})

/** All the arguments, as JSON text. */
export const mcpCallArgumentsDoneEventSchema = z.strictObject({
  type: z.literal('response.mcp_call_arguments.done'),
  ...itemPlace,
  arguments: z.string(),
})

/** The tool has answered; the output comes with the item. */
export const mcpCallCompletedEventSchema = z.strictObject({ type: z.literal('response.mcp_call.completed'), ...itemPlace })

/** The tool has failed; the error comes with the item. */
export const mcpCallFailedEventSchema = z.strictObject({ type: z.literal('response.mcp_call.failed'), ...itemPlace })

/** @see {@link mcpListToolsInProgressEventSchema} */
export type McpListToolsInProgressEvent = z.infer<typeof mcpListToolsInProgressEventSchema>
/** @see {@link mcpListToolsCompletedEventSchema} */
export type McpListToolsCompletedEvent = z.infer<typeof mcpListToolsCompletedEventSchema>
/** @see {@link mcpListToolsFailedEventSchema} */
export type McpListToolsFailedEvent = z.infer<typeof mcpListToolsFailedEventSchema>
/** @see {@link mcpCallInProgressEventSchema} */
export type McpCallInProgressEvent = z.infer<typeof mcpCallInProgressEventSchema>
/** @see {@link mcpCallArgumentsDeltaEventSchema} */
export type McpCallArgumentsDeltaEvent = z.infer<typeof mcpCallArgumentsDeltaEventSchema>
/** @see {@link mcpCallArgumentsDoneEventSchema} */
export type McpCallArgumentsDoneEvent = z.infer<typeof mcpCallArgumentsDoneEventSchema>
/** @see {@link mcpCallCompletedEventSchema} */
export type McpCallCompletedEvent = z.infer<typeof mcpCallCompletedEventSchema>
/** @see {@link mcpCallFailedEventSchema} */
export type McpCallFailedEvent = z.infer<typeof mcpCallFailedEventSchema>
