import { z } from 'zod'
import { idSchema, inputIdSchema } from './scalars.ts'

/** The model wants to call an MCP tool and needs a yes. Announced complete. */
export const mcpApprovalRequestSchema = z.strictObject({
  id: idSchema,
  type: z.literal('mcp_approval_request'),
  arguments: z.string(),
  name: z.string().min(1),
  server_label: z.string(),
})

/** The yes or no, as the API shows it. */
export const mcpApprovalResponseSchema = z.strictObject({
  id: idSchema,
  type: z.literal('mcp_approval_response'),
  approval_request_id: z.string(),
  approve: z.boolean(),
  reason: z.string().nullable().exactOptional(),
})

/** An approval request in `input`. */
export const inputMcpApprovalRequestSchema = z.object({ ...mcpApprovalRequestSchema.shape, id: inputIdSchema.nullable().exactOptional() })

/** The answer to an approval request. */
export const inputMcpApprovalResponseSchema = z.object({ ...mcpApprovalResponseSchema.shape, id: inputIdSchema.nullable().exactOptional() })

/** @see {@link mcpApprovalRequestSchema} */
export type McpApprovalRequest = z.infer<typeof mcpApprovalRequestSchema>
/** @see {@link mcpApprovalResponseSchema} */
export type McpApprovalResponse = z.infer<typeof mcpApprovalResponseSchema>
