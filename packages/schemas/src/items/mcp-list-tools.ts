import { z } from 'zod'
import { idSchema, inputIdSchema, jsonObjectSchema } from './scalars.ts'

/** A tool an MCP server offers; `input_schema` is the server's JSON Schema, untouched. */
export const mcpListedToolSchema = z.strictObject({
  annotations: jsonObjectSchema.nullable(),
  description: z.string().nullable(),
  input_schema: jsonObjectSchema,
  name: z.string().min(1),
})

/** The tools of an MCP server. No status; `error` only where the list could not be had. */
export const mcpListToolsSchema = z.strictObject({
  id: idSchema,
  type: z.literal('mcp_list_tools'),
  error: z.union([z.string(), jsonObjectSchema]).nullable().exactOptional(),
  server_label: z.string(),
  tools: z.array(mcpListedToolSchema),
})

/** A list of MCP tools in `input`, which saves asking the server again. */
export const inputMcpListToolsSchema = z.object({
  id: inputIdSchema.nullable().exactOptional(),
  type: z.literal('mcp_list_tools'),
  error: z.unknown().exactOptional(),
  server_label: z.string(),
  tools: z.array(
    z.object({
      annotations: z.unknown().exactOptional(),
      description: z.string().nullable().exactOptional(),
      input_schema: jsonObjectSchema,
      name: z.string().min(1),
    }),
  ),
})

/** @see {@link mcpListedToolSchema} */
export type McpListedTool = z.infer<typeof mcpListedToolSchema>
/** @see {@link mcpListToolsSchema} */
export type McpListTools = z.infer<typeof mcpListToolsSchema>
/** @see {@link inputMcpListToolsSchema} */
export type InputMcpListTools = z.infer<typeof inputMcpListToolsSchema>
