import type { LintContext } from '../context.ts'
import { isObject, type JsonObject } from '../json.ts'
import { defineRule, docs } from '../rule.ts'

export const usageMissing = defineRule(
  'GW901',
  'usage-missing',
  'error',
  'The terminal event carries no usage: nobody can count or pay.',
  docs.completed,
  ['OmniRoute#6906', 'envoy PR2184'],
  [70],
)
export const usageDetails = defineRule(
  'GW902',
  'usage-details-missing',
  'error',
  'Usage lacks `input_tokens_details` or `output_tokens_details`; Codex and typed clients refuse the terminal event.',
  docs.completed,
  ['CLIProxyAPI#4985', 'litellm PR28899', 'omlx PR1008', 'exo PR1885', 'ogx PR4690', 'llama.cpp source'],
  [12],
)
export const usageChatNames = defineRule(
  'GW903',
  'usage-chat-names',
  'error',
  'Usage is told in the words of Chat Completions (`prompt_tokens`).',
  docs.completed,
  ['freebuff2api#10'],
  [71],
)
export const usageSum = defineRule(
  'GW904',
  'usage-sum',
  'error',
  'The token counts do not add up.',
  docs.completed,
  ['CLIProxyAPI#5733', 'neurolink PR1244', 'auto_ai_router PR51'],
  [72],
)
export const usageZero = defineRule(
  'GW905',
  'usage-zero',
  'warning',
  'Text or a call came out, and usage says that no tokens did, or that none went in.',
  docs.completed,
  ['OmniRoute#6906'],
  [72],
)
export const keepalive = defineRule(
  'GW906',
  'keepalive',
  'warning',
  'OpenAI sends `keepalive` in long silences; clients with a closed union of events end the stream there.',
  docs.streaming,
  ['openai-node#1964', 'openai-java#767', 'openai-client PR170'],
  [34],
)
export const keepaliveFirst = defineRule(
  'GW907',
  'keepalive-first',
  'error',
  'A keepalive before `response.created`: clients demand that the stream opens with it.',
  docs.created,
  ['OmniRoute#14330', 'openai-node#1964'],
  [34],
)

export const toolUsage = defineRule(
  'GW908',
  'tool-usage',
  'warning',
  '`tool_usage` counts tools that were not used, or does not add up.',
  docs.response,
)

export const usageRules = [usageMissing, usageDetails, usageChatNames, usageSum, usageZero, keepalive, keepaliveFirst, toolUsage]

/** Checks that the token counts of a finished response add up. `made` says what came out; null for nothing. */
export function checkUsage(
  usage: unknown,
  base: string,
  made: string | null,
  { reporter, at, faults }: Pick<LintContext, 'reporter' | 'at' | 'faults'>,
): void {
  if (!isObject(usage) || faults.isAt('response', '/usage')) return
  const { input_tokens: input, output_tokens: output, total_tokens: total } = usage
  const report = (message: string, pointer: string) => reporter.report(usageSum, at, message, { pointer: `${base}${pointer}` })
  if (isNumber(input) && isNumber(output) && isNumber(total) && total !== input + output) {
    report(`total_tokens is ${total}, expected input_tokens + output_tokens = ${input} + ${output} = ${input + output}`, '/total_tokens')
  }
  const inputDetails = details(usage, 'input_tokens_details')
  const outputDetails = details(usage, 'output_tokens_details')
  for (const [name, part, whole, wholeName] of [
    ['cached_tokens', inputDetails['cached_tokens'], input, 'input_tokens'],
    ['cache_write_tokens', inputDetails['cache_write_tokens'], input, 'input_tokens'],
    ['reasoning_tokens', outputDetails['reasoning_tokens'], output, 'output_tokens'],
  ] as const) {
    if (isNumber(part) && isNumber(whole) && part > whole)
      report(`${name} (${part}) is more than ${wholeName} (${whole})`, `/${wholeName}_details/${name}`)
  }
  if (output === 0 && made !== null) {
    reporter.report(usageZero, at, `output_tokens is 0 although ${made}`, { pointer: `${base}/output_tokens` })
  } else if (input === 0 && isNumber(output) && output > 0) {
    reporter.report(usageZero, at, `input_tokens is 0 although ${output} tokens came out`, { pointer: `${base}/input_tokens` })
  }
}

/** Checks that `tool_usage` counts only tools that the output shows, or that were streamed. */
export function checkToolUsage(
  response: JsonObject,
  base: string,
  { reporter, at, faults }: Pick<LintContext, 'reporter' | 'at' | 'faults'>,
  streamed: ReadonlySet<string> = new Set(),
): void {
  const { tool_usage: counted, output } = response
  if (!isObject(counted) || !Array.isArray(output) || faults.isAt('response', '/tool_usage')) return
  const used = new Set<unknown>([...streamed, ...(output as unknown[]).map((item) => (isObject(item) ? item['type'] : null))])
  const image = isObject(counted['image_gen']) ? counted['image_gen'] : {}
  const say = (message: string, pointer: string) =>
    reporter.report(toolUsage, at, message, { pointer: `${base}/tool_usage/${pointer}`, key: pointer })
  const { input_tokens: input, output_tokens: out, total_tokens: total } = image
  if (isNumber(input) && isNumber(out) && isNumber(total) && total !== input + out) {
    say(`image_gen.total_tokens is ${total}, expected ${input} + ${out}`, 'image_gen/total_tokens')
  }
  for (const [name, whole] of [
    ['input_tokens', input],
    ['output_tokens', out],
  ] as const) {
    const parts = details(image, `${name}_details`)
    const sum = Object.values(parts).reduce<number>((all, one) => all + (isNumber(one) ? one : 0), 0)
    if (isNumber(whole) && sum > whole)
      say(`the details of image_gen.${name} add up to ${sum}, more than ${whole}`, `image_gen/${name}_details`)
  }
  if (isNumber(total) && total > 0 && !used.has('image_generation_call'))
    say(`${total} tokens for images, and no image was made`, 'image_gen')
  const searches = details(counted, 'web_search')['num_requests']
  if (isNumber(searches) && searches > 0 && !used.has('web_search_call'))
    say(`${searches} web searches are counted, and there is none in the output`, 'web_search/num_requests')
}

function details(usage: JsonObject, name: string): JsonObject {
  const value = usage[name]
  return isObject(value) ? value : {}
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}
