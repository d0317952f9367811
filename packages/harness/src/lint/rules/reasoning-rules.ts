import { defineRule, docs } from '../rule.ts'

export const summaryPartMissing = defineRule(
  'GW801',
  'summary-part-missing',
  'error',
  'Summary text comes without `reasoning_summary_part.added` or is not closed by `.done`; clients open and close their thinking block there.',
  docs.summary,
  ['unsloth PR9107', 'litellm-rs PR532', 'Ollama source'],
  [30],
)
export const reasoningDoubled = defineRule(
  'GW802',
  'reasoning-doubled',
  'warning',
  'The same text comes as raw reasoning and as summary: clients show it twice.',
  docs.reasoning,
  ['halogen#67', 'grok2api PR960'],
  [32],
)
export const reasoningOnlyDone = defineRule(
  'GW803',
  'reasoning-only-in-item',
  'warning',
  'Reasoning appears in `output_item.done` only, never in events: clients that stream show none.',
  docs.summary,
  ['langchain#37625'],
  [64],
)
export const summaryAbsent = defineRule(
  'GW804',
  'summary-absent',
  'error',
  'A reasoning item without `summary: []` is refused when it is sent back.',
  docs.response,
  ['Agora#141', 'llama.cpp#29159'],
  [65],
)
export const encryptedFake = defineRule(
  'GW805',
  'encrypted-content-fake',
  'warning',
  '`encrypted_content` is empty or readable text: it cannot be decrypted when it comes back.',
  docs.response,
  ['llama.cpp source', 'Ollama source'],
  [66],
)
export const reasoningDoneMissing = defineRule(
  'GW806',
  'reasoning-done-missing',
  'error',
  'Reasoning or summary text is never closed by its `done` event.',
  docs.reasoning,
  ['llama.cpp source'],
  [67],
)
export const reasoningDropped = defineRule(
  'GW807',
  'reasoning-dropped',
  'info',
  'Reasoning tokens were spent, and no reasoning item tells of them. OpenAI does it too, at times.',
  docs.reasoning,
  ['dynamo PR12183', 'halogen#44', 'litellm#20246'],
  [31],
)
export const reasoningConcat = defineRule(
  'GW808',
  'reasoning-differs-from-deltas',
  'error',
  'The deltas do not add up to the final reasoning or summary text.',
  docs.summary,
  ['ogx PR6292'],
  [55],
)
export const reasoningKind = defineRule(
  'GW809',
  'summary-not-sent',
  'warning',
  'A reasoning summary was asked for and only raw reasoning came.',
  docs.reasoning,
  ['deepseek#738'],
  [63],
)
export const reasoningDisagrees = defineRule(
  'GW810',
  'reasoning-disagrees',
  'error',
  'The same reasoning text is told differently: in its `done` event, in its part, in its item.',
  docs.summary,
  ['ogx PR6292'],
  [55],
)

export const reasoningRules = [
  summaryPartMissing,
  reasoningDoubled,
  reasoningOnlyDone,
  summaryAbsent,
  encryptedFake,
  reasoningDoneMissing,
  reasoningDropped,
  reasoningConcat,
  reasoningKind,
  reasoningDisagrees,
]
