import type { ResponseBase, Step } from '@goldwire/server'

import { plainBase } from '../../packages/server/src/testing/run-steps.ts'

const words = ['The', ' quick', ' brown', ' fox', ' jumps', ' over', ' the', ' lazy', ' dog', '.', '\n', ' Größe', ' 你好']

/** A plain request for text, as `echo` makes it: the base of the server's own tests, under an id of real length. */
export const benchBase: ResponseBase = { ...plainBase, id: `resp_${'0'.repeat(50)}`, model: 'bench' }

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
