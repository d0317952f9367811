import type { CodeInterpreterTool } from '@goldwire/schemas'

import { ApiError } from '../../run/api-error.ts'
import type { OpenHostedTool } from '../open-hosted-tools.ts'
import { outputBudget } from '../output-budget.ts'
import { createCodeInterpreterTool } from './code-interpreter-tool.ts'

/** The code interpreter of a request. @throws ApiError 400 `unsupported_tool` where it is turned off, or Pyodide is not installed */
export const openCodeInterpreter: OpenHostedTool = (tool, { body, param, items, context, sources }) => {
  const { containers, files } = context.hosted
  if (containers === null) {
    const message = `Unsupported tool: '${tool.type}' is turned off on this server, or the package pyodide is not installed.`
    throw new ApiError({ code: 'unsupported_tool', param: `${param}.type`, message })
  }
  const includeOutputs = body.include?.includes('code_interpreter_call.outputs') === true
  return createCodeInterpreterTool(tool as CodeInterpreterTool, {
    containers,
    files,
    sources,
    includeOutputs,
    items,
    budget: outputBudget(body, context),
    param,
  })
}
