import type { z } from 'zod'

import type { RequestFault } from './api-issue.ts'
import type { createResponseFields } from './create-response-fields.ts'

/** What the rules look at: the documented fields, shapes already checked. */
export type RequestFields = z.infer<z.ZodObject<typeof createResponseFields>>

/** One rule between fields of a request. `why` is the sentence of the documentation, or of a recorded error, that it comes from. */
export interface RequestRule {
  name: string
  why: string
  check: (body: RequestFields) => RequestFault | undefined
}

const given = (value: unknown): boolean => value !== undefined && value !== null

/** Tools may also come from a prompt template, from the conversation so far, or from items of the input: then `tools` alone proves nothing. */
function toolsAreComplete(body: RequestFields): boolean {
  if (given(body.prompt) || given(body.previous_response_id) || given(body.conversation)) return false
  if (!Array.isArray(body.input)) return true
  return !body.input.some(
    (item) => item.type === 'additional_tools' || item.type === 'tool_search_output' || item.type === 'item_reference',
  )
}

/** The rules between fields, in the order in which they are checked; the first breach is the one reported. */
export const requestRules: readonly RequestRule[] = [
  {
    name: 'model-or-prompt',
    why: 'Every request names a model, unless its prompt template does.',
    check: ({ model, prompt }) =>
      given(model) || given(prompt)
        ? undefined
        : { path: ['model'], message: "Missing required parameter: 'model'.", apiCode: 'missing_required_parameter' },
  },
  {
    name: 'something-to-answer',
    why: 'There must be input, or something that holds it.',
    check: ({ input, previous_response_id, prompt, conversation }) =>
      given(input) || given(previous_response_id) || given(prompt) || given(conversation)
        ? undefined
        : {
            path: ['input'],
            message: "One of 'input' or 'previous_response_id' or 'prompt' or 'conversation_id' must be provided.",
            apiCode: 'missing_required_parameter',
          },
  },
  {
    name: 'one-kind-of-history',
    why: '`conversation` cannot be used in conjunction with `previous_response_id`.',
    check: ({ previous_response_id, conversation }) =>
      given(previous_response_id) && given(conversation)
        ? {
            path: ['previous_response_id'],
            message: "Mutually exclusive parameters. Ensure you are only providing one of: 'previous_response_id' or 'conversation'.",
            apiCode: 'mutually_exclusive_parameters',
          }
        : undefined,
  },
  {
    name: 'background-is-stored',
    why: 'A background response is read later, so it must be stored.',
    check: ({ background, store }) =>
      background === true && store === false
        ? {
            path: ['background'],
            message: "Invalid value: 'background' can only be true when 'store' is not false.",
            apiCode: 'invalid_value',
          }
        : undefined,
  },
  {
    name: 'stream-options-need-stream',
    why: 'Only set `stream_options` when you set `stream: true`.',
    check: ({ stream, stream_options }) =>
      given(stream_options) && stream !== true
        ? { path: ['stream_options'], message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.", apiCode: null }
        : undefined,
  },
  {
    name: 'mcp-server-has-an-address',
    why: 'One of `server_url`, `connector_id` and `tunnel_id` must be provided.',
    check: ({ tools = [] }) => {
      const index = tools.findIndex((tool) => tool.type === 'mcp' && !given(tool.server_url ?? tool.connector_id ?? tool.tunnel_id))
      if (index < 0) return undefined
      return {
        path: ['tools', index],
        message: `Missing mutually exclusive parameters: 'tools[${index}]'. Ensure you are providing exactly one of: 'server_url', 'connector_id' or 'tunnel_id'.`,
        apiCode: 'missing_mutually_exclusive_parameters',
      }
    },
  },
  {
    name: 'required-choice-has-tools',
    why: 'A tool cannot be required where there is none.',
    check: (body) =>
      body.tool_choice === 'required' && !body.tools?.length && toolsAreComplete(body)
        ? { path: ['tool_choice'], message: "Tool choice 'required' must be specified with 'tools' parameter.", apiCode: null }
        : undefined,
  },
  {
    name: 'chosen-tool-exists',
    why: 'A function or custom tool that is forced must be among the tools.',
    check: (body) => {
      const choice = body.tool_choice
      if (typeof choice !== 'object' || (choice.type !== 'function' && choice.type !== 'custom') || !toolsAreComplete(body))
        return undefined
      const tools = (body.tools ?? []).flatMap((tool) => (tool.type === 'namespace' ? tool.tools : [tool]))
      const exists = tools.some((tool) => tool.type === choice.type && 'name' in tool && tool.name === choice.name)
      return exists
        ? undefined
        : { path: ['tool_choice'], message: `Tool choice '${choice.type}' not found in 'tools' parameter.`, apiCode: null }
    },
  },
]

/** Makes a zod check of rules; at most one issue, of the first rule that is broken. */
export function checkRules(rules: readonly RequestRule[]): (payload: z.core.ParsePayload<RequestFields>) => void {
  return (payload) => {
    for (const rule of rules) {
      const fault = rule.check(payload.value)
      if (fault === undefined) continue
      const { path, message, ...params } = fault
      payload.issues.push({ code: 'custom', input: payload.value, path: [...path], message, params: { ...params, rule: rule.name } })
      return
    }
  }
}
