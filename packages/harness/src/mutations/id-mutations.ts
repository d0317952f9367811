import { isObject, type JsonObject } from '../lint/json.ts'
import { ADDED, DELTA, DONE, each, flip, on, output, plant, remove, set, TERMINAL, type Edit, type Mutation } from './plant.ts'

export const idMutations: readonly Mutation[] = [
  plant('ids', 'every event has another item_id', '508', (events) => {
    let n = 0
    for (const event of events) if (typeof event['item_id'] === 'string') event['item_id'] = `msg_${n++}aaaa`
    return n > 0
  }),
  plant('ids', 'output_item.done has another id', '508', on(DONE, set('item.id', flip))),
  plant('ids', 'output_item.added has another id', '508', on(ADDED, set('item.id', flip))),
  plant('ids', 'one delta has another item_id', '508 510', on(DELTA, set('item_id', 'fc_unknown'))),
  plant(
    'ids',
    'item_id is empty',
    '509',
    each(DELTA, (event) => {
      if ('item_id' in event) event['item_id'] = ''
    }),
  ),
  plant(
    'ids',
    'item_id is missing',
    '509',
    each(DELTA, (event) => delete event['item_id']),
  ),
  plant('ids', 'item_id is missing in done events', '509', on(/_text\.done|_arguments\.done|_input\.done/, remove('item_id'))),
  plant(
    'ids',
    'an item has no id',
    '514',
    each(/output_item\./, (event) => {
      delete (event['item'] as JsonObject)['id']
    }),
  ),
  plant('ids', 'an item has an empty id', '514 220', on(ADDED, set('item.id', ''))),
  plant(
    'ids',
    'an id is longer than 64 characters',
    '512',
    renameItem((old) => `${old}${'0'.repeat(30)}`),
  ),
  plant(
    'ids',
    'an id has the prefix of nothing',
    '512',
    renameItem((old) => old.replace(/^[a-z]+_/, 'item-')),
  ),
  plant(
    'ids',
    'an id holds a slash',
    '512',
    renameItem((old) => `${old.slice(0, 20)}/x`),
  ),
  plant('ids', 'two items have one id', '511', (events) => {
    const ids = events.filter((event) => event['type'] === ADDED).map((event) => String((event['item'] as JsonObject)['id']))
    const [one, two] = ids
    if (one === undefined || two === undefined || one === two) return false
    const text = JSON.stringify(events).replaceAll(two, one)
    events.splice(0, events.length, ...(JSON.parse(text) as JsonObject[]))
  }),
  plant('ids', 'the terminal event has another response id', '513', on(TERMINAL, set('response.id', flip))),
  plant('ids', 'the in_progress event has another response id', '513', on('response.in_progress', set('response.id', flip))),
  plant('ids', 'the response has no id', '207', on('response.created', remove('response.id'))),
  plant(
    'ids',
    'an output item has an id nobody announced',
    '313 508',
    output((items) => {
      ;(items[0] as JsonObject)['id'] = flip((items[0] as JsonObject)['id'])
    }),
  ),
  plant(
    'ids',
    'an output item has lost its id',
    '514 314',
    output((items) => {
      if (!('id' in (items[0] as JsonObject))) return false
      delete (items[0] as JsonObject)['id']
    }),
  ),
  plant('ids', 'call_id changes between added and done', '515', on(DONE, set('item.call_id', flip))),
  plant('ids', 'call_id and id are exchanged', '515', (events) => {
    let done = false
    for (const event of events) {
      const item = event['item']
      if (isObject(item) && typeof item['call_id'] === 'string') {
        ;[item['id'], item['call_id']] = [item['call_id'], item['id']]
        done = true
      }
    }
    return done
  }),
  plant('ids', 'two calls share a call_id', '516', (events) => {
    const calls = events
      .map((event) => (isObject(event['item']) ? event['item']['call_id'] : null))
      .filter((one) => typeof one === 'string')
    const other = calls.find((one) => one !== calls[0])
    if (other === undefined) return false
    events.splice(0, events.length, ...(JSON.parse(JSON.stringify(events).replaceAll(other, calls[0] ?? other)) as JsonObject[]))
  }),
  plant(
    'ids',
    'call_id is missing',
    '201',
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
