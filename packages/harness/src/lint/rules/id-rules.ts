import { defineRule, docs } from '../rule.ts'

const indexThreads = ['llama.cpp#20607', 'lemonade#3607', 'litellm#20570', 'oh-my-pi PR2719', 'llm-rosetta#56']
const rotation = ['opencode PR9124', 'copilot-api PR72', 'ai PR18548', 'vscode#294662', 'Floway PR248', 'hermes PR94961', 'litellm PR36375']

export const outputIndexMissing = defineRule(
  'GW501',
  'output-index-missing',
  'error',
  'Without `output_index` clients cannot tell which item an event belongs to; typed ones refuse it.',
  docs.streaming,
  indexThreads,
  [11],
)
export const outputIndexCollision = defineRule(
  'GW502',
  'output-index-collision',
  'error',
  'Two items share one `output_index`: clients put the events of the one into the other.',
  docs.itemAdded,
  ['9router#2611', 'OmniRoute PR10025', 'llmgateway PR2908', 'litellm PR36375', 'litellm PR40121', 'Helicone PR5325'],
  [6],
)
export const outputIndexGap = defineRule(
  'GW503',
  'output-index-gap',
  'error',
  'Items are numbered 0, 1, 2 … in the order they are announced; a list with holes crashes accumulators.',
  docs.itemAdded,
  ['llmgateway PR2908', 'agentic-api PR139'],
  [6],
)
export const outputIndexWrong = defineRule(
  'GW504',
  'output-index-differs',
  'error',
  'An event carries another `output_index` than the item its id names.',
  docs.itemDone,
  ['llmgateway PR2908', 'vllm PR23927'],
  [49, 11],
)
export const contentIndexMissing = defineRule(
  'GW505',
  'content-index-missing',
  'error',
  'Without `content_index` clients cannot tell the part; typed ones refuse the event.',
  docs.textDelta,
  ['lemonade#3607', 'llm-rosetta#56', 'litellm#20570'],
  [40],
)
export const partIndexWrong = defineRule(
  'GW506',
  'part-index-wrong',
  'error',
  'Part indexes count 0, 1, 2 … within their item, and every event names the part that is open.',
  docs.partAdded,
  ['better-ccflare PR233', 'vllm PR30192', 'vllm PR31761'],
  [59],
)
export const summaryIndexMissing = defineRule(
  'GW507',
  'summary-index-missing',
  'error',
  'Codex, the AI SDK and others need `summary_index` on every summary event.',
  docs.summary,
  ['opencode#28447'],
  [61],
)
export const itemIdRotates = defineRule(
  'GW508',
  'item-id-rotates',
  'error',
  'The id of an item changes between its events; clients find no open item for it, or open a second one.',
  docs.itemDone,
  rotation,
  [3, 26],
)
export const itemIdEmpty = defineRule(
  'GW509',
  'item-id-missing',
  'error',
  '`item_id` is missing or empty: clients that look items up by id lose the event.',
  docs.textDelta,
  ['vllm PR23927', 'llama.cpp#20607'],
  [60],
)
export const itemIdForeign = defineRule(
  'GW510',
  'item-id-of-another',
  'error',
  '`item_id` names another item than `output_index` does.',
  docs.argumentsDelta,
  ['oh-my-pi PR2719', 'codex-lb PR543', 'Open-WebUI-OpenRouter-pipe PR54'],
  [26],
)
export const itemIdTwice = defineRule(
  'GW511',
  'item-id-twice',
  'error',
  'Two items have the same id; clients merge them.',
  docs.itemAdded,
  ['litellm PR36375'],
  [6],
)
export const idNotReplayable = defineRule(
  'GW512',
  'id-not-replayable',
  'warning',
  'The item cannot be sent back as input: OpenAI refuses ids with another prefix, more than 64 characters or unusual characters.',
  docs.create,
  [
    'codex#33176',
    'CodexPlusPlus#1796',
    'cockpit-tools#2090',
    'billion-context PR244',
    'billion-context#1052',
    'hermes#27038',
    'open-grok PR23',
  ],
  [4],
)
export const responseIdChanges = defineRule(
  'GW513',
  'response-id-changes',
  'error',
  '`response.id` is one value from the first event to the last; `previous_response_id` is taken from either end.',
  docs.completed,
  ['litellm PR37956', 'litellm#14429', 'litellm PR1572'],
  [22],
)
export const itemWithoutId = defineRule(
  'GW514',
  'item-without-id',
  'error',
  'An output item has no `id`; its events cannot be joined to it.',
  docs.itemAdded,
  ['llama.cpp#20607', 'oh-my-pi PR2719', 'llm-rosetta#406'],
  [51, 62],
)
export const callIdChanges = defineRule(
  'GW515',
  'call-id',
  'error',
  '`call_id` changes, or holds the item id: the output of the call finds no call.',
  docs.itemDone,
  ['hermes PR94961', 'llama.cpp PR21174', 'open-webui#29630'],
  [82],
)
export const callIdTwice = defineRule(
  'GW516',
  'call-id-twice',
  'error',
  'Two calls of one response share a `call_id`; their outputs cannot be told apart.',
  docs.itemAdded,
  ['hermes PR94961'],
  [82],
)
export const indexInvalid = defineRule(
  'GW517',
  'index-invalid',
  'error',
  'An index is a whole number from 0.',
  docs.streaming,
  ['better-ccflare PR233', 'vllm PR31761'],
  [59],
)
export const annotationIndex = defineRule(
  'GW518',
  'annotation-index',
  'error',
  '`annotation_index` is missing or does not count 0, 1, 2 … within its part.',
  docs.annotation,
  ['bifrost PR1241', 'litellm PR29120'],
  [86],
)

export const responseIdAgain = defineRule(
  'GW519',
  'response-id-again',
  'error',
  'Two responses of one connection have the same id: `previous_response_id` may mean either.',
  docs.websocket,
  ['litellm PR37956'],
  [22],
)

export const idRules = [
  outputIndexMissing,
  outputIndexCollision,
  outputIndexGap,
  outputIndexWrong,
  contentIndexMissing,
  partIndexWrong,
  summaryIndexMissing,
  itemIdRotates,
  itemIdEmpty,
  itemIdForeign,
  itemIdTwice,
  idNotReplayable,
  responseIdChanges,
  itemWithoutId,
  callIdChanges,
  callIdTwice,
  indexInvalid,
  annotationIndex,
  responseIdAgain,
]
