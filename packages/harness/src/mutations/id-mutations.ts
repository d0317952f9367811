import { isObject, type JsonObject } from '../lint/json.ts'
import { ADDED, DELTA, DONE, each, everyTelling, flip, itemOf, on, output, remove, set, TERMINAL } from './edits.ts'
import type { Mutation } from './mutation.ts'
import { type Edit, plant } from './plant.ts'
export const idMutations: readonly Mutation[] = [
  plant('ids-rotate', 'every event has another item_id', 'id.item-rotates', 'GW508', (events) => {
    let n = 0
    for (const event of events) if (typeof event['item_id'] === 'string') event['item_id'] = `msg_${n++}aaaa`
    return n > 0
  }),
  plant('ids-output-item-done-another-id', 'output_item.done has another id', 'id.item-rotates', 'GW508', on(DONE, set('item.id', flip))),
  plant(
    'ids-output-item-added-another-id',
    'output_item.added has another id',
    'id.item-rotates',
    'GW508',
    on(ADDED, set('item.id', flip)),
  ),
  plant(
    'ids-one-delta-another-item-id',
    'one delta has another item_id',
    'args.wrong-item',
    'GW508 GW510',
    on(DELTA, set('item_id', 'fc_unknown')),
  ),
  plant(
    'ids-item-id-empty',
    'item_id is empty',
    'id.item-empty',
    'GW509',
    each(DELTA, (event) => {
      if ('item_id' in event) event['item_id'] = ''
    }),
  ),
  plant(
    'ids-item-id-missing',
    'item_id is missing',
    'id.item-empty',
    'GW509',
    each(DELTA, (event) => delete event['item_id']),
  ),
  plant(
    'ids-item-id-missing-done-events',
    'item_id is missing in done events',
    'id.item-empty',
    'GW509',
    on(/_text\.done|_arguments\.done|_input\.done/, remove('item_id')),
  ),
  plant(
    'ids-item-without-id',
    'an item has no id',
    'args.fc-id-missing',
    'GW514',
    each(/output_item\./, (event) => {
      delete (event['item'] as JsonObject)['id']
    }),
  ),
  plant('ids-item-empty-id', 'an item has an empty id', 'id.item-empty', 'GW514 GW220', on(ADDED, set('item.id', ''))),
  plant(
    'ids-too-long',
    'an id is longer than 64 characters',
    'id.replayable',
    'GW512',
    renameItem((old) => old.padEnd(80, '0')),
  ),
  plant(
    'ids-foreign-prefix',
    'an id has the prefix of nothing',
    'id.replayable',
    'GW512',
    renameItem((old) => old.replace(/^[a-z]+_/, 'item-')),
  ),
  plant(
    'ids-with-slash',
    'an id holds a slash',
    'id.replayable',
    'GW512',
    renameItem((old) => `${old.slice(0, 20)}/x`),
  ),
  plant('ids-two-items-one-id', 'two items have one id', 'id.item-rotates', 'GW511', (events) => {
    const ids = events.filter((event) => event['type'] === ADDED).map((event) => String((event['item'] as JsonObject)['id']))
    const [one, two] = ids
    if (one === undefined || two === undefined || one === two) return false
    const text = JSON.stringify(events).replaceAll(two, one)
    events.splice(0, events.length, ...(JSON.parse(text) as JsonObject[]))
  }),
  plant(
    'ids-terminal-event-another-response-id',
    'the terminal event has another response id',
    'id.response-changes',
    'GW513',
    on(TERMINAL, set('response.id', flip)),
  ),
  plant(
    'ids-in-progress-event-another-response-id',
    'the in_progress event has another response id',
    'id.response-changes',
    'GW513',
    on('response.in_progress', set('response.id', flip)),
  ),
  plant('ids-response-no-id', 'the response has no id', 'env.minimal-created', 'GW207', on('response.created', remove('response.id'))),
  plant(
    'ids-output-unannounced',
    'an output item has an id nobody announced',
    'id.completed-unannounced',
    'GW313 GW508',
    output((items) => {
      ;(items[0] as JsonObject)['id'] = flip((items[0] as JsonObject)['id'])
    }),
  ),
  plant(
    'ids-output-without-id',
    'an output item has lost its id',
    'id.completed-unannounced',
    'GW514 GW314',
    output((items) => {
      if (!('id' in (items[0] as JsonObject))) return false
      delete (items[0] as JsonObject)['id']
    }),
  ),
  plant(
    'ids-call-id-changes',
    'call_id changes between added and done',
    'tool.call-id',
    'GW515',
    on(DONE, (event) =>
      itemOf(/^(?:function|custom_tool|shell|apply_patch|computer)_call$/)(event) ? set('item.call_id', flip)(event) : false,
    ),
  ),
  plant('ids-call-id-and-id-exchanged', 'call_id and id are exchanged', 'tool.call-id', 'GW515 GW512', (events) => {
    const exchanged = new Map<unknown, unknown>()
    const isDone = everyTelling(/^(?:function|custom_tool)_call$/, (item) => {
      if (typeof item['call_id'] !== 'string' || typeof item['id'] !== 'string') return false
      exchanged.set(item['id'], item['call_id'])
      ;[item['id'], item['call_id']] = [item['call_id'], item['id']]
    })(events, (all) => all)
    for (const event of events) if (exchanged.has(event['item_id'])) event['item_id'] = exchanged.get(event['item_id'])
    return isDone
  }),
  plant('ids-two-calls-share-call-id', 'two calls share a call_id', 'tool.call-id', 'GW516', (events) => {
    const calls = events
      .filter(itemOf(/^(?:function|custom_tool|shell|apply_patch|computer)_call$/))
      .map((event) => (event['item'] as JsonObject)['call_id'])
    const [one, other] = [...new Set(calls.filter((id) => typeof id === 'string'))]
    if (one === undefined || other === undefined) return false
    return everyTelling(/_call$/, (item) => (item['call_id'] === other ? set('call_id', one)(item) : false))(events, (all) => all)
  }),
  plant(
    'ids-call-id-missing',
    'call_id is missing',
    'tool.call-id',
    'GW201',
    each(/output_item\./, (event) => {
      delete (event['item'] as JsonObject)['call_id']
    }),
  ),
]

/** Gives an item another id, everywhere. */
function renameItem(change: (old: string) => string): Edit {
  return (events) => {
    const item = events.find((event) => event['type'] === ADDED)?.['item']
    const old = isObject(item) ? item['id'] : undefined
    if (typeof old !== 'string') return false
    events.splice(
      0,
      events.length,
      ...(JSON.parse(JSON.stringify(events).replaceAll(JSON.stringify(old), JSON.stringify(change(old)))) as JsonObject[]),
    )
  }
}
