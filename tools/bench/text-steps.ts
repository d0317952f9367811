import type { ResponseBase, Step } from '@goldwire/server'

const words = ['The', ' quick', ' brown', ' fox', ' jumps', ' over', ' the', ' lazy', ' dog', '.', '\n', ' Größe', ' 你好']

/** A plain request for text, as `echo` makes it. */
export const benchBase: ResponseBase = {
  id: `resp_${'0'.repeat(50)}`,
  created_at: 1_793_491_200,
  background: false,
  frequency_penalty: 0,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  model: 'bench',
  moderation: null,
  parallel_tool_calls: true,
  presence_penalty: 0,
  previous_response_id: null,
  prompt_cache_key: null,
  prompt_cache_retention: 'in_memory',
  reasoning: { context: null, effort: null, summary: null },
  safety_identifier: null,
  service_tier: 'auto',
  store: true,
  temperature: 1,
  text: { format: { type: 'text' }, verbosity: 'medium' },
  tool_choice: 'auto',
  tool_usage: {
    image_gen: {
      input_tokens: 0,
      input_tokens_details: { image_tokens: 0, text_tokens: 0 },
      output_tokens: 0,
      output_tokens_details: { image_tokens: 0, text_tokens: 0 },
      total_tokens: 0,
    },
    web_search: { num_requests: 0 },
  },
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  user: null,
  metadata: {},
}

/** One message of `count` deltas of the usual lengths: a word each, now and then a sign or a letter of several bytes. */
export function* textSteps(count: number): Generator<Step> {
  yield { type: 'item.start', item: { type: 'message' } }
  yield { type: 'part.start', part: 'output_text' }
  for (let index = 0; index < count; index += 1) yield { type: 'delta', delta: words[index % words.length] ?? '' }
  yield { type: 'part.end' }
  yield { type: 'item.end' }
  const details = { input_tokens_details: { cache_write_tokens: 0, cached_tokens: 0 }, output_tokens_details: { reasoning_tokens: 0 } }
  yield { type: 'stop', reason: 'completed', usage: { input_tokens: 1, output_tokens: count, total_tokens: count + 1, ...details } }
}
