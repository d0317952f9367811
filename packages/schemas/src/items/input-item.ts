import { z } from 'zod'
import { inputAdditionalToolsSchema } from './additional-tools.ts'
import { inputApplyPatchCallOutputSchema, inputApplyPatchCallSchema } from './apply-patch.ts'
import { inputCodeInterpreterCallSchema } from './code-interpreter-call.ts'
import { compactionTriggerSchema, inputCompactionSchema } from './compaction.ts'
import { inputComputerCallOutputSchema, inputComputerCallSchema } from './computer-call.ts'
import { inputConfigurationUpdateSchema } from './configuration-update.ts'
import { inputCustomToolCallOutputSchema, inputCustomToolCallSchema } from './custom-tool-call.ts'
import { inputFileSearchCallSchema } from './file-search-call.ts'
import { inputFunctionCallOutputSchema } from './function-call-output.ts'
import { inputFunctionCallSchema } from './function-call.ts'
import { inputImageGenerationCallSchema } from './image-generation-call.ts'
import { bareItemReferenceSchema, itemReferenceSchema } from './item-reference.ts'
import { inputLocalShellCallOutputSchema, inputLocalShellCallSchema } from './local-shell.ts'
import { inputMcpApprovalRequestSchema, inputMcpApprovalResponseSchema } from './mcp-approval.ts'
import { inputMcpCallSchema } from './mcp-call.ts'
import { inputMcpListToolsSchema } from './mcp-list-tools.ts'
import { bareInputMessageSchema, inputMessageSchema } from './message.ts'
import { inputProgramOutputSchema, inputProgramSchema } from './program.ts'
import { inputReasoningSchema } from './reasoning.ts'
import { inputShellCallOutputSchema, inputShellCallSchema } from './shell-call.ts'
import { inputToolSearchCallSchema, inputToolSearchOutputSchema } from './tool-search.ts'
import { inputWebSearchCallSchema } from './web-search-call.ts'

/** An item of `input` that names its type. */
export const typedInputItemSchema = z.discriminatedUnion('type', [
  inputMessageSchema,
  inputReasoningSchema,
  inputFunctionCallSchema,
  inputFunctionCallOutputSchema,
  inputCustomToolCallSchema,
  inputCustomToolCallOutputSchema,
  inputWebSearchCallSchema,
  inputFileSearchCallSchema,
  inputCodeInterpreterCallSchema,
  inputImageGenerationCallSchema,
  inputComputerCallSchema,
  inputComputerCallOutputSchema,
  inputMcpListToolsSchema,
  inputMcpCallSchema,
  inputMcpApprovalRequestSchema,
  inputMcpApprovalResponseSchema,
  inputShellCallSchema,
  inputShellCallOutputSchema,
  inputLocalShellCallSchema,
  inputLocalShellCallOutputSchema,
  inputApplyPatchCallSchema,
  inputApplyPatchCallOutputSchema,
  inputToolSearchCallSchema,
  inputToolSearchOutputSchema,
  inputAdditionalToolsSchema,
  inputConfigurationUpdateSchema,
  inputProgramSchema,
  inputProgramOutputSchema,
  inputCompactionSchema,
  compactionTriggerSchema,
  itemReferenceSchema,
])

/**
 * An item of `input`: the reference's 33 forms, of which three are messages, plus a message and a reference that leave `type` out.
 * Unknown keys are dropped, not refused: clients replay what they were sent, and OpenAI itself sends keys no type has
 * (`internal_chat_message_metadata_passthrough`).
 */
export const inputItemSchema = z.union([typedInputItemSchema, bareInputMessageSchema, bareItemReferenceSchema])

/** The types that may stand in `input`. */
export const inputItemTypes = [
  'message',
  'reasoning',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'image_generation_call',
  'computer_call',
  'computer_call_output',
  'mcp_list_tools',
  'mcp_call',
  'mcp_approval_request',
  'mcp_approval_response',
  'shell_call',
  'shell_call_output',
  'local_shell_call',
  'local_shell_call_output',
  'apply_patch_call',
  'apply_patch_call_output',
  'tool_search_call',
  'tool_search_output',
  'additional_tools',
  'configuration_update',
  'program',
  'program_output',
  'compaction',
  'compaction_trigger',
  'item_reference',
] as const satisfies readonly TypedInputItem['type'][]

/** @see {@link typedInputItemSchema} */
export type TypedInputItem = z.infer<typeof typedInputItemSchema>
/** @see {@link inputItemSchema} */
export type InputItem = z.infer<typeof inputItemSchema>
/** The type of an item that names it. */
export type InputItemType = TypedInputItem['type']
