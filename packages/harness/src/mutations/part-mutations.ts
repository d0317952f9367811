import type { JsonObject } from '../lint/json.ts'
import { DONE, drop, dropAll, each, on, onItem, placesOf, remove, repeat, set } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
export const partMutations: readonly Mutation[] = [
  plant('parts-no-content-part-added', 'no content_part.added', 'part.added-missing', 'GW603', drop('response.content_part.added')),
  plant('parts-no-content-part-done', 'no content_part.done', 'part.done-missing', 'GW602', drop('response.content_part.done')),
  plant('parts-no-content-part-events', 'no content_part events', 'part.added-missing', 'GW603', dropAll(/content_part/)),
  plant('parts-added-twice', 'content_part.added twice', null, 'GW404', repeat('response.content_part.added')),
  plant('parts-done-twice', 'content_part.done twice', 'item.phantom-close', 'GW404', repeat('response.content_part.done')),
  plant(
    'parts-prefilled',
    'the part is announced with its text',
    'part.prefilled',
    'GW607',
    on('response.content_part.added', set('part.text', 'The sky')),
  ),
  plant(
    'parts-no-annotations',
    'the part has no annotations',
    'part.annotations-missing',
    'GW213',
    each(/content_part/, (event) => {
      delete (event['part'] as JsonObject)['annotations']
    }),
  ),
  plant(
    'parts-no-logprobs',
    'the part has no logprobs',
    'text.logprobs-missing',
    'GW212',
    on('response.content_part.done', remove('part.logprobs')),
  ),
  plant(
    'parts-type-changes',
    'the part has another type when done',
    null,
    'GW616 GW206 GW203 GW201',
    on('response.content_part.done', set('part.type', 'refusal')),
  ),
  plant(
    'parts-unknown-type',
    'the part is of unknown type',
    'evt.non-union',
    'GW206',
    on('response.content_part.added', set('part.type', 'text')),
  ),
  plant(
    'parts-item-one-part-more',
    'the item has one part more',
    null,
    'GW616',
    onItem(DONE, 'message', (event) => {
      const content = (event['item'] as JsonObject)['content'] as JsonObject[]
      content.push(structuredClone(content[0] as JsonObject))
    }),
  ),
  plant('parts-item-no-parts', 'the item has no parts', null, 'GW616', onItem(DONE, 'message', set('item.content', []))),
  plant(
    'parts-no-summary-part-added',
    'no summary part.added',
    'reason.part-missing',
    'GW801',
    drop('response.reasoning_summary_part.added'),
  ),
  plant('parts-no-summary-part-done', 'no summary part.done', 'reason.part-missing', 'GW801', drop('response.reasoning_summary_part.done')),
  plant('parts-annotation-never-announced', 'an annotation is never announced', 'text.annot-missing', 'GW611', (events) => {
    const last = placesOf(events, /annotation\.added/).at(-1)
    if (last === undefined) return false
    events.splice(last, 1)
  }),
  plant(
    'parts-announced-annotation-not-part',
    'an announced annotation is not in the part',
    'text.annot-missing',
    'GW611',
    onItem(DONE, 'message', (event) => {
      const part = ((event['item'] as JsonObject)['content'] as JsonObject[])[0]
      const list = part?.['annotations']
      if (!Array.isArray(list) || list.length === 0) return false
      list.pop()
    }),
  ),
  plant(
    'parts-annotation-changed-part',
    'an annotation is changed in the part',
    'text.annot-missing',
    'GW611',
    on('response.content_part.done', (event) => {
      const list = (event['part'] as JsonObject)['annotations']
      if (!Array.isArray(list) || list.length === 0) return false
      ;(list[0] as JsonObject)['title'] = 'Other'
    }),
  ),
  plant('parts-no-command-added', 'no command.added', null, 'GW603', drop('response.shell_call_command.added')),
]
