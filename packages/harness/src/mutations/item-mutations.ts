import { isObject, type JsonObject } from '../lint/json.ts'
import {
  ADDED,
  at,
  DELTA,
  DONE,
  drop,
  dropAll,
  each,
  insert,
  itemOf,
  on,
  onItem,
  plant,
  repeat,
  set,
  swap,
  TERMINAL,
  TEXT,
  type Mutation,
} from './plant.ts'

export const itemMutations: readonly Mutation[] = [
  plant('items', 'no output_item.added', '401 403', drop(ADDED)),
  plant('items', 'no output_item.done', '402', drop(DONE)),
  plant('items', 'no output_item events at all', '401', dropAll(/output_item/)),
  plant('items', 'added twice', '404', repeat(ADDED)),
  plant('items', 'done twice', '404', repeat(DONE)),
  plant(
    'items',
    'done for an item never opened',
    '403 304',
    insert((events) => at(events, TERMINAL), {
      type: DONE,
      output_index: 9,
      item: { id: 'msg_ghost', type: 'message', status: 'completed', role: 'assistant', content: [] },
    }),
  ),
  plant('items', 'an item is left open while the next begins', '405', (events) => {
    const done = at(events, DONE)
    const next = at(events, ADDED, 1)
    if (next === -1 || next !== done + 1) return false
    const [event] = events.splice(done, 1)
    if (event === undefined) return false
    events.splice(next, 0, event)
  }),
  plant('items', 'a delta after the item is done', '407', (events) => {
    const done = at(events, DONE)
    const delta = events.slice(0, done).findLast((event) => DELTA.test(String(event['type'])))
    if (delta === undefined || done === -1) return false
    events.splice(done + 1, 0, structuredClone(delta))
  }),
  plant(
    'items',
    'done says in_progress',
    '408',
    on(DONE, (event) => ((event['item'] as JsonObject)['status'] === 'completed' ? set('item.status', 'in_progress')(event) : false)),
  ),
  plant(
    'items',
    'no status',
    '409',
    each(/output_item\./, (event) => {
      const item = event['item'] as JsonObject
      if (item['type'] === 'message' || item['type'] === 'function_call') delete item['status']
    }),
  ),
  plant(
    'items',
    'status is null',
    '409',
    on(DONE, (event) => ('status' in (event['item'] as JsonObject) ? set('item.status', null)(event) : false)),
  ),
  plant(
    'items',
    'a status that is none',
    '217',
    on(DONE, (event) => ('status' in (event['item'] as JsonObject) ? set('item.status', 'calling_now')(event) : false)),
  ),
  plant(
    'items',
    'added holds the content already',
    '410',
    onItem(ADDED, 'message', set('item.content', [{ type: 'output_text', text: 'Hi', annotations: [], logprobs: [] }])),
  ),
  plant('items', 'the message is blank', '411', (events) => {
    const item = events.find((event) => event['type'] === DONE && itemOf('message')(event))?.['item']
    const text = isObject(item) && Array.isArray(item['content']) ? (item['content'][0] as JsonObject)['text'] : undefined
    if (typeof text !== 'string') return false
    let first = true
    for (const event of events)
      if (event['type'] === TEXT) {
        event['delta'] = first ? '\n\n' : ' '
        first = false
      }
    blank(events)
  }),
  plant('items', 'the type changes', '416', on(DONE, set('item.type', 'web_search_call'))),
  plant('items', 'the name changes', '417', on(DONE, set('item.name', 'another_tool'))),
  plant('items', 'the role is another', '204 417', on(DONE, set('item.role', 'user'))),
  plant(
    'items',
    'an item of unknown type',
    '206',
    each(/output_item\./, (event) => {
      ;(event['item'] as JsonObject)['type'] = 'thought'
    }),
  ),
  plant('items', 'the item is null', '202 203', on(ADDED, set('item', null))),
  plant('items', 'a phase of a hosted tool is missing', '413', drop(/_call\.(?:searching|interpreting)$/)),
  plant('items', 'the end of a hosted tool is missing', '413', drop(/_call\.completed$/)),
  plant('items', 'phases in the wrong order', '412 413', swap(/_call\.in_progress$/, /_call\.(?:searching|interpreting|completed)$/)),
  plant('items', 'a phase comes twice', '404 413 414', repeat(/_call\.(?:searching|interpreting)$/)),
]

/** Makes every text of the first message what its deltas say. */
function blank(events: JsonObject[]): void {
  const text = events
    .filter((event) => event['type'] === TEXT)
    .map((event) => String(event['delta']))
    .join('')
  const clear = (holder: unknown) => {
    if (!isObject(holder)) return
    if (Array.isArray(holder['content']))
      for (const part of holder['content'] as JsonObject[]) if ('text' in part) Object.assign(part, { text, annotations: [], logprobs: [] })
    if (holder['type'] === 'output_text') Object.assign(holder, { text: holder['text'] === '' ? '' : text, annotations: [], logprobs: [] })
  }
  for (const event of events) {
    if (event['type'] === 'response.output_text.done') event['text'] = text
    if (Array.isArray(event['logprobs'])) event['logprobs'] = []
    clear(event['item'])
    clear(event['part'])
    const output = isObject(event['response']) ? event['response']['output'] : null
    if (Array.isArray(output)) for (const item of output) clear(item)
  }
}
