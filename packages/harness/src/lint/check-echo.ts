import type { LintContext } from './context.ts'
import { asText, firstDifference, isObject, type JsonObject, show } from './json.ts'
import { echoDiffers } from './rules/lifecycle-rules.ts'

/** Request fields that come back as they were sent. */
const echoed = [
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'parallel_tool_calls',
  'previous_response_id',
  'prompt_cache_key',
  'safety_identifier',
  'store',
  'temperature',
  'top_p',
  'top_logprobs',
  'truncation',
  'user',
  'background',
  'metadata',
] as const

/** Request fields below others that come back as they were sent. */
const nested = [
  ['text', 'verbosity'],
  ['reasoning', 'effort'],
] as const

/** Compares the Response object with the request it answers, where that is known. */
export function checkEcho(response: JsonObject, context: LintContext): void {
  const { request } = context
  if (request === null) return
  for (const field of echoed) {
    const asked = request[field]
    if (asked === undefined || asked === null || !Object.hasOwn(response, field) || context.faults.isAt('response', `/${field}`)) continue
    if (firstDifference(asked, response[field]) !== null) report(field, asked, response[field], context)
  }
  for (const [field, key] of nested) {
    const asked = isObject(request[field]) ? request[field][key] : undefined
    const echo = isObject(response[field]) ? response[field][key] : undefined
    if (asked === undefined || asked === null || echo === undefined || context.faults.isAt('response', `/${field}`)) continue
    if (asked !== echo) report(`${field}/${key}`, asked, echo, context)
  }
  // `auto` comes back as what was chosen.
  const summary = isObject(request['reasoning']) ? request['reasoning']['summary'] : undefined
  const chosen = isObject(response['reasoning']) ? response['reasoning']['summary'] : undefined
  if (typeof summary === 'string' && chosen === null && !context.faults.isAt('response', '/reasoning'))
    report('reasoning/summary', summary, chosen, context)
  checkChoice(request['tool_choice'], response['tool_choice'], context)
  const format = isObject(request['text']) ? request['text']['format'] : undefined
  const echo = isObject(response['text']) ? response['text']['format'] : undefined
  if (isObject(format) && isObject(echo) && !context.faults.isAt('response', '/text')) {
    for (const key of ['type', 'name'])
      if (format[key] !== undefined && format[key] !== echo[key]) {
        report(`text/format/${key}`, format[key], echo[key], context)
        break
      }
  }
  checkTools(request['tools'], response['tools'], context)
}

/** A choice is echoed as it was made; the object forms may get more keys. */
function checkChoice(asked: unknown, echo: unknown, context: LintContext): void {
  if (asked === undefined || asked === null || echo === undefined || context.faults.isAt('response', '/tool_choice')) return
  const words = (choice: unknown) => (isObject(choice) ? [choice['type'], choice['name'] ?? choice['server_label'] ?? null] : [choice])
  if (firstDifference(words(asked), words(echo)) !== null) report('tool_choice', asked, echo, context)
}

function checkTools(asked: unknown, echo: unknown, context: LintContext): void {
  if (!Array.isArray(asked) || !Array.isArray(echo) || context.faults.isAt('response', '/tools')) return
  const names = (tools: readonly unknown[]) =>
    tools.map((tool) => (isObject(tool) ? `${asText(tool['type'])} ${asText(tool['name'] ?? tool['server_label'])}`.trim() : '')).toSorted()
  const [before, after] = [names(asked as unknown[]), names(echo as unknown[])]
  // Tools that a search found, or that a namespace brings, are echoed with those that were sent.
  const searched = [...before, ...after].some((name) => /^(?:tool_search|namespace)/.test(name))
  const isLost = before.length > 0 && after.length === 0
  if ((!searched || isLost) && firstDifference(before, after) !== null) report('tools', before, after, context)
}

function report(field: string, asked: unknown, echo: unknown, { reporter, at }: LintContext): void {
  reporter.report(echoDiffers, at, `response.${field} is ${show(echo)}, asked for was ${show(asked)}`, {
    pointer: `/response/${field}`,
    key: field,
    tag: `echo ${field}`,
  })
}
