import type { OutputItemType } from '../items/output-item.ts'
import type { ItemGrammar } from './item-grammar.ts'
import { applyPatchCallGrammar, applyPatchCallOutputGrammar } from './items/apply-patch.ts'
import { codeInterpreterCallGrammar } from './items/code-interpreter-call.ts'
import { customToolCallGrammar, functionCallGrammar } from './items/function-call.ts'
import { imageGenerationCallGrammar } from './items/image-generation-call.ts'
import { mcpApprovalRequestGrammar, mcpApprovalResponseGrammar, mcpCallGrammar, mcpListToolsGrammar } from './items/mcp.ts'
import { messageGrammar } from './items/message.ts'
import { reasoningGrammar } from './items/reasoning.ts'
import { fileSearchCallGrammar, webSearchCallGrammar } from './items/search-call.ts'
import { localShellCallGrammar, localShellCallOutputGrammar, shellCallGrammar, shellCallOutputGrammar } from './items/shell.ts'
import {
  additionalToolsGrammar,
  compactionGrammar,
  computerCallGrammar,
  computerCallOutputGrammar,
  customToolCallOutputGrammar,
  functionCallOutputGrammar,
  programGrammar,
  programOutputGrammar,
  toolSearchCallGrammar,
  toolSearchOutputGrammar,
} from './items/whole-items.ts'

/** The grammar of each kind of output item. Measured on recorded streams; kinds that nobody recorded follow the SDK's types. */
export const itemGrammars: Readonly<Record<OutputItemType, ItemGrammar>> = {
  message: messageGrammar,
  reasoning: reasoningGrammar,
  function_call: functionCallGrammar,
  function_call_output: functionCallOutputGrammar,
  custom_tool_call: customToolCallGrammar,
  custom_tool_call_output: customToolCallOutputGrammar,
  web_search_call: webSearchCallGrammar,
  file_search_call: fileSearchCallGrammar,
  code_interpreter_call: codeInterpreterCallGrammar,
  image_generation_call: imageGenerationCallGrammar,
  mcp_call: mcpCallGrammar,
  mcp_list_tools: mcpListToolsGrammar,
  mcp_approval_request: mcpApprovalRequestGrammar,
  mcp_approval_response: mcpApprovalResponseGrammar,
  shell_call: shellCallGrammar,
  shell_call_output: shellCallOutputGrammar,
  local_shell_call: localShellCallGrammar,
  local_shell_call_output: localShellCallOutputGrammar,
  apply_patch_call: applyPatchCallGrammar,
  apply_patch_call_output: applyPatchCallOutputGrammar,
  tool_search_call: toolSearchCallGrammar,
  tool_search_output: toolSearchOutputGrammar,
  program: programGrammar,
  program_output: programOutputGrammar,
  compaction: compactionGrammar,
  computer_call: computerCallGrammar,
  computer_call_output: computerCallOutputGrammar,
  additional_tools: additionalToolsGrammar,
}

/** The grammar of a kind by name; null for a kind that the API does not know. */
export const itemGrammarOf = (type: string): ItemGrammar | null =>
  Object.hasOwn(itemGrammars, type) ? itemGrammars[type as OutputItemType] : null
