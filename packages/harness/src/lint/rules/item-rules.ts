import { defineRule, docs } from '../rule.ts'

const unpaired = ['vllm#42407', 'vllm PR38227', 'vllm PR37071', 'llm-rosetta#56', 'speech-to-speech#457']

export const itemAddedMissing = defineRule(
  'GW401',
  'item-added-missing',
  'error',
  'Events come for an item that `response.output_item.added` never announced; clients have nothing to put them into.',
  docs.itemAdded,
  ['litellm PR36375', 'llm-rosetta#56', 'litellm#19130'],
  [28],
)
export const itemDoneMissing = defineRule(
  'GW402',
  'item-done-missing',
  'error',
  'No `response.output_item.done`: Codex and others take items from there only, so that the item is lost.',
  docs.itemDone,
  unpaired,
  [9],
)
export const phantomClose = defineRule(
  'GW403',
  'phantom-close',
  'error',
  'Something is closed that was never opened.',
  docs.itemDone,
  ['litellm#37852', 'litellm PR36375'],
  [47],
)
export const itemTwice = defineRule(
  'GW404',
  'item-event-twice',
  'error',
  'An event that happens once in the life of an item came again.',
  docs.itemAdded,
  ['litellm PR40121', 'Aether PR774'],
  [23],
)
export const itemsOverlap = defineRule(
  'GW405',
  'items-overlap',
  'warning',
  'OpenAI closes an item before it opens the next; clients that keep one open item mix the two up.',
  docs.itemAdded,
  ['oh-my-pi#1880', 'OmniRoute PR11144', 'plexus PR694', 'litellm PR36356'],
  [45, 46],
)
export const itemAfterDone = defineRule(
  'GW407',
  'item-after-done',
  'error',
  'After an item was closed, another event of it comes.',
  docs.itemDone,
  ['OmniRoute#13693', 'Aether PR774'],
  [24, 56],
)
export const itemStatus = defineRule(
  'GW408',
  'item-status',
  'error',
  'The status of the item does not fit the moment: `in_progress` when it begins, never when it is done.',
  docs.itemDone,
  ['AIClient2API#471', 'apfel#412'],
  [83],
)
export const itemStatusMissing = defineRule(
  'GW409',
  'item-status-missing',
  'error',
  'Every message and call has a `status`; clients run a finished tool again, or wait for ever, without it.',
  docs.itemDone,
  ['Floway PR315', 'OmniRoute#13964', 'hermes PR81693'],
  [19],
)
export const itemPrefilled = defineRule(
  'GW410',
  'item-prefilled',
  'error',
  '`output_item.added` already holds what its events bring: clients that take both have it twice.',
  docs.itemAdded,
  ['verifiers PR2164', 'llama-cpp-python PR2285'],
  [37],
)
export const blankMessage = defineRule(
  'GW411',
  'blank-message',
  'warning',
  'A message of nothing but white space shows as an empty bubble and is replayed as history.',
  docs.itemDone,
  ['vllm PR38227', 'vllm PR36445'],
  [48],
)
export const unexpectedEvent = defineRule(
  'GW412',
  'unexpected-event',
  'error',
  'The event may not come here in the life of its item.',
  docs.streaming,
  ['litellm PR36356', 'vllm PR30192'],
  [45],
)
export const phaseMissing = defineRule(
  'GW413',
  'phase-missing',
  'warning',
  'An event that reports the progress of a hosted tool is missing; clients that show it stay behind.',
  docs.streaming,
  ['vllm PR38227'],
)
export const itemVariation = defineRule(
  'GW414',
  'item-variation',
  'warning',
  'Another order of events than OpenAI sends, seen from other servers; some clients lose content.',
  docs.streaming,
  ['vllm PR30192', 'llama.cpp source'],
)
export const foreignEvent = defineRule(
  'GW415',
  'event-of-another-kind',
  'error',
  'The event belongs to another kind of item; a client that switches on the item ignores it.',
  docs.streaming,
  ['AIClient2API#471', 'vllm PR23927'],
  [84],
)
export const itemTypeChanges = defineRule(
  'GW416',
  'item-type-changes',
  'error',
  'The item has another type when it is done than when it began.',
  docs.itemDone,
  ['hermes PR94961'],
)
export const itemFieldChanges = defineRule(
  'GW417',
  'item-field-changes',
  'error',
  'A field that names the item (name, role, server …) changes during its life.',
  docs.itemDone,
  ['hermes PR94961', 'CLIProxyAPI#1004'],
  [52],
)
export const statusDisagrees = defineRule(
  'GW418',
  'item-status-disagrees',
  'warning',
  'The status of an item does not fit the response: incomplete in a completed one.',
  docs.completed,
  ['agentic-api#273', 'apfel#412'],
  [35, 83],
)

export const itemRules = [
  itemAddedMissing,
  itemDoneMissing,
  phantomClose,
  itemTwice,
  itemsOverlap,
  itemAfterDone,
  itemStatus,
  itemStatusMissing,
  itemPrefilled,
  blankMessage,
  unexpectedEvent,
  phaseMissing,
  itemVariation,
  foreignEvent,
  itemTypeChanges,
  itemFieldChanges,
  statusDisagrees,
]
