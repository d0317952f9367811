import type { Usage } from '@goldwire/schemas'

import { type Fields, orderKeys } from './order-keys.ts'

/** Token counts with keys in OpenAI's order. The total is always the sum, whatever the engine made of it. */
export function normaliseUsage(usage: Usage): Usage {
  const ordered: Fields = { ...orderKeys({ ...usage }, []), total_tokens: usage.input_tokens + usage.output_tokens }
  for (const key of ['input_tokens_details', 'output_tokens_details']) {
    const details = ordered[key]
    if (typeof details === 'object' && details !== null) ordered[key] = orderKeys({ ...details }, [])
  }
  return ordered as unknown as Usage
}
