import type { Usage } from '@goldwire/schemas'

import type { RepairLog } from './repair-log.ts'
import { type Fields, isFields } from './wire.ts'

/** Token counts in the form of this API. What nobody counted is told as 0, since the terminal event has to carry counts. */
export function repairUsage(told: unknown, log: RepairLog): Usage {
  if (!isFields(told)) {
    log.giveUp('GW901', 'response', 'The upstream told no usage; the counts are 0 because nobody knows them.')
    return countsOf({}, {}, {}, [0, 0])
  }
  const chatNames = told['input_tokens'] === undefined && told['prompt_tokens'] !== undefined
  if (chatNames) log.note('GW903', 'response', 'Usage was told in the words of Chat Completions and was renamed.')
  const { prompt_tokens, completion_tokens, prompt_tokens_details, completion_tokens_details, ...rest } = told
  const input = count(told['input_tokens'] ?? prompt_tokens)
  const output = count(told['output_tokens'] ?? completion_tokens)
  const inputDetails = told['input_tokens_details'] ?? prompt_tokens_details
  const outputDetails = told['output_tokens_details'] ?? completion_tokens_details
  if (!isFields(inputDetails) || !isFields(outputDetails))
    log.note('GW902', 'response', 'Details of the usage were missing and are told as 0.')
  const usage = countsOf(rest, isFields(inputDetails) ? inputDetails : {}, isFields(outputDetails) ? outputDetails : {}, [input, output])
  const { reasoning_tokens: reasoning } = usage.output_tokens_details
  const { cached_tokens: cached } = usage.input_tokens_details
  if (reasoning > output || cached > input || told['total_tokens'] !== input + output) {
    log.note('GW904', 'response', 'The token counts did not add up; the total is the sum, and no part is more than its whole.')
    usage.output_tokens = Math.max(output, reasoning)
    usage.input_tokens = Math.max(input, cached)
  }
  return usage
}

function countsOf(rest: Fields, inputDetails: Fields, outputDetails: Fields, [input, output]: readonly [number, number]): Usage {
  return {
    ...rest,
    input_tokens: input,
    input_tokens_details: {
      ...inputDetails,
      cache_write_tokens: count(inputDetails['cache_write_tokens']),
      cached_tokens: count(inputDetails['cached_tokens']),
    },
    output_tokens: output,
    output_tokens_details: { ...outputDetails, reasoning_tokens: count(outputDetails['reasoning_tokens']) },
    total_tokens: input + output,
  }
}

function count(value: unknown): number {
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? Math.round(number) : 0
}
