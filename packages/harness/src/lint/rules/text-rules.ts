import { defineRule, docs } from '../rule.ts'

const unpaired = ['vllm#42407', 'vllm PR37071', 'llm-rosetta#56', 'speech-to-speech#457']

export const textDoneMissing = defineRule(
  'GW601',
  'text-done-missing',
  'error',
  'The text is never closed by `output_text.done` (or `refusal.done`); clients that take it from there get none.',
  docs.textDone,
  ['ogx#5309', ...unpaired],
  [8],
)
export const partDoneMissing = defineRule(
  'GW602',
  'part-done-missing',
  'error',
  'A part is opened and never closed by `content_part.done`.',
  docs.partDone,
  unpaired,
  [10],
)
export const partAddedMissing = defineRule(
  'GW603',
  'part-added-missing',
  'error',
  'Text comes for a part that `content_part.added` never opened; SDK accumulators throw.',
  docs.partAdded,
  ['litellm PR24445', 'llm-rosetta#56', 'llama.cpp source'],
  [29],
)
export const textConcat = defineRule(
  'GW604',
  'text-differs-from-deltas',
  'error',
  'The deltas do not add up to the final text: one of two clients shows something else.',
  docs.textDone,
  ['mlx-node PR45', 'ogx PR6292', 'ai PR13844', 'vllm PR37071'],
  [55, 58],
)
export const textAfterDone = defineRule(
  'GW605',
  'text-after-done',
  'error',
  'Text goes on after `output_text.done`; clients that stop there lose it.',
  docs.textDone,
  ['OmniRoute#13693'],
  [56],
)
export const textDisagrees = defineRule(
  'GW606',
  'text-disagrees',
  'error',
  'The same text is told differently: in its `done` event, in its part, in its item.',
  docs.partDone,
  ['ogx PR6292', 'sub2api#3411'],
  [55],
)
export const partPrefilled = defineRule(
  'GW607',
  'part-prefilled',
  'error',
  '`content_part.added` already holds text: clients that take it and the deltas have it twice.',
  docs.partAdded,
  ['verifiers PR2164', 'llama-cpp-python PR2285'],
  [37],
)
export const fullAsDelta = defineRule(
  'GW608',
  'text-sent-again',
  'error',
  'The whole text is sent once more as a delta: clients that append show it twice.',
  docs.textDelta,
  ['ai PR11658', 'bifrost PR2250', 'databricks-ai-bridge#464'],
  [38],
)
export const replacementCharacter = defineRule(
  'GW609',
  'replacement-character',
  'warning',
  'U+FFFD in the text: a character was cut in two between tokens or chunks.',
  docs.textDelta,
  ['gittensor PR1732', 'aimock 1.28'],
  [57],
)
export const emptyDelta = defineRule(
  'GW610',
  'empty-delta',
  'warning',
  'An empty delta says nothing; some clients take the first for the begin of the text, or trip over it.',
  docs.textDelta,
  ['litellm PR39288'],
  [96],
)
export const annotationsDisagree = defineRule(
  'GW611',
  'annotations-disagree',
  'error',
  'Annotations are announced that the part does not have, or the part has some that were never announced.',
  docs.annotation,
  ['agent-framework PR6649', 'bifrost#5061', 'rig#2539'],
  [33],
)
export const annotationSpan = defineRule(
  'GW612',
  'annotation-span',
  'warning',
  'A citation points outside its text.',
  docs.annotation,
  ['bifrost PR1241', 'litellm PR29120'],
  [86],
)
export const logprobsAlign = defineRule(
  'GW613',
  'logprobs-disagree',
  'error',
  'The tokens of `logprobs` do not spell the text, an entry contradicts itself, or `done` has others than the deltas had.',
  docs.textDelta,
  ['sglang PR34127', 'vllm PR31135'],
  [87],
)
export const onlyDone = defineRule(
  'GW614',
  'text-only-at-end',
  'warning',
  'A text comes whole in its `done` event, without a delta: clients that collect deltas see none.',
  docs.textDelta,
  ['sub2api PR6629', 'agents-js PR1720'],
)
export const callAsText = defineRule(
  'GW615',
  'call-as-text',
  'warning',
  'The text looks like a tool call that was not parsed: no client will run it.',
  docs.textDelta,
  ['vllm#36435', 'vllm PR36445', 'mlx-vlm PR1097', 'VidaiMock#8', 'routatic PR163'],
  [13],
)
export const partsDisagree = defineRule(
  'GW616',
  'parts-disagree',
  'error',
  'The finished item has other parts than were streamed.',
  docs.itemDone,
  ['opencode#3767', 'openai-python PR3387', 'hermes PR91181'],
  [85],
)
export const obfuscationLength = defineRule(
  'GW617',
  'obfuscation',
  'warning',
  '`obfuscation` fills a delta up to a multiple of 16 characters; where it does not, the delta was changed after it.',
  docs.textDelta,
)
export const formatIgnored = defineRule(
  'GW618',
  'format-ignored',
  'error',
  '`text.format` was accepted and echoed, and the text does not keep to it.',
  docs.create,
  ['llama.cpp#21922', 'vllm PR47831', 'unsloth PR8846'],
  [95],
)

export const textRules = [
  textDoneMissing,
  partDoneMissing,
  partAddedMissing,
  textConcat,
  textAfterDone,
  textDisagrees,
  partPrefilled,
  fullAsDelta,
  replacementCharacter,
  emptyDelta,
  annotationsDisagree,
  annotationSpan,
  logprobsAlign,
  onlyDone,
  callAsText,
  partsDisagree,
  obfuscationLength,
  formatIgnored,
]
