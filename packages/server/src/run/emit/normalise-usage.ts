import type { Usage } from '@goldwire/schemas'

import { orderKeys } from './order-keys.ts'

/** Token counts with keys in OpenAI's order. The total is always the sum, whatever the engine made of it. */
export function normaliseUsage({ input_tokens, input_tokens_details, output_tokens, output_tokens_details }: Usage): Usage {
  return {
    input_tokens,
    input_tokens_details: orderKeys(input_tokens_details, []) as Usage['input_tokens_details'],
    output_tokens,
    output_tokens_details: orderKeys(output_tokens_details, []) as Usage['output_tokens_details'],
    total_tokens: input_tokens + output_tokens,
  }
}
