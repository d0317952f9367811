import { type JsonObject } from '../lint/json.ts'
import { FINISHED, on, plant, remove, set, usage, type Mutation } from './plant.ts'

export const usageMutations: readonly Mutation[] = [
  plant('usage', 'usage is missing', '901', on(FINISHED, remove('response.usage'))),
  plant('usage', 'usage is null', '901', on(FINISHED, set('response.usage', null))),
  plant(
    'usage',
    'no details',
    '902',
    usage((one) => {
      delete one['input_tokens_details']
      delete one['output_tokens_details']
    }),
  ),
  plant(
    'usage',
    'no output details',
    '902',
    usage((one) => {
      delete one['output_tokens_details']
    }),
  ),
  plant(
    'usage',
    'names of Chat Completions',
    '903',
    usage((one) => {
      one['prompt_tokens'] = one['input_tokens']
      one['completion_tokens'] = one['output_tokens']
      delete one['input_tokens']
      delete one['output_tokens']
    }),
  ),
  plant(
    'usage',
    'the total is wrong',
    '904',
    usage((one) => {
      one['total_tokens'] = Number(one['total_tokens']) + 1
    }),
  ),
  plant(
    'usage',
    'the total is missing',
    '201',
    usage((one) => {
      delete one['total_tokens']
    }),
  ),
  plant(
    'usage',
    'more reasoning than output',
    '904',
    usage((one) => {
      ;(one['output_tokens_details'] as JsonObject)['reasoning_tokens'] = Number(one['output_tokens']) + 1
    }),
  ),
  plant(
    'usage',
    'more cached than input',
    '904',
    usage((one) => {
      ;(one['input_tokens_details'] as JsonObject)['cached_tokens'] = Number(one['input_tokens']) + 1
    }),
  ),
  plant(
    'usage',
    'no tokens for a text',
    '905',
    usage((one) => {
      one['total_tokens'] = one['input_tokens']
      one['output_tokens'] = 0
      ;(one['output_tokens_details'] as JsonObject)['reasoning_tokens'] = 0
    }),
  ),
  plant(
    'usage',
    'a count is a string',
    '203',
    usage((one) => {
      one['input_tokens'] = String(one['input_tokens'])
    }),
  ),
  plant(
    'usage',
    'usage before the end',
    '315',
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
