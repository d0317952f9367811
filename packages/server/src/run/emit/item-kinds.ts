import type { OutputItem } from '@goldwire/schemas'

import { applyPatchCallKind } from './apply-patch-call.ts'
import { codeInterpreterCallKind } from './code-interpreter-call.ts'
import { compactionKind } from './compaction.ts'
import { customToolCallKind } from './custom-tool-call.ts'
import { fileSearchCallKind } from './file-search-call.ts'
import { functionCallKind } from './function-call.ts'
import { imageGenerationCallKind } from './image-generation-call.ts'
import type { ItemKind } from './item-kind.ts'
import { mcpCallKind } from './mcp-call.ts'
import { mcpListToolsKind } from './mcp-list-tools.ts'
import { messageKind } from './message.ts'
import {
  additionalToolsKind,
  applyPatchCallOutputKind,
  computerCallKind,
  computerCallOutputKind,
  customToolCallOutputKind,
  functionCallOutputKind,
  localShellCallKind,
  localShellCallOutputKind,
  mcpApprovalRequestKind,
  mcpApprovalResponseKind,
  programKind,
  programOutputKind,
  toolSearchCallKind,
  toolSearchOutputKind,
} from './plain-kinds.ts'
import { reasoningKind } from './reasoning.ts'
import { shellCallOutputKind } from './shell-call-output.ts'
import { shellCallKind } from './shell-call.ts'
import { webSearchCallKind } from './web-search-call.ts'

/** How each of the 28 output items is emitted. */
export const itemKinds: { readonly [Type in OutputItem['type']]: ItemKind } = {
  message: messageKind,
  reasoning: reasoningKind,
  function_call: functionCallKind,
  function_call_output: functionCallOutputKind,
  custom_tool_call: customToolCallKind,
  custom_tool_call_output: customToolCallOutputKind,
  web_search_call: webSearchCallKind,
  file_search_call: fileSearchCallKind,
  code_interpreter_call: codeInterpreterCallKind,
  image_generation_call: imageGenerationCallKind,
  computer_call: computerCallKind,
  computer_call_output: computerCallOutputKind,
  mcp_list_tools: mcpListToolsKind,
  mcp_call: mcpCallKind,
  mcp_approval_request: mcpApprovalRequestKind,
  mcp_approval_response: mcpApprovalResponseKind,
  shell_call: shellCallKind,
  shell_call_output: shellCallOutputKind,
  local_shell_call: localShellCallKind,
  local_shell_call_output: localShellCallOutputKind,
  apply_patch_call: applyPatchCallKind,
  apply_patch_call_output: applyPatchCallOutputKind,
  tool_search_call: toolSearchCallKind,
  tool_search_output: toolSearchOutputKind,
  additional_tools: additionalToolsKind,
  program: programKind,
  program_output: programOutputKind,
  compaction: compactionKind,
}
