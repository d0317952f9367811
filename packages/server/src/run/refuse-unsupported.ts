import type { CreateResponseBody, ShellTool } from '@goldwire/schemas'

import { hostedToolKinds } from '../tools/hosted-tool-kinds.ts'
import { ApiError } from './api-error.ts'

/** Tools that the client runs. */
const clientTools = ['function', 'custom', 'namespace', 'local_shell', 'shell', 'apply_patch', 'tool_search']
/** Tools an engine may offer its model, and those that run on this server. */
const offeredTools: ReadonlySet<string> = new Set([...clientTools, ...Object.keys(hostedToolKinds)])

/** Fields this server understands and cannot do, with the reason. Null and the value that changes nothing are accepted. */
const unsupportedFields = {
  prompt: 'Prompt templates are not available on this server. Send instructions and input.',
  moderation: 'Moderation is not available on this server.',
  access_programs: 'Access programs are not available on this server.',
  image: 'Image options are not available on this server.',
} as const satisfies Partial<Record<keyof CreateResponseBody, string>>

/**
 * Refuses what this server cannot do, instead of leaving it out in silence: a client that asked for a web search and got none would not know.
 *
 * @throws ApiError 400 `unsupported_parameter` | `unsupported_value` | `unsupported_tool`, naming the field
 */
export function refuseUnsupported(body: CreateResponseBody): void {
  for (const [param, reason] of Object.entries(unsupportedFields)) {
    const value = body[param as keyof typeof unsupportedFields]
    if (value === undefined || value === null) continue
    throw new ApiError({ code: 'unsupported_parameter', param, message: `Unsupported parameter: '${param}'. ${reason}` })
  }
  refuseMode(body.reasoning?.mode)
  body.tools?.forEach((tool, index) => {
    const { type } = tool
    if (tool.type === 'shell') refuseContainer(tool, index)
    if (offeredTools.has(type)) return
    const param = `tools[${index}].type`
    const message = `Unsupported tool: '${type}' is not available on this server. Available are: ${[...offeredTools].map((one) => `'${one}'`).join(', ')}.`
    throw new ApiError({ code: 'unsupported_tool', param, message })
  })
}

function refuseMode(mode: string | undefined): void {
  if (mode === undefined || mode === 'standard') return
  const message = `Unsupported value: '${mode.slice(0, 100)}'. This server has one mode of reasoning: 'standard'.`
  throw new ApiError({ code: 'unsupported_value', param: 'reasoning.mode', message })
}

function refuseContainer({ environment }: ShellTool, index: number): void {
  if (environment == null || environment.type === 'local') return
  const param = `tools[${index}].environment.type`
  const message = `Unsupported value: '${environment.type}'. This server has no containers for shells; with 'local' the client runs the commands.`
  throw new ApiError({ code: 'unsupported_value', param, message })
}
