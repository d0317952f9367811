import { isObject, type JsonObject } from '../lint/json.ts'
import { append, at, DONE, drop, dropAll, each, isOf, on, onItem, output, rename, set, TEXT } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
/** Refusals told as something else. */
export const refusalMutations: readonly Mutation[] = [
  plant('refusal-as-empty-text', 'the refusal becomes an empty text', 'refusal.lost', 'GW411 GW610 GW614', (events) =>
    asText(events, () => ''),
  ),
  plant(
    'refusal-done-differs',
    'refusal.done says something else',
    'text.concat',
    'GW604',
    on('response.refusal.done', set('refusal', append('!'))),
  ),
  plant(
    'refusal-part-differs',
    'the part says something else',
    'text.concat',
    'GW606',
    on('response.content_part.done', set('part.refusal', append('!'))),
  ),
  plant(
    'refusal-item-differs',
    'the item says something else',
    'text.concat',
    'GW606',
    onItem(DONE, 'message', set('item.content.0.refusal', append('!'))),
  ),
  plant(
    'refusal-output-differs',
    'the final output says something else',
    null,
    'GW314',
    output((items) => set('0.content.0.refusal', append('!'))(items as unknown as JsonObject)),
  ),
  plant('refusal-delta-lost', 'a delta of the refusal is lost', 'refusal.lost', 'GW604', drop('response.refusal.delta', 1)),
  plant('refusal-no-events', 'the refusal comes without events', 'refusal.lost', 'GW601 GW616', dropAll(/^response\.refusal\./)),
  plant('refusal-no-deltas', 'the refusal comes without deltas', 'refusal.lost', 'GW614', dropAll(/^response\.refusal\.delta$/)),
  plant(
    'refusal-part-not-announced',
    'content_part.added is left out',
    'part.added-missing',
    'GW603',
    (events, choose) => at(events, 'response.refusal.delta') !== -1 && drop('response.content_part.added')(events, choose) !== false,
  ),
  plant(
    'refusal-part-not-closed',
    'content_part.done is left out',
    'part.done-missing',
    'GW602',
    (events, choose) => at(events, 'response.refusal.delta') !== -1 && drop('response.content_part.done')(events, choose) !== false,
  ),
  plant('refusal-lost-in-item', 'the finished item has no content', 'refusal.lost', 'GW616', (events) => {
    const done = events.find((event) => isOf(event, DONE) && JSON.stringify(event['item']).includes('"refusal"'))
    return done === undefined ? false : set('item.content', [])(done)
  }),
  plant(
    'refusal-field-called-text',
    'the refusal stands in a field called text',
    'refusal.lost',
    'GW201',
    on('response.content_part.done', (event) => {
      const part = event['part'] as JsonObject
      return part['type'] === 'refusal' ? rename('refusal', 'text')(part) : false
    }),
  ),
  plant(
    'refusal-events-of-text',
    'the refusal comes in text events',
    'refusal.lost',
    'GW412 GW415 GW603 GW604',
    each('response.refusal.delta', (event) => {
      Object.assign(event, { type: TEXT, logprobs: [] })
    }),
  ),
  plant(
    'refusal-prefilled',
    'content_part.added holds the refusal already',
    'part.prefilled',
    'GW607',
    on(
      'response.content_part.added',
      set('part.refusal', (old: unknown) => (old === '' ? 'I cannot' : old)),
    ),
  ),
]

/** Turns a refusal into a text, wherever it is told. */
function asText(events: JsonObject[], textOf: (refusal: string) => string): boolean {
  if (at(events, 'response.refusal.delta') === -1) return false
  const part = (value: unknown): void => {
    if (!isObject(value) || value['type'] !== 'refusal') return
    const text = textOf(String(value['refusal']))
    delete value['refusal']
    Object.assign(value, { type: 'output_text', annotations: [], logprobs: [], text })
  }
  for (const event of events) {
    if (event['type'] === 'response.refusal.delta')
      Object.assign(event, { type: TEXT, delta: textOf(String(event['delta'])), logprobs: [] })
    if (event['type'] === 'response.refusal.done') {
      Object.assign(event, { type: 'response.output_text.done', text: textOf(String(event['refusal'])), logprobs: [] })
      delete event['refusal']
    }
    part(event['part'])
    const response = event['response']
    const items = isObject(response) && Array.isArray(response['output']) ? (response['output'] as unknown[]) : []
    for (const item of [event['item'], ...items])
      if (isObject(item) && Array.isArray(item['content'])) (item['content'] as unknown[]).forEach(part)
  }
  return true
}
