import { isObject, type JsonObject } from '../lint/json.ts'
import { at, FINISHED, on, remove, set, TEXT, usage } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
export const usageMutations: readonly Mutation[] = [
  plant('usage-missing', 'usage is missing', 'usage.missing', 'GW901', on(FINISHED, remove('response.usage'))),
  plant('usage-null', 'usage is null', 'usage.missing', 'GW901', on(FINISHED, set('response.usage', null))),
  plant(
    'usage-no-details',
    'no details',
    'usage.details-missing',
    'GW902',
    usage((one) => {
      delete one['input_tokens_details']
      delete one['output_tokens_details']
    }),
  ),
  plant(
    'usage-no-output-details',
    'no output details',
    'usage.details-missing',
    'GW902',
    usage((one) => {
      delete one['output_tokens_details']
    }),
  ),
  plant(
    'usage-names-chat-completions',
    'names of Chat Completions',
    'usage.chat-names',
    'GW903',
    usage((one) => {
      one['prompt_tokens'] = one['input_tokens']
      one['completion_tokens'] = one['output_tokens']
      delete one['input_tokens']
      delete one['output_tokens']
    }),
  ),
  plant(
    'usage-total-wrong',
    'the total is wrong',
    'usage.sum',
    'GW904',
    usage((one) => {
      one['total_tokens'] = Number(one['total_tokens']) + 1
    }),
  ),
  plant(
    'usage-total-missing',
    'the total is missing',
    'usage.missing',
    'GW201',
    usage((one) => {
      delete one['total_tokens']
    }),
  ),
  plant(
    'usage-more-reasoning-than-output',
    'more reasoning than output',
    'usage.sum',
    'GW904',
    usage((one) => {
      ;(one['output_tokens_details'] as JsonObject)['reasoning_tokens'] = Number(one['output_tokens']) + 1
    }),
  ),
  plant(
    'usage-more-cached-than-input',
    'more cached than input',
    'usage.sum',
    'GW904',
    usage((one) => {
      ;(one['input_tokens_details'] as JsonObject)['cached_tokens'] = Number(one['input_tokens']) + 1
    }),
  ),
  plant(
    'usage-no-tokens-text',
    'no tokens for a text',
    'usage.missing',
    'GW905',
    (events, choose) =>
      at(events, TEXT) !== -1 &&
      usage((one) => {
        if (one['output_tokens'] === 0) return false
        one['total_tokens'] = one['input_tokens']
        one['output_tokens'] = 0
        if (isObject(one['output_tokens_details'])) one['output_tokens_details']['reasoning_tokens'] = 0
      })(events, choose) !== false,
  ),
  plant(
    'usage-count-string',
    'a count is a string',
    null,
    'GW203',
    usage((one) => {
      one['input_tokens'] = String(one['input_tokens'])
    }),
  ),
  plant(
    'usage-too-early',
    'usage before the end',
    null,
    'GW315',
    on(
      'response.created',
      set('response.usage', {
        input_tokens: 1,
        output_tokens: 0,
        total_tokens: 1,
        input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
        output_tokens_details: { reasoning_tokens: 0 },
      }),
    ),
  ),
]
