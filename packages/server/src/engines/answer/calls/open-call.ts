import type { OfferedTool } from '../../../prompt/offer-tools.ts'
import { openApplyPatchCall } from './apply-patch-call.ts'
import type { CallWriter, OpenCall } from './call-writer.ts'
import { openShellCall } from './shell-call.ts'
import { openCustomCall, openFunctionCall } from './text-call.ts'
import { openLocalShellCall, openToolSearchCall } from './whole-call.ts'

const kinds: { readonly [Kind in OfferedTool['kind']]: OpenCall } = {
  function: openFunctionCall,
  custom: openCustomCall,
  local_shell: openLocalShellCall,
  shell: openShellCall,
  apply_patch: openApplyPatchCall,
  tool_search: openToolSearchCall,
}

/** Begins a call of the tool with this name in the prompt. */
export function openCall(tools: readonly OfferedTool[], promptName: string): CallWriter {
  const tool = tools.find((candidate) => candidate.promptName === promptName)
  return tool === undefined ? openFunctionCall({ name: promptName, namespace: null }) : kinds[tool.kind](tool)
}
