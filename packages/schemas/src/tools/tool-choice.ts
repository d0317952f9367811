import { z } from 'zod'

/** Whether the model may, must or must not call a tool. Default `auto`. */
export const toolChoiceModeSchema = z.enum(['none', 'auto', 'required'])
export type ToolChoiceMode = z.infer<typeof toolChoiceModeSchema>

/** Leaves the model a part of the tools. Entries are written like `{type: "function", name}`, `{type: "mcp", server_label}`, `{type: "image_generation"}`. */
export const allowedToolsChoiceSchema = z.strictObject({
  type: z.literal('allowed_tools'),
  mode: z.enum(['auto', 'required']),
  tools: z.array(z.record(z.string(), z.unknown())),
})
export type AllowedToolsChoice = z.infer<typeof allowedToolsChoiceSchema>

/** Forces a hosted tool. The current `web_search` is not among them; the bare `mcp` that the SDK lists here is part of `mcpChoiceSchema`. */
export const hostedToolChoiceSchema = z.strictObject({
  type: z.enum([
    'file_search',
    'web_search_preview',
    'computer',
    'computer_use_preview',
    'computer_use',
    'web_search_preview_2025_03_11',
    'image_generation',
    'code_interpreter',
  ]),
})
export type HostedToolChoice = z.infer<typeof hostedToolChoiceSchema>

export const functionChoiceSchema = z.strictObject({ type: z.literal('function'), name: z.string() })
export type FunctionChoice = z.infer<typeof functionChoiceSchema>

/** Forces the tools of an MCP server, or one of them. Older documents show `{type: "mcp"}` alone: then any MCP tool. */
export const mcpChoiceSchema = z.strictObject({
  type: z.literal('mcp'),
  server_label: z.string().exactOptional(),
  name: z.string().nullable().exactOptional(),
})
export type McpChoice = z.infer<typeof mcpChoiceSchema>

export const customChoiceSchema = z.strictObject({ type: z.literal('custom'), name: z.string() })
export type CustomChoice = z.infer<typeof customChoiceSchema>

export const programmaticToolCallingChoiceSchema = z.strictObject({ type: z.literal('programmatic_tool_calling') })
export const applyPatchChoiceSchema = z.strictObject({ type: z.literal('apply_patch') })
export const shellChoiceSchema = z.strictObject({ type: z.literal('shell') })

/** A choice written as an object, told apart by `type`. */
export const toolChoiceObjectSchema = z.discriminatedUnion('type', [
  allowedToolsChoiceSchema,
  hostedToolChoiceSchema,
  functionChoiceSchema,
  mcpChoiceSchema,
  customChoiceSchema,
  programmaticToolCallingChoiceSchema,
  applyPatchChoiceSchema,
  shellChoiceSchema,
])

/** `tool_choice` of a request and of its response: 9 forms. */
export const toolChoiceSchema = z.union([toolChoiceModeSchema, toolChoiceObjectSchema])
export type ToolChoice = z.infer<typeof toolChoiceSchema>
