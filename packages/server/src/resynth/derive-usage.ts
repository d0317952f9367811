import type { Usage } from '@goldwire/schemas'

import { isObject, type WireObject } from './wire-object.ts'

/** Details that came later or belong to other kinds of response; the others are always there. */
const optionalInputDetails = [
  'cache_write_tokens',
  'cache_write_tokens_details',
  'orchestration_input_cached_tokens',
  'orchestration_input_tokens',
]

/**
 * What an engine would have counted: input and output tokens, and the shares the details tell, kept within what they are shares of. A model
 * that does not reason has no reasoning tokens. The total is not read: the emitter adds up.
 */
export function deriveUsage(final: WireObject): Usage {
  const usage = isObject(final['usage']) ? final['usage'] : {}
  const input = isObject(usage['input_tokens_details']) ? usage['input_tokens_details'] : {}
  const output = isObject(usage['output_tokens_details']) ? usage['output_tokens_details'] : {}
  const inputTokens = countOf(usage['input_tokens'])
  const outputTokens = countOf(usage['output_tokens'])
  const reasons = isObject(final['reasoning']) && typeof final['reasoning']['effort'] === 'string'
  const details: WireObject = {
    ...picked(input, optionalInputDetails),
    cached_tokens: Math.min(countOf(input['cached_tokens']), inputTokens),
  }
  return {
    input_tokens: inputTokens,
    input_tokens_details: details as unknown as Usage['input_tokens_details'],
    output_tokens: outputTokens,
    output_tokens_details: {
      ...picked(output, ['orchestration_output_tokens']),
      reasoning_tokens: reasons ? Math.min(countOf(output['reasoning_tokens']), outputTokens) : 0,
    },
    total_tokens: 0,
  }
}

function picked(fields: WireObject, keys: readonly string[]): WireObject {
  return Object.fromEntries(keys.filter((key) => key in fields).map((key) => [key, fields[key]]))
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : 0
}
