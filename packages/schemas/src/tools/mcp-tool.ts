import { z } from 'zod'

import { allowedCallersSchema } from './allowed-callers.ts'

/** Picks tools of an MCP server by name, by being read-only, or both. */
export const mcpToolFilterSchema = z.strictObject({
  tool_names: z.array(z.string()).exactOptional(),
  read_only: z.boolean().exactOptional(),
})
export type McpToolFilter = z.infer<typeof mcpToolFilterSchema>

/**
 * The tools of a remote MCP server. One of `server_url`, `connector_id` and `tunnel_id` says where it is.
 * Defaults, as echoed: `require_approval` `always`, `allowed_tools` null, `headers` null.
 */
export const mcpToolSchema = z.strictObject({
  type: z.literal('mcp'),
  server_label: z.string(),
  server_url: z.string().exactOptional(),
  connector_id: z
    .enum([
      'connector_dropbox',
      'connector_gmail',
      'connector_googlecalendar',
      'connector_googledrive',
      'connector_microsoftteams',
      'connector_outlookcalendar',
      'connector_outlookemail',
      'connector_sharepoint',
    ])
    .exactOptional(),
  tunnel_id: z
    .string()
    .regex(/^tunnel_[a-z0-9]{32}$/)
    .exactOptional(),
  /** OAuth access token; a secret. */
  authorization: z.string().exactOptional(),
  server_description: z.string().exactOptional(),
  /** HTTP headers for the server; may hold secrets. */
  headers: z.record(z.string(), z.string()).nullable().exactOptional(),
  allowed_tools: z
    .union([z.array(z.string()), mcpToolFilterSchema])
    .nullable()
    .exactOptional(),
  require_approval: z
    .union([
      z.enum(['always', 'never']),
      z.strictObject({ always: mcpToolFilterSchema.exactOptional(), never: mcpToolFilterSchema.exactOptional() }),
    ])
    .nullable()
    .exactOptional(),
  allowed_callers: allowedCallersSchema.exactOptional(),
  defer_loading: z.boolean().exactOptional(),
})
export type McpTool = z.infer<typeof mcpToolSchema>
