import { type JsonObject } from '../lint/json.ts'
import { append, DONE, drop, dropAll, each, on, onItem, plant, set, SUMMARY, type Mutation } from './plant.ts'

export const reasoningMutations: readonly Mutation[] = [
  plant('reasoning', 'no summary_text.done', '806', drop('response.reasoning_summary_text.done')),
  plant('reasoning', 'no reasoning_text.done', '806', drop('response.reasoning_text.done')),
  plant('reasoning', 'the summary is only in the item', '803', dropAll(/reasoning_summary/)),
  plant(
    'reasoning',
    'no summary key',
    '804',
    each(/output_item\./, (event) => {
      const item = event['item'] as JsonObject
      if (item['type'] === 'reasoning') delete item['summary']
    }),
  ),
  plant('reasoning', 'the summary text is another', '808', on('response.reasoning_summary_text.done', set('text', append('?')))),
  plant('reasoning', 'the summary part is another', '810', on('response.reasoning_summary_part.done', set('part.text', append('?')))),
  plant(
    'reasoning',
    'encrypted content is readable',
    '805',
    onItem(DONE, 'reasoning', (event) =>
      'encrypted_content' in (event['item'] as JsonObject) ? set('item.encrypted_content', 'The user wants this and that.')(event) : false,
    ),
  ),
  plant(
    'reasoning',
    'encrypted content is empty',
    '805',
    onItem(DONE, 'reasoning', (event) =>
      'encrypted_content' in (event['item'] as JsonObject) ? set('item.encrypted_content', '')(event) : false,
    ),
  ),
  plant(
    'reasoning',
    'the raw reasoning comes as summary, too',
    '802',
    onItem(DONE, 'reasoning', (event) => {
      const item = event['item'] as JsonObject
      const content = item['content']
      if (!Array.isArray(content) || content.length === 0) return false
      item['summary'] = [{ type: 'summary_text', text: (content[0] as JsonObject)['text'] }]
    }),
  ),
  plant('reasoning', 'a summary delta is lost', '808', drop(SUMMARY)),
]
