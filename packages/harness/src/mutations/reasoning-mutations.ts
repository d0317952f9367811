import { isObject, type JsonObject } from '../lint/json.ts'
import { append, DONE, drop, dropAll, each, everyTelling, itemOf, on, onItem, remove, set, SUMMARY } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
export const reasoningMutations: readonly Mutation[] = [
  plant('reasoning-id-missing', 'a reasoning item has no id', 'reason.id-missing', 'GW514', everyTelling('reasoning', remove('id'))),
  plant('reasoning-delta-without-item-id', 'a summary delta names no item', 'reason.id-missing', 'GW509', on(SUMMARY, remove('item_id'))),
  plant(
    'reasoning-no-summary-text-done',
    'no summary_text.done',
    'reason.done-missing',
    'GW806',
    drop('response.reasoning_summary_text.done'),
  ),
  plant('reasoning-no-reasoning-text-done', 'no reasoning_text.done', 'reason.done-missing', 'GW806', drop('response.reasoning_text.done')),
  plant('reasoning-summary-only-item', 'the summary is only in the item', 'reason.only-in-done', 'GW803', dropAll(/reasoning_summary/)),
  plant(
    'reasoning-no-summary-key',
    'no summary key',
    'reason.summary-absent',
    'GW804',
    each(/output_item\./, (event) => {
      const item = event['item'] as JsonObject
      if (item['type'] === 'reasoning') delete item['summary']
    }),
  ),
  plant(
    'reasoning-summary-text-another',
    'the summary text is another',
    'text.concat',
    'GW808',
    on('response.reasoning_summary_text.done', set('text', append('?'))),
  ),
  plant(
    'reasoning-summary-part-another',
    'the summary part is another',
    'text.concat',
    'GW810',
    on('response.reasoning_summary_part.done', set('part.text', append('?'))),
  ),
  plant(
    'reasoning-encrypted-content-readable',
    'encrypted content is readable',
    'reason.encrypted-fake',
    'GW805',
    onItem(DONE, 'reasoning', (event) =>
      'encrypted_content' in (event['item'] as JsonObject) ? set('item.encrypted_content', 'The user wants this and that.')(event) : false,
    ),
  ),
  plant(
    'reasoning-encrypted-content-empty',
    'encrypted content is empty',
    'reason.encrypted-fake',
    'GW805',
    onItem(DONE, 'reasoning', (event) =>
      'encrypted_content' in (event['item'] as JsonObject) ? set('item.encrypted_content', '')(event) : false,
    ),
  ),
  plant('reasoning-doubled', 'the raw reasoning comes as summary, too', 'reason.doubled', 'GW802', (events) => {
    const index = events.findIndex((event) => event['type'] === DONE && itemOf('reasoning')(event))
    const done = events[index]
    const item = done?.['item']
    const content = isObject(item) && Array.isArray(item['content']) ? (item['content'] as JsonObject[]) : []
    const text = content[0]?.['text']
    if (done === undefined || !isObject(item) || typeof text !== 'string' || content.length !== 1) return false
    const place = { item_id: item['id'], output_index: done['output_index'], summary_index: 0 }
    const part = { type: 'summary_text', text }
    events.splice(
      index,
      0,
      { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...place, delta: text },
      { type: 'response.reasoning_summary_text.done', ...place, text },
      { type: 'response.reasoning_summary_part.done', ...place, part },
    )
    for (const event of events) {
      const response = event['response']
      const output = isObject(response) && Array.isArray(response['output']) ? (response['output'] as unknown[]) : []
      for (const told of [event === done ? item : null, ...output])
        if (isObject(told) && told['id'] === item['id']) told['summary'] = [{ ...part }]
    }
  }),
  plant('reasoning-summary-delta-lost', 'a summary delta is lost', 'text.concat', 'GW808', drop(SUMMARY)),
]
