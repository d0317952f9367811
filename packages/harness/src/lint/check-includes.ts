import type { LintContext } from './context.ts'
import { isObject, type JsonObject } from './json.ts'
import { includeIgnored } from './rules/lifecycle-rules.ts'

/** What each value of `include` brings: in which items, and whether one has it. */
const included: Readonly<Record<string, { type: string; has: (item: JsonObject) => boolean }>> = {
  'message.output_text.logprobs': { type: 'message', has: hasLogprobs },
  'reasoning.encrypted_content': { type: 'reasoning', has: (item) => typeof item['encrypted_content'] === 'string' },
  'code_interpreter_call.outputs': { type: 'code_interpreter_call', has: (item) => Array.isArray(item['outputs']) },
  'file_search_call.results': { type: 'file_search_call', has: (item) => Array.isArray(item['results']) },
}

/** Checks that what `include` asked for is in the finished items. */
export function checkIncludes(output: readonly JsonObject[], { request, reporter, at, faults }: LintContext, base: string): void {
  const asked = request?.['include']
  if (!Array.isArray(asked)) return
  for (const name of asked as unknown[]) {
    const what = typeof name === 'string' && Object.hasOwn(included, name) ? included[name] : undefined
    if (what === undefined) continue
    const items = output.filter((item) => item['type'] === what.type && item['status'] !== 'failed')
    if (items.length === 0 || items.some((item) => what.has(item))) continue
    // They came, and were lost on their way into the item.
    if (what.type === 'message' && output.some((_, position) => faults.isAt(position, '/content'))) continue
    reporter.report(includeIgnored, at, `include asked for ${String(name)}, and no ${what.type} has it`, {
      pointer: `${base}/output`,
      key: String(name),
    })
  }
}

/** A refusal or an empty text has no tokens to speak of. */
function hasLogprobs({ content }: JsonObject): boolean {
  const texts = (Array.isArray(content) ? (content as unknown[]) : [])
    .filter(isObject)
    .filter(({ type, text }) => type === 'output_text' && text !== '')
  return texts.length === 0 || texts.some(({ logprobs }) => Array.isArray(logprobs) && logprobs.length > 0)
}
