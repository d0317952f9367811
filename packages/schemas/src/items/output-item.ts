import { z } from 'zod'
import { additionalToolsSchema } from './additional-tools.ts'
import { applyPatchCallOutputSchema, applyPatchCallSchema } from './apply-patch.ts'
import { codeInterpreterCallSchema } from './code-interpreter-call.ts'
import { compactionSchema } from './compaction.ts'
import { computerCallOutputSchema, computerCallSchema } from './computer-call.ts'
import { customToolCallOutputSchema, customToolCallSchema } from './custom-tool-call.ts'
import { fileSearchCallSchema } from './file-search-call.ts'
import { functionCallOutputSchema } from './function-call-output.ts'
import { functionCallSchema } from './function-call.ts'
import { imageGenerationCallSchema } from './image-generation-call.ts'
import { localShellCallOutputSchema, localShellCallSchema } from './local-shell.ts'
import { mcpApprovalRequestSchema, mcpApprovalResponseSchema } from './mcp-approval.ts'
import { mcpCallSchema } from './mcp-call.ts'
import { mcpListToolsSchema } from './mcp-list-tools.ts'
import { messageSchema } from './message.ts'
import { programOutputSchema, programSchema } from './program.ts'
import { reasoningSchema } from './reasoning.ts'
import { shellCallOutputSchema, shellCallSchema } from './shell-call.ts'
import { toolSearchCallSchema, toolSearchOutputSchema } from './tool-search.ts'
import { webSearchCallSchema } from './web-search-call.ts'

/** The schema of each of the 28 output items, by its type. */
export const outputItemSchemas = {
  message: messageSchema,
  reasoning: reasoningSchema,
  function_call: functionCallSchema,
  function_call_output: functionCallOutputSchema,
  custom_tool_call: customToolCallSchema,
  custom_tool_call_output: customToolCallOutputSchema,
  web_search_call: webSearchCallSchema,
  file_search_call: fileSearchCallSchema,
  code_interpreter_call: codeInterpreterCallSchema,
  image_generation_call: imageGenerationCallSchema,
  computer_call: computerCallSchema,
  computer_call_output: computerCallOutputSchema,
  mcp_list_tools: mcpListToolsSchema,
  mcp_call: mcpCallSchema,
  mcp_approval_request: mcpApprovalRequestSchema,
  mcp_approval_response: mcpApprovalResponseSchema,
  shell_call: shellCallSchema,
  shell_call_output: shellCallOutputSchema,
  local_shell_call: localShellCallSchema,
  local_shell_call_output: localShellCallOutputSchema,
  apply_patch_call: applyPatchCallSchema,
  apply_patch_call_output: applyPatchCallOutputSchema,
  tool_search_call: toolSearchCallSchema,
  tool_search_output: toolSearchOutputSchema,
  additional_tools: additionalToolsSchema,
  program: programSchema,
  program_output: programOutputSchema,
  compaction: compactionSchema,
} as const

/** The type of an output item. */
export type OutputItemType = keyof typeof outputItemSchemas

/** The 28 types of output items (Responses API reference and SDK of 2026-11). */
export const outputItemTypes = Object.keys(outputItemSchemas) as OutputItemType[]

/** An item as in `response.output_item.done` and `Response.output`: exactly what OpenAI sends, no key more. */
export const outputItemSchema = z.discriminatedUnion('type', [
  messageSchema,
  reasoningSchema,
  functionCallSchema,
  functionCallOutputSchema,
  customToolCallSchema,
  customToolCallOutputSchema,
  webSearchCallSchema,
  fileSearchCallSchema,
  codeInterpreterCallSchema,
  imageGenerationCallSchema,
  computerCallSchema,
  computerCallOutputSchema,
  mcpListToolsSchema,
  mcpCallSchema,
  mcpApprovalRequestSchema,
  mcpApprovalResponseSchema,
  shellCallSchema,
  shellCallOutputSchema,
  localShellCallSchema,
  localShellCallOutputSchema,
  applyPatchCallSchema,
  applyPatchCallOutputSchema,
  toolSearchCallSchema,
  toolSearchOutputSchema,
  additionalToolsSchema,
  programSchema,
  programOutputSchema,
  compactionSchema,
])

/** @see {@link outputItemSchema} */
export type OutputItem = z.infer<typeof outputItemSchema>
