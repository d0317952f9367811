import { defineRule, docs } from '../rule.ts'

export const argumentsDoneMissing = defineRule(
  'GW701',
  'arguments-done-missing',
  'error',
  'Clients that run the tool on `function_call_arguments.done` never run it.',
  docs.argumentsDone,
  ['llama.cpp source', 'vllm PR38227', 'litellm PR19368'],
  [27],
)
export const argumentsConcat = defineRule(
  'GW702',
  'arguments-differ-from-deltas',
  'error',
  'The deltas do not add up to the final arguments, input, code or command.',
  docs.argumentsDone,
  ['opencodex PR4652', 'sub2api#3411'],
  [54],
)
export const argumentsDoubled = defineRule(
  'GW703',
  'arguments-doubled',
  'error',
  'The final arguments are the streamed ones twice: no JSON, no call.',
  docs.argumentsDone,
  ['sub2api#3411', 'new-api#6223', 'new-api#6278'],
  [25],
)
export const argumentsJson = defineRule(
  'GW704',
  'arguments-not-json',
  'error',
  'The arguments of a finished call are not JSON; the client cannot run it.',
  docs.argumentsDone,
  ['LongCat-2.0#14', 'litellm#4537'],
  [53],
)
export const argumentsOnlyDone = defineRule(
  'GW705',
  'arguments-only-at-end',
  'warning',
  'Arguments come whole in their `done` event, without a delta: legal, but clients that collect deltas call with none.',
  docs.argumentsDelta,
  ['sub2api PR6629', 'opencodex PR4652'],
  [50],
)
export const argumentsDisagree = defineRule(
  'GW706',
  'arguments-disagree',
  'error',
  'The same arguments are told differently: in their `done` event and in the item.',
  docs.itemDone,
  ['sub2api#3411', 'opencodex PR4652'],
  [54],
)
export const customAsFunction = defineRule(
  'GW707',
  'custom-as-function',
  'error',
  'A custom tool is answered by a function_call: the client looks for `input` and finds `arguments`.',
  docs.create,
  ['ds4#745', '9router#1371', 'OmniRoute PR4862', 'CLIProxyAPI PR3790', 'copilot-api#242', 'ATOM PR2178', 'workbuddy2api PR12'],
  [5],
)
export const undeclaredTool = defineRule(
  'GW708',
  'undeclared-tool',
  'warning',
  'The model calls a tool that nobody offered.',
  docs.create,
  ['oh-my-pi PR2719'],
)
export const toolChoiceIgnored = defineRule(
  'GW709',
  'tool-choice-ignored',
  'warning',
  '`tool_choice` or `parallel_tool_calls` was echoed and not kept to.',
  docs.create,
)

export const callRules = [
  argumentsDoneMissing,
  argumentsConcat,
  argumentsDoubled,
  argumentsJson,
  argumentsOnlyDone,
  argumentsDisagree,
  customAsFunction,
  undeclaredTool,
  toolChoiceIgnored,
]
