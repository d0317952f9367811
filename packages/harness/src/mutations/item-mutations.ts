import type { JsonObject } from '../lint/json.ts'
import {
  ADDED,
  at,
  DELTA,
  DONE,
  drop,
  dropAll,
  each,
  insert,
  isCompleted,
  isOf,
  ITEM_EVENT,
  on,
  onItem,
  placesOf,
  repeat,
  set,
  TERMINAL,
} from './edits.ts'
import type { Mutation } from './mutation.ts'
import { plant } from './plant.ts'
import { retellText } from './retell.ts'
export const itemMutations: readonly Mutation[] = [
  plant('items-no-output-item-added', 'no output_item.added', 'item.added-missing', 'GW401 GW403', drop(ADDED)),
  plant('items-no-output-item-done', 'no output_item.done', 'item.done-missing', 'GW402', (events, choose) =>
    isCompleted(events) ? drop(DONE)(events, choose) : false,
  ),
  plant('items-no-output-item-events', 'no output_item events at all', 'item.added-missing', 'GW401', (events, choose) =>
    at(events, ITEM_EVENT) === -1 ? false : dropAll(/output_item/)(events, choose),
  ),
  plant('items-added-twice', 'added twice', null, 'GW404', repeat(ADDED)),
  plant('items-done-twice', 'done twice', 'item.phantom-close', 'GW404', repeat(DONE)),
  plant(
    'items-done-item-never-opened',
    'done for an item never opened',
    'item.phantom-close',
    'GW403 GW304',
    insert((events) => at(events, TERMINAL), {
      type: DONE,
      output_index: 99,
      item: { id: 'msg_ghost', type: 'message', status: 'completed', role: 'assistant', content: [] },
    }),
  ),
  plant('items-left-open', 'an item is left open while the next begins', 'item.done-order', 'GW405', (events) => {
    const done = at(events, DONE)
    const next = at(events, ADDED, 1)
    if (next === -1 || next !== done + 1) return false
    const [event] = events.splice(done, 1)
    if (event === undefined) return false
    events.splice(next, 0, event)
  }),
  plant('items-delta-after-item-done', 'a delta after the item is done', 'life.after-terminal', 'GW407', (events) => {
    const done = at(events, DONE)
    const delta = events.slice(0, done).findLast((event) => DELTA.test(String(event['type'])))
    if (delta === undefined || done === -1) return false
    events.splice(done + 1, 0, structuredClone(delta))
  }),
  plant(
    'items-done-in-progress',
    'done says in_progress',
    'tool.done-status',
    'GW408',
    on(DONE, (event) => ((event['item'] as JsonObject)['status'] === 'completed' ? set('item.status', 'in_progress')(event) : false)),
  ),
  plant(
    'items-no-status',
    'no status',
    'item.status-missing',
    'GW409',
    each(/output_item\./, (event) => {
      const item = event['item'] as JsonObject
      if (item['type'] === 'message' || item['type'] === 'function_call') delete item['status']
    }),
  ),
  plant(
    'items-status-null',
    'status is null',
    'item.status-missing',
    'GW409',
    on(DONE, (event) => ('status' in (event['item'] as JsonObject) ? set('item.status', null)(event) : false)),
  ),
  plant(
    'items-status-unknown',
    'a status that is none',
    'env.status-enum',
    'GW217',
    on(DONE, (event) => ('status' in (event['item'] as JsonObject) ? set('item.status', 'calling_now')(event) : false)),
  ),
  plant(
    'items-added-with-content',
    'added holds the content already',
    'part.prefilled',
    'GW410',
    onItem(ADDED, 'message', set('item.content', [{ type: 'output_text', text: 'Hi', annotations: [], logprobs: [] }])),
  ),
  plant(
    'items-blank-message',
    'the message is blank',
    'item.phantom-blank',
    'GW411',
    (events) => isCompleted(events) && retellText(events, (pieces) => pieces.map((_, index) => (index === 0 ? '\n\n' : ' '))),
  ),
  plant('items-type-changes', 'the type changes', null, 'GW416', on(DONE, set('item.type', 'web_search_call'))),
  plant('items-name-changes', 'the name changes', null, 'GW417', on(DONE, set('item.name', 'another_tool'))),
  plant('items-role-another', 'the role is another', null, 'GW204 GW417', on(DONE, set('item.role', 'user'))),
  plant(
    'items-unknown-type',
    'an item of unknown type',
    'evt.non-union',
    'GW206',
    each(/output_item\./, (event) => {
      ;(event['item'] as JsonObject)['type'] = 'thought'
    }),
  ),
  plant('items-null', 'the item is null', null, 'GW202 GW203', on(ADDED, set('item', null))),
  plant(
    'items-phase-hosted-tool-missing',
    'a phase of a hosted tool is missing',
    null,
    'GW413',
    drop(/_call\.(?:searching|interpreting)$/),
  ),
  plant('items-end-hosted-tool-missing', 'the end of a hosted tool is missing', null, 'GW413', drop(/_call\.completed$/)),
  plant('items-phases-wrong-order', 'phases in the wrong order', null, 'GW412 GW413', (events, choose) => {
    for (const from of choose(placesOf(events, /_call\.in_progress$/))) {
      const next = /_call\.(?:searching|interpreting|completed)$/
      const to = events.findIndex((event, index) => index > from && event['item_id'] === events[from]?.['item_id'] && isOf(event, next))
      const [one, other] = [events[from], events[to]]
      if (one === undefined || other === undefined) continue
      events[from] = other
      events[to] = one
      return true
    }
    return false
  }),
  plant('items-phase-comes-twice', 'a phase comes twice', null, 'GW404 GW413 GW414', repeat(/_call\.(?:searching|interpreting)$/)),
]
