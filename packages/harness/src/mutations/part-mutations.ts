import { type JsonObject } from '../lint/json.ts'
import { DONE, drop, dropAll, each, on, onItem, plant, remove, repeat, set, type Mutation } from './plant.ts'

export const partMutations: readonly Mutation[] = [
  plant('parts', 'no content_part.added', '603', drop('response.content_part.added')),
  plant('parts', 'no content_part.done', '602', drop('response.content_part.done')),
  plant('parts', 'no content_part events', '603', dropAll(/content_part/)),
  plant('parts', 'content_part.added twice', '404', repeat('response.content_part.added')),
  plant('parts', 'content_part.done twice', '404', repeat('response.content_part.done')),
  plant('parts', 'the part is announced with its text', '607', on('response.content_part.added', set('part.text', 'The sky'))),
  plant(
    'parts',
    'the part has no annotations',
    '213',
    each(/content_part/, (event) => {
      delete (event['part'] as JsonObject)['annotations']
    }),
  ),
  plant('parts', 'the part has no logprobs', '212', on('response.content_part.done', remove('part.logprobs'))),
  plant('parts', 'the part has another type when done', '616 206 203 201', on('response.content_part.done', set('part.type', 'refusal'))),
  plant('parts', 'the part is of unknown type', '206', on('response.content_part.added', set('part.type', 'text'))),
  plant(
    'parts',
    'the item has one part more',
    '616',
    onItem(DONE, 'message', (event) => {
      const content = (event['item'] as JsonObject)['content'] as JsonObject[]
      content.push(structuredClone(content[0] as JsonObject))
    }),
  ),
  plant('parts', 'the item has no parts', '616', onItem(DONE, 'message', set('item.content', []))),
  plant('parts', 'no summary part.added', '801', drop('response.reasoning_summary_part.added')),
  plant('parts', 'no summary part.done', '801', drop('response.reasoning_summary_part.done')),
  plant('parts', 'an annotation is never announced', '611', drop(/annotation\.added/)),
  plant(
    'parts',
    'an announced annotation is not in the part',
    '611',
    onItem(DONE, 'message', (event) => {
      const part = ((event['item'] as JsonObject)['content'] as JsonObject[])[0]
      const list = part?.['annotations']
      if (!Array.isArray(list) || list.length === 0) return false
      list.pop()
    }),
  ),
  plant(
    'parts',
    'an annotation is changed in the part',
    '611',
    on('response.content_part.done', (event) => {
      const list = (event['part'] as JsonObject)['annotations']
      if (!Array.isArray(list) || list.length === 0) return false
      ;(list[0] as JsonObject)['title'] = 'Other'
    }),
  ),
  plant('parts', 'no command.added', '603', drop('response.shell_call_command.added')),
]
