import { toolSchema } from '@goldwire/schemas'
import { textOf } from './compare-texts.ts'
import type { LintContext } from './context.ts'
import { checkIncludes } from './check-includes.ts'
import { asText, isObject, type JsonObject, listed, parseJson, show } from './json.ts'
import { schemaProblem } from './json-schema-problem.ts'
import { customAsFunction, toolChoiceIgnored, undeclaredTool } from './rules/call-rules.ts'
import { reasoningKind } from './rules/reasoning-rules.ts'
import { callAsText, formatIgnored } from './rules/text-rules.ts'

/** Checks that a finished response does what was asked for: its own echo tells, and the request where that is known. */
export function checkOutcome(response: JsonObject, type: string, context: LintContext, base = '/response'): void {
  const output = (Array.isArray(response['output']) ? (response['output'] as unknown[]) : []).filter(isObject)
  const tools = toolsOf(response, context)
  if (tools !== null) checkCalls(output, tools, context, base)
  checkToolChoice(response, output, type === 'response.completed', context, base)
  if (type === 'response.completed') checkFormat(response, output, context, base)
  if ((tools?.size ?? 0) > 0) checkCallAsText(output, context, base)
  checkSummary(output, context, base)
  if (type === 'response.completed') checkIncludes(output, context, base)
}

/** Names of the tools a client offered and of what type each is; null where tools may come from elsewhere. */
function toolsOf(response: JsonObject, { request }: LintContext): Map<string, string> | null {
  const lists = [response['tools'], request?.['tools']].filter((list) => Array.isArray(list)) as unknown[][]
  if (lists.length === 0) return null
  const found = new Map<string, string>()
  const open: unknown[] = lists.flat()
  while (open.length > 0) {
    const tool = open.pop()
    if (!isObject(tool)) continue
    if (Array.isArray(tool['tools'])) open.push(...(tool['tools'] as unknown[]))
    if (typeof tool['name'] === 'string') found.set(tool['name'], asText(tool['type']))
    else found.set(`(${asText(tool['type'])})`, asText(tool['type']))
  }
  return found
}

const knownTools = new Set(toolSchema.options.flatMap((option) => [...(option._zod.propValues?.['type'] ?? [])]))

function checkCalls(
  output: readonly JsonObject[],
  tools: Map<string, string>,
  { reporter, at, request, faults }: LintContext,
  base: string,
): void {
  // With tool search, stored prompts or an earlier response the list is not the whole story.
  const isClosed =
    ![...tools.values()].some((type) => ['tool_search', 'mcp', 'namespace'].includes(type)) &&
    !output.some((item) => item['type'] === 'tool_search_output') &&
    request?.['prompt'] === undefined &&
    // A server with hosted tools of its own calls them by names of its own.
    [...tools.values()].every((type) => knownTools.has(type))
  output.forEach((item, position) => {
    const { type, name } = item
    if ((type !== 'function_call' && type !== 'custom_tool_call') || typeof name !== 'string') return
    if (faults.isAt(position, '/name')) return
    const declared = tools.get(name)
    const options = { pointer: `${base}/output/${position}/name`, key: name }
    if (declared === 'custom' && type === 'function_call') {
      reporter.withdraw(`json ${position}`)
      reporter.withdraw(`kind ${position}`)
      reporter.report(
        customAsFunction,
        at,
        `${show(name)} is a custom tool, but was called by a function_call; expected a custom_tool_call with \`input\``,
        options,
      )
    } else if (declared === 'function' && type === 'custom_tool_call') {
      reporter.report(customAsFunction, at, `${show(name)} is a function, but was called by a custom_tool_call`, options)
    } else if (declared === undefined && isClosed && name !== '') {
      const offered = [...tools.keys()].filter((one) => !one.startsWith('('))
      reporter.report(
        undeclaredTool,
        at,
        `The tool ${show(name)} was not offered (offered: ${offered.length === 0 ? 'none' : listed(offered.slice(0, 5))})`,
        options,
      )
    }
  })
}

/** Calls that `max_tool_calls` counts. */
const hostedCalls = new Set(['web_search_call', 'file_search_call', 'code_interpreter_call', 'image_generation_call', 'mcp_call'])

function checkToolChoice(
  response: JsonObject,
  output: readonly JsonObject[],
  isWhole: boolean,
  { reporter, at, faults }: LintContext,
  base: string,
): void {
  const calls = output.filter((item) => item['type'] === 'function_call' || item['type'] === 'custom_tool_call')
  const { tool_choice: choice } = response
  const say = (message: string, field: string) =>
    reporter.report(toolChoiceIgnored, at, message, { pointer: `${base}/${field}`, key: field })
  const mustCall = choice === 'required' || (isObject(choice) && typeof choice['name'] === 'string')
  const anyCall = output.some((item) => /_call$|^mcp_approval_request$|^program$/.test(asText(item['type'])))
  const isKnown =
    faults.isAt('response', '/output') || output.some((_, position) => faults.isAt(position, '/type') || faults.isAt(position, '/name'))
  if (mustCall && !anyCall && isWhole && !isKnown && Array.isArray(response['output']))
    reporter.report(toolChoiceIgnored, at, 'tool_choice demands a call, and none was made', {
      pointer: `${base}/tool_choice`,
      key: 'tool_choice',
      tag: 'no call',
    })
  const { max_tool_calls: most } = response
  const hosted = output.filter((item) => hostedCalls.has(asText(item['type'])))
  if (typeof most === 'number' && hosted.length > most)
    say(`max_tool_calls is ${most}, and ${hosted.length} hosted tools were called`, 'max_tool_calls')
  if (choice === 'none' && calls.length > 0)
    say(`tool_choice is none, and ${calls.length === 1 ? 'a tool was' : 'tools were'} called`, 'tool_choice')
  if (
    !isKnown &&
    isObject(choice) &&
    (choice['type'] === 'function' || choice['type'] === 'custom') &&
    typeof choice['name'] === 'string'
  ) {
    const other = calls.find((call) => call['name'] !== choice['name'])
    if (other !== undefined) say(`tool_choice demands ${show(choice['name'])}, and ${show(other['name'])} was called`, 'tool_choice')
  }
  if (response['parallel_tool_calls'] === false && calls.length > 1)
    say(`parallel_tool_calls is false, and ${calls.length} tools were called`, 'parallel_tool_calls')
}

/** The text keeps to `text.format`. */
function checkFormat(
  response: JsonObject,
  output: readonly JsonObject[],
  { reporter, at, request, faults }: LintContext,
  base: string,
): void {
  const format = [response['text'], request?.['text']].map((text) => (isObject(text) ? text['format'] : undefined)).find(isObject)
  if (format === undefined || (format['type'] !== 'json_schema' && format['type'] !== 'json_object')) return
  output.forEach((item, position) => {
    if (item['type'] !== 'message' || item['phase'] === 'commentary' || !Array.isArray(item['content'])) return
    // A text that was changed on its way is not what the model wrote.
    if (faults.isAt(position, '/content')) return
    const parts = (item['content'] as unknown[]).filter(isObject)
    if (parts.some((part) => part['type'] !== 'output_text')) return
    const value = parseJson(textOf(item))
    const problem = value === undefined ? 'is not JSON' : format['type'] === 'json_schema' ? schemaProblem(value, format['schema']) : null
    if (problem === null) return
    const message = `output/${position}: text.format is ${show(format['type'])}, and the text ${problem}: ${show(textOf(item), 40)}`
    reporter.report(formatIgnored, at, message, { pointer: `${base}/output/${position}/content`, key: '' })
  })
}

const callMarks =
  /<\/?tool_call>|<\|tool_call|<\|python_tag\|>|\[TOOL_CALLS\]|<function=\w|<function_call>|<｜tool▁calls?▁begin｜>|functools\[/
const callJson = /^\s*(?:```(?:json)?\s*)?\{\s*"(?:name|function|tool)"\s*:\s*"[\w.-]+"\s*,\s*"(?:arguments|parameters)"\s*:/

function checkCallAsText(output: readonly JsonObject[], { reporter, at }: LintContext, base: string): void {
  output.forEach((item, position) => {
    const text = item['type'] === 'message' ? textOf(item) : ''
    if (!callMarks.test(text) && !callJson.test(text)) return
    reporter.withdraw('no call')
    reporter.report(callAsText, at, `output/${position}: the text looks like a tool call: ${show(text.trim(), 40)}`, {
      pointer: `${base}/output/${position}/content`,
      key: '',
    })
  })
}

function checkSummary(output: readonly JsonObject[], { reporter, at, request }: LintContext, base: string): void {
  const asked = isObject(request?.['reasoning']) ? request['reasoning']['summary'] : undefined
  if (typeof asked !== 'string') return
  const reasoning = output.filter((item) => item['type'] === 'reasoning')
  const has = (key: string) => reasoning.some((item) => Array.isArray(item[key]) && (item[key] as unknown[]).length > 0)
  if (reasoning.length === 0 || has('summary') || !has('content')) return
  reporter.withdraw('echo reasoning/summary')
  reporter.report(reasoningKind, at, 'A reasoning summary was asked for, and only raw reasoning text came', { pointer: `${base}/output` })
}
