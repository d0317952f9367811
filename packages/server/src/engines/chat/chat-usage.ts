import type { Usage } from '@goldwire/schemas'

import { type JsonObject, objectAt } from './json.ts'

/** Characters in a token, where nobody has counted: what OpenAI reckons with. */
export const CHARACTERS_A_TOKEN = 4

export interface SeenText {
  /** Characters of the prompt. */
  prompt: number
  /** Characters of the whole answer, thoughts included. */
  answer: number
  /** Characters of its thoughts. */
  reasoning: number
}

/**
 * Token counts in the words of the Responses API. What the server does not say is estimated, four characters a token: the API has no way to say
 * that nobody counted. Of an answer whose thoughts were not counted apart, they get their share of its tokens.
 *
 * @param told - the last usage the server sent; null when it sent none
 */
export function toUsage(told: JsonObject | null, seen: SeenText): Usage {
  const estimate = (characters: number) => Math.ceil(characters / CHARACTERS_A_TOKEN)
  const input = countAt(told, 'prompt_tokens') ?? countAt(told, 'input_tokens') ?? estimate(seen.prompt)
  const output = countAt(told, 'completion_tokens') ?? countAt(told, 'output_tokens') ?? estimate(seen.answer)
  const inputDetails = objectAt(told ?? {}, 'prompt_tokens_details')
  const cached = countAt(inputDetails, 'cached_tokens') ?? countAt(told, 'prompt_cache_hit_tokens') ?? countAt(told, 'cached_tokens') ?? 0
  const thought = countAt(objectAt(told ?? {}, 'completion_tokens_details'), 'reasoning_tokens') ?? countAt(told, 'reasoning_tokens')
  const share = seen.answer === 0 ? 0 : Math.round((output * seen.reasoning) / seen.answer)
  return {
    input_tokens: input,
    input_tokens_details: { cache_write_tokens: 0, cached_tokens: Math.min(cached, input) },
    output_tokens: output,
    // Some servers say 0 whatever the model thought.
    output_tokens_details: { reasoning_tokens: Math.min(thought || share, output) },
    total_tokens: input + output,
  }
}

function countAt(value: JsonObject | null, key: string): number | null {
  const found = value?.[key]
  return typeof found === 'number' && Number.isInteger(found) && found >= 0 ? found : null
}
