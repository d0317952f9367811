import { z } from 'zod'
import { idSchema, inputIdSchema, jsonValueSchema } from './scalars.ts'

/** States of a call to an MCP server. */
export const mcpCallStatusSchema = z.enum(['in_progress', 'completed', 'incomplete', 'calling', 'failed'])

/** Why a call to an MCP server failed. */
export const mcpErrorSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('http_error'), code: z.int(), message: z.string() }),
  z.strictObject({ type: z.literal('mcp_protocol_error'), code: z.int(), message: z.string() }),
  z.strictObject({ type: z.literal('mcp_tool_execution_error'), content: jsonValueSchema }),
])

/** A call to a tool of a remote MCP server. `status` is missing before 2025-10 and always there since. */
export const mcpCallSchema = z.strictObject({
  id: idSchema,
  type: z.literal('mcp_call'),
  status: mcpCallStatusSchema,
  approval_request_id: z.string().nullable(),
  arguments: z.string(),
  error: mcpErrorSchema.nullable(),
  name: z.string().min(1),
  output: z.string().nullable(),
  server_label: z.string(),
})

/** An MCP call in `input`. */
export const inputMcpCallSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('mcp_call'),
  status: mcpCallStatusSchema.nullable().exactOptional(),
  approval_request_id: z.string().nullable().exactOptional(),
  arguments: z.string(),
  error: z
    .union([z.string(), z.looseObject({})])
    .nullable()
    .exactOptional(),
  name: z.string().min(1),
  output: z.string().nullable().exactOptional(),
  server_label: z.string(),
})

/** @see {@link mcpErrorSchema} */
export type McpError = z.infer<typeof mcpErrorSchema>
/** @see {@link mcpCallSchema} */
export type McpCall = z.infer<typeof mcpCallSchema>
/** @see {@link inputMcpCallSchema} */
export type InputMcpCall = z.infer<typeof inputMcpCallSchema>
